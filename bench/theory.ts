import { criticalStepSize, maxStepSize, tailIndex } from 'heavytail';
import { fastest, line } from './measure.js';
import type { Topic } from './topic.js';

/** Time of one solve of h(alpha) = 1, warm, halfway between the critical and the greatest step-size. */
export const theory: Topic = {
  name: 'theory',
  title: 'Exact tail-index, microseconds a solve',
  run(print) {
    const cases = [
      { dimension: 1, batchSize: 1 },
      { dimension: 10, batchSize: 3 },
      { dimension: 100, batchSize: 1 },
      { dimension: 100, batchSize: 20 },
    ].map((law) => ({ ...law, sigma: 1 }));
    print(
      line(
        'd, b',
        cases.map((law) => `${law.dimension}, ${law.batchSize}`),
      ),
    );
    const times = cases.map((law) => {
      const stepSize = (criticalStepSize(law) + maxStepSize(law)) / 2;
      return 1000 * fastest(() => void tailIndex({ ...law, stepSize }));
    });
    print(line('tailIndex', times, 1));
  },
};
