import { expect, it, vi } from 'vitest';
import { linspace, type Store } from 'heavytail';
import { exactAt } from '../../../src/sweeps/points/exactAt.js';
import type { SweepPoint } from '../../../src/sweeps/points/point.js';
import { simulationOf, simulationsOf } from '../../../src/sweeps/points/sharedIterates.js';
import { sweep } from '../../../src/sweeps/points/sweep.js';
import { toPoint } from '../../../src/sweeps/points/toPoint.js';

vi.mock(import('../../../src/sweeps/points/exactAt.js'), async (original) => {
  const { exactAt } = await original();
  return { exactAt: vi.fn(exactAt) };
});
// The kernel lies where it is built; nothing is simulated here.
vi.mock('../../../src/sgd/simulator.js', () => ({
  createSimulator: () => ({ run: () => expect.fail('nothing is simulated'), close: () => Promise.resolve() }),
}));

const setting = { problem: { rows: 50, dimension: 2 }, iterations: 4, repeats: 4, batchSize: 1 };
const found = { tailIndex: 1, interval: null, warnings: [], overflowed: 0, distance: 1, spread: 1 };

/** A store that has everything, and counts what it is asked for. */
function fullStore(): Store & { asked: number } {
  const store = {
    directory: 'nowhere',
    asked: 0,
    get: async <Result>() => {
      store.asked++;
      return { ...found, degenerate: false } as Result;
    },
    put: () => Promise.resolve(),
  };
  return store;
}

it('an abort is heard while the points of a grid are checked, before anything is computed or read', async () => {
  const store = fullStore();
  const stop = new AbortController();
  setImmediate(() => stop.abort(new Error('stopped')));
  const over = { stepSize: linspace(0.01, 0.2, 5000) };
  const sweeping = sweep({ ...setting, over }, { store, signal: stop.signal, progress: false });
  await expect(sweeping).rejects.toThrow('stopped');
  expect(store.asked).toBe(0);
});

it('the exact tail-indices are found point by point, as the progress tells, and not after all of it', async () => {
  const counts: number[] = [];
  const progress = (): void => void counts.push(vi.mocked(exactAt).mock.calls.length);
  const over = { stepSize: linspace(0.1, 0.5, 6) };
  const rows = await sweep({ ...setting, over }, { store: fullStore(), workers: 1, progress });
  expect(counts).toEqual([1, 2, 3, 4, 5, 6]);
  expect(rows.map(({ exact }) => exact)).toEqual(
    over.stepSize.map((stepSize) => exactAt(toPoint({ ...setting, stepSize }))),
  );
});

it('the lengths of runs that share one way are looked at once, and not for every point', async () => {
  const ends = { iterate: 'last', sampling: 'cyclic', center: 'zero' } as const;
  const points = Array.from({ length: 200_000 }, (_, i) => ({ ...ends, iterations: i + 1 }) as SweepPoint);
  const { order, of } = await simulationsOf(points);
  expect(order).toHaveLength(points.length);
  // Too many to be kept on one way.
  expect(of(points[7])).toEqual({ name: simulationOf(points[7]), every: undefined });
});
