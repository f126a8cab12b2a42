import { createSimulator, sweep, type SampleEstimator } from 'heavytail';
import { afterAll, describe, expect, it } from 'vitest';
import type { PointEngine } from '../../../src/sweeps/points/computePoint.js';
import type { SweepPoint } from '../../../src/sweeps/points/point.js';
import { readTask } from '../../../src/sweeps/points/readTail.js';
import { sharedIterates, simulationOf, simulationsOf } from '../../../src/sweeps/points/sharedIterates.js';

const hillOf20: SampleEstimator = (sample, { hill }) => hill(sample, { k: 20 });
const fixed = {
  problem: { rows: 200, dimension: 2 },
  iterations: 40,
  burnIn: 20,
  repeats: 100,
  batchSize: 1,
};

/** The points of a sweep over step-sizes in which variants differ, as the store sees them. */
async function pointsOf(variants: Record<string, object>): Promise<SweepPoint[]> {
  const keys: SweepPoint[] = [];
  const store = {
    directory: 'nowhere',
    get: async (key: unknown) => void keys.push(key as SweepPoint),
    put: async () => {},
  };
  await sweep({ ...fixed, over: { stepSize: [0.1, 0.3] }, variants }, { store, workers: 1 });
  // What the store adds, versions of the estimators, is no part of a point.
  return keys.map((key) => JSON.parse(JSON.stringify({ ...key, estimators: undefined })) as SweepPoint);
}

const built = new URL('../../../dist/src/sweeps/points/computePoint.js', import.meta.url).href;
const { computePoint, simulateIterates } = (await import(
  built
)) as typeof import('../../../src/sweeps/points/computePoint.js');
const simulator = createSimulator({ workers: 1 });
afterAll(() => simulator.close());

describe('points of one simulation', () => {
  it('are those that differ in the iterate, the estimate, or what is subtracted over the repeats', async () => {
    const variants = {
      plain: {},
      ...{
        mean: { center: 'mean' },
        median: { center: 'median' },
        last: { iterate: 'last' },
        hill: { estimate: hillOf20 },
      },
      ...{
        zero: { center: 'zero' },
        vector: { center: [1, 2] },
        decay: { weightDecay: 0.1 },
        seed: { seed: 2 },
      },
    };
    const points = await pointsOf(variants);
    const names = points.filter(({ stepSize }) => stepSize === 0.1).map(simulationOf);
    expect(names.map((name) => names.indexOf(name)).sort((a, b) => a - b)).toEqual([
      0, 0, 0, 0, 0, 5, 6, 7, 8,
    ]);
    expect(new Set(points.map(simulationOf)).size).toBe(10);
  });

  it('stand next to each other, and are simulated once, with the numbers that each has by itself', async () => {
    const points = await pointsOf({ plain: {}, mean: { center: 'mean' }, last: { iterate: 'last' } });
    const { order, of } = await simulationsOf(points);
    expect([...order].sort()).toEqual(points.map((_, i) => i));
    expect(new Set([0, 1, 2].map((i) => simulationOf(points[order[i]]))).size).toBe(1);
    let simulated = 0;
    const iterates = sharedIterates<PointEngine>(2, of, (point, engine) => {
      simulated++;
      return simulateIterates(point, engine);
    });
    const engine = { simulator, read: readTask, dataOf: () => expect.fail('a problem needs no data') };
    for (const place of order)
      expect(await computePoint(points[place], { ...engine, iterates })).toEqual(
        await computePoint(points[place], engine),
      );
    expect(simulated).toBe(2);
  });

  it('are of several lengths where all ask for the last iterate: the longest passes the others', async () => {
    const ends = (iterations: number): object => ({ iterations, burnIn: 10, iterate: 'last' });
    const variants = { short: ends(20), long: ends(40), svrg: { ...ends(30), rule: { name: 'svrg' } } };
    const points = await pointsOf(variants);
    const { order, of } = await simulationsOf(points);
    expect(new Set(points.map((point) => of(point).name)).size).toBe(4);
    const runs: [number, number | undefined][] = [];
    const iterates = sharedIterates<PointEngine>(2, of, (point, engine, every) => {
      runs.push([point.iterations, every]);
      return simulateIterates(point, engine, every);
    });
    const engine = { simulator, read: readTask, dataOf: () => expect.fail('a problem needs no data') };
    for (const place of order)
      expect(await computePoint(points[place], { ...engine, iterates })).toEqual(
        await computePoint(points[place], engine),
      );
    expect([...runs].sort()).toEqual([
      [30, undefined],
      [30, undefined],
      [40, 20],
      [40, 20],
    ]);
    // Where the longer one is stored, nothing longer than what is asked for is simulated.
    await sharedIterates<PointEngine>(2, of, (point, engine, every) => {
      runs.push([point.iterations, every]);
      return simulateIterates(point, engine, every);
    })(
      points.find(({ iterations }) => iterations === 20)!,
      engine,
    );
    expect(runs.at(-1)).toEqual([20, undefined]);
  });

  it('are apart where a way has too many ends, its average is wanted, or rows are drawn', async () => {
    const ends = (iterations: number): object => ({ iterations, burnIn: 10, iterate: 'last' });
    const names = async (variants: Record<string, object>): Promise<number> => {
      const points = await pointsOf(variants);
      const { of } = await simulationsOf(points);
      return new Set(points.map((point) => of(point).name)).size / 2;
    };
    expect(await names({ short: ends(20), long: ends(40) })).toBe(1);
    expect(await names({ short: ends(64), long: ends(65) })).toBe(2);
    expect(await names({ short: ends(20), long: ends(40), averaged: { iterations: 40 } })).toBe(2);
    const streaming = { sampling: 'streaming' };
    expect(await names({ short: { ...ends(20), ...streaming }, long: { ...ends(40), ...streaming } })).toBe(
      2,
    );
  });

  it('come back to a sweep in its own order', async () => {
    const over = { stepSize: [0.1, 0.3] };
    const variants = { plain: {}, mean: { center: 'mean' as const } };
    const together = await sweep({ ...fixed, over, variants }, { store: null, workers: 1 });
    const apart = await Promise.all(
      [undefined, 'mean' as const].map((center) =>
        sweep({ ...fixed, over, ...(center && { center }) }, { store: null, workers: 1 }),
      ),
    );
    expect(together.map(({ tailIndex }) => tailIndex)).toEqual(
      apart.flat().map(({ tailIndex }) => tailIndex),
    );
  });
});
