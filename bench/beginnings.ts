import { sweep } from 'heavytail';
import { line, processorTime } from './measure.js';
import type { Topic } from './topic.js';

/** Lengths of runs of one sweep. */
const sweeps: Readonly<Record<string, readonly number[]>> = {
  '100, 200, … 1000': Array.from({ length: 10 }, (_, i) => 100 * (i + 1)),
  '125, 250, … 1000': [125, 250, 500, 1000],
  '500, 1000': [500, 1000],
};

/** Milliseconds of processor time of a sweep over lengths, of which the last iterates are read. */
async function sweepTime(iterations: readonly number[]): Promise<number> {
  const start = processorTime();
  await sweep(
    {
      over: { iterations },
      problem: { rows: 1000, dimension: 100 },
      ...{ stepSize: 0.02, batchSize: 5, repeats: 1600, burnIn: 0, iterate: 'last', seed: 'bench' },
    },
    { store: null, workers: 1, progress: false },
  );
  return processorTime() - start;
}

/** Runs that are the beginnings of longer ones, simulated once, against a simulation for each length. */
export const beginnings: Topic = {
  name: 'beginnings',
  title: 'Runs of several lengths, d = 100, b = 5, 1600 repeats, one worker: milliseconds of processor time',
  async run(print) {
    print(line('iterations', ['shared', 'each', 'each/']));
    for (const [name, lengths] of Object.entries(sweeps)) {
      let [shared, each] = [Infinity, Infinity];
      for (let round = 0; round < 2; round++) {
        shared = Math.min(shared, await sweepTime(lengths));
        let sum = 0;
        for (const length of lengths) sum += await sweepTime([length]);
        each = Math.min(each, sum);
      }
      print(line(name, [shared.toFixed(0), each.toFixed(0), each / shared]));
    }
    print('each/: the time of a sweep for each length over that of one sweep over all');
  },
};
