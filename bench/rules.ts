import { updateRules, type UpdateRule } from 'heavytail';
import { data, iterationTime, simd } from './kernels.js';
import { line } from './measure.js';
import type { Topic } from './topic.js';

/** Operations of each rule per coordinate beyond the gradient's 4 b; a root and a division count as one each. */
const operations: Record<UpdateRule['name'], number> = {
  ...{ sgd: 2, heavyBall: 4, nesterov: 6, rmsProp: 9, adam: 13, adaGrad: 7, clipNorm: 4, clipCoordinates: 4 },
  svrg: 3,
};
const batchSizes = [1, 5, 20];

/** Time per operation of every update rule over that of plain SGD. */
export const rules: Topic = {
  name: 'rules',
  title:
    'Update rules, one core, n = 10 000, d = 100: nanoseconds an iteration (time per operation over plain SGD)',
  run(print) {
    print(line('batch-size', batchSizes, 0));
    const own = batchSizes.map((batchSize) => iterationTime(simd, batchSize));
    print(line('sgd, its own loop', own, 0));
    for (const name of updateRules) {
      const rule = (name.startsWith('clip') ? { name, threshold: 1 } : { name }) as UpdateRule;
      const cells = batchSizes.map((batchSize, i) => {
        const stepSize = (0.02 * batchSize) / (batchSize + 100);
        const time = iterationTime(simd, batchSize, { rule, stepSize: { cycle: [stepSize, stepSize] } });
        const d = data.dimension;
        const ratio = time / (4 * batchSize * d + operations[name] * d) / (own[i] / (4 * batchSize * d));
        return `${time.toFixed(0)} (${ratio.toFixed(2)})`;
      });
      print(
        line(
          name,
          cells.map((cell) => cell.padStart(14)),
        ),
      );
    }
  },
};
