import { availableParallelism } from 'node:os';
import { createSimulator, fig1aSpec, generateRegression, runFig1a } from 'heavytail';
import type { Topic } from './topic.js';

/** Wall time of Figure 1(a) at the published size on all processors. */
export const grid: Topic = {
  name: 'grid',
  title: 'Figure 1(a), published size: 70 cells x 1600 repeats x 1000 iterations, 2.88e11 operations',
  async run(print) {
    const { stepSizes, batchSizes } = fig1aSpec('paper');
    const data = generateRegression({ seed: 'bench' });
    const simulator = createSimulator();
    let start = performance.now();
    await Promise.all(
      batchSizes.flatMap((batchSize) =>
        stepSizes.map((stepSize) => simulator.run({ data, batchSize, stepSize, seed: 'bench' })),
      ),
    );
    const simulation = (performance.now() - start) / 1000;
    await simulator.close();
    const workers = `${availableParallelism()} workers`;
    const operations = batchSizes.reduce((sum, b) => sum + 4 * b * 100 * 1.6e6 * stepSizes.length, 0);
    const rate = operations / simulation / 1e9 / availableParallelism();
    print(
      `simulation alone:          ${simulation.toFixed(1)} s on ${workers} (${rate.toFixed(2)} GFLOP/s each)`,
    );
    start = performance.now();
    await runFig1a(fig1aSpec('paper', 'bench'), { store: null });
    print(`simulation and estimation: ${((performance.now() - start) / 1000).toFixed(1)} s on ${workers}`);
  },
};
