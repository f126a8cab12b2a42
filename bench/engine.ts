import { data, iterationTime, plain, simd } from './kernels.js';
import { line } from './measure.js';
import { numpyTimes } from './numpy.js';
import type { Topic } from './topic.js';

const batchSizes = [1, 2, 3, 4, 5, 10, 20];

/** Speed of plain SGD on one core; 4 b d operations per iteration are counted, whatever the averaging adds. */
export const engine: Topic = {
  name: 'engine',
  title: 'Quadratic SGD, one core, n = 10 000, d = 100',
  run(print) {
    print(line('batch-size', batchSizes, 0));
    const rate = (nanoseconds: number, batchSize: number): number =>
      (4 * batchSize * data.dimension) / nanoseconds;
    const fast = batchSizes.map((b) => iterationTime(simd, b));
    print(
      line(
        'SIMD kernel, GFLOP/s',
        batchSizes.map((b, i) => rate(fast[i], b)),
      ),
    );
    const slow = batchSizes.map((b) => iterationTime(plain, b));
    print(
      line(
        'TypeScript twin, GFLOP/s',
        batchSizes.map((b, i) => rate(slow[i], b)),
      ),
    );
    print(
      line(
        'SIMD : twin',
        slow.map((time, i) => time / fast[i]),
        1,
      ),
    );
    const rival = numpyTimes(batchSizes);
    if (typeof rival === 'string') return print(`numpy loop: skipped: ${rival}`);
    print(
      line(
        'numpy loop, GFLOP/s',
        batchSizes.map((b, i) => rate(rival[i], b)),
      ),
    );
    print(
      line(
        'SIMD : numpy',
        rival.map((time, i) => time / fast[i]),
        1,
      ),
    );
  },
};
