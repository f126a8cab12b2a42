import {
  criticalStepSize,
  logspace,
  maxStepSize,
  runPhaseDiagram,
  sampleTailIndex,
  tailIndex,
} from 'heavytail';
import { fastest, line } from './measure.js';
import type { Topic } from './topic.js';

/**
 * One solve of h(alpha) = 1, warm, at three step-sizes (d = b = 2 is about the slowest of all); a whole phase diagram; a
 * sampled alpha with its standard error. The last two are single runs on one processor.
 */
export const theory: Topic = {
  name: 'theory',
  title: 'Tail-index: exact (microseconds a solve), phase diagram and sampled (seconds)',
  async run(print) {
    const cases = [
      { dimension: 1, batchSize: 1 },
      { dimension: 2, batchSize: 2 },
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
    const rows: [string, (law: (typeof cases)[number]) => number][] = [
      ['tailIndex, between eta_crit and eta_max', (law) => (criticalStepSize(law) + maxStepSize(law)) / 2],
      ['tailIndex, eta_crit/4', (law) => criticalStepSize(law) / 4],
      ['tailIndex, eta_crit/1e6', (law) => criticalStepSize(law) / 1e6],
    ];
    for (const [name, at] of rows) {
      const times = cases.map((law) => {
        const stepSize = at(law);
        return 1000 * fastest(() => void tailIndex({ ...law, stepSize }));
      });
      print(line(name, times, 1));
    }

    let start = performance.now();
    await runPhaseDiagram({
      over: 'batchSize',
      values: Array.from({ length: 200 }, (_, i) => i + 1),
      stepSizes: logspace(0.05, 3, 200),
      model: { batchSize: 1, dimension: 10, sigma: 1 },
    });
    print(`200 x 200 diagram, b = 1 to 200 by eta = 0.05 to 3, d = 10: ${seconds(start)} s`);

    start = performance.now();
    const sampled = await sampleTailIndex(
      { stream: { dimension: 100 }, stepSize: 0.094, batchSize: 5 },
      { seed: 'bench', relativeError: 0.01 },
    );
    const { status, tailIndex: alpha, standardError } = sampled;
    if (alpha === null || standardError === null) throw new Error(`the sampled alpha is ${status}`);
    print(
      `sampled alpha, d = 100, b = 5, eta = 0.094: ${seconds(start)} s (${alpha.toFixed(3)} ± ${standardError.toFixed(3)})`,
    );
  },
};

const seconds = (start: number): string => ((performance.now() - start) / 1000).toFixed(1);
