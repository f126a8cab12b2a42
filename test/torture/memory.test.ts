/** Runs while the memory that their threads share grows under them: a view of it that is out of date was once the end of a worker. */
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createSimulator, generateRegression, type SgdSetting } from 'heavytail';
import { createGenerator } from 'heavytail/random';
import { seed, whole } from './seed.js';

/** A worker died once in some ten thousand starts and runs: 100 000 runs here, and a hundredth of them where time is short. */
const starts = whole ? 2000 : 20;
const RUNS = 50;
const MOST = 10 * RUNS;
const setting: SgdSetting = {
  data: generateRegression({ rows: 500, dimension: 20, seed: 1 }),
  ...{ stepSize: 0.05, batchSize: 3, iterations: 2, repeats: MOST, seed: 1 },
};

let grown = 0;
const { grow } = WebAssembly.Memory.prototype;
WebAssembly.Memory.prototype.grow = function (...pages) {
  grown++;
  return grow.apply(this, pages);
};
afterAll(() => {
  WebAssembly.Memory.prototype.grow = grow;
});

describe('a memory that grows at any moment', () => {
  it(
    `ends no worker and spoils no number in ${starts * RUNS} small runs`,
    async () => {
      const quiet = createSimulator({ workers: 1 });
      const { final } = await quiet.run(setting);
      await quiet.close();
      grown = 0;
      const draw = createGenerator(seed, 'memory');
      for (let start = 0; start < starts; start++) {
        const pool = createSimulator({ workers: 2 });
        // Later runs are larger: the memory grows while the threads start, and again and again while they run.
        const runs = Array.from({ length: RUNS }, async (_, i) => {
          const repeats = 1 + draw.below(10 * (i + 1));
          const wait = draw.below(10);
          if (wait > 0) await delay(wait + i / 4);
          else await turn();
          const run = await pool.run({ ...setting, repeats });
          // The first repeats are the same, however many there are.
          return Buffer.compare(
            Buffer.from(run.final.data.buffer, run.final.data.byteOffset, run.final.data.byteLength),
            Buffer.from(final.data.buffer, final.data.byteOffset, run.final.data.byteLength),
          );
        });
        expect(new Set(await Promise.all(runs))).toEqual(new Set([0]));
        await pool.close();
      }
      expect(grown).toBeGreaterThan(3 * starts);
    },
    whole ? 3 * 3_600_000 : 120_000,
  );
});
