import { expect, it } from 'vitest';
import { generateRegression, leastSquares, type PointSetting } from 'heavytail';
import { simulatePoint } from '../../../src/sweeps/points/computePoint.js';
import { toPoint } from '../../../src/sweeps/points/toPoint.js';
import { runHere } from '../../sgd/runHere.js';

const data = generateRegression({ rows: 12, dimension: 2, seed: 'points' });
const minimum = [...leastSquares(data).solution];
const simulator = {
  ...{ workers: 1, kernel: 'plain' as const, close: () => Promise.resolve() },
  run: (setting: Parameters<typeof runHere>[0]) => Promise.resolve(runHere(setting)),
};
const base: PointSetting = { data, stepSize: 0.1, batchSize: 2, iterations: 2, repeats: 2 };

it.each<[string, Partial<PointSetting>, number]>([
  ['a normal start', {}, 5 * Math.SQRT2],
  ['a near start', { start: { deviation: 0.5 } }, 0.5 * Math.SQRT2],
  ['zero', { start: 'zero' }, Math.hypot(...minimum)],
  ['zero, as a deviation', { start: { deviation: 0 } }, Math.hypot(...minimum)],
  ['a point', { start: { point: [1, 2] } }, Math.hypot(1 - minimum[0], 2 - minimum[1])],
  ['zero to zero', { start: 'zero', center: 'zero' }, 0],
  ['a point to zero', { start: { point: [3, 4] }, center: 'zero' }, 5],
  ['a point to a vector', { start: { point: [3, 4] }, center: [0, 8] }, 5],
])('the distance from %s to what the iterates settle around is exact', async (_, change, distance) => {
  const point = toPoint({ ...base, ...change });
  const { startDistance, sample } = await simulatePoint(point, { simulator, dataOf: () => data });
  expect(startDistance).toBeCloseTo(distance, 12);
  expect([sample.rows, sample.columns]).toEqual([2, 2]);
});

it('an estimator that is none is refused by its place', () => {
  const of = (estimate: unknown) => () => toPoint({ ...base, estimate } as PointSetting);
  for (const wrong of [3, null, true])
    expect(of(wrong)).toThrow(/^estimate must be the name of an estimator, \{ name/);
  expect(of('hil')).toThrow(/^estimate must be one of/);
  expect(of({ name: 'hil' })).toThrow(/^estimate\.name must be one of/);
  expect(of({ name: 'hill', k: 1 })()).toMatchObject({ estimate: { name: 'hill', options: { k: 1 } } });
});
