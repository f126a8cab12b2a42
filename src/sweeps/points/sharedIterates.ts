import { namedCenters, type NamedCenter, type SweepPoint } from './point.js';
import { mapInTurns } from '../../turns.js';
import type { Iterates } from './computePoint.js';

/** What the engine subtracts for each named centre; what is subtracted over the repeats comes later. */
const SUBTRACTED: Readonly<Record<NamedCenter, NamedCenter>> = {
  minimiser: 'minimiser',
  mean: 'minimiser',
  median: 'minimiser',
  zero: 'zero',
};

const subtracted = (center: SweepPoint['center']): SweepPoint['center'] =>
  namedCenters.includes(center as NamedCenter) ? SUBTRACTED[center as NamedCenter] : center;

/** All of a point that its simulation depends on, as text: not which iterate is taken, how it is centred, and how its tail is read. */
export const simulationOf = (point: SweepPoint): string =>
  JSON.stringify({ ...point, iterate: null, estimate: null, center: subtracted(point.center) });

/** Iterates of each repeat that are kept for shorter points at most. */
const MOST_KEPT = 64;

/** Whether shorter runs are the beginning of longer ones, in no more time: rows that are drawn take longer where paths are kept. */
const hasWay = ({ iterate, network, sampling }: SweepPoint): boolean =>
  iterate === 'last' && network === undefined && sampling !== 'streaming';

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/** The simulations of points. */
export interface Simulations {
  /** The places of the points, those with one simulation next to each other, the longest of them first, else in order. */
  readonly order: readonly number[];
  /** What the simulation of one of the points is called, and after every how many iterations others want its iterates; undefined if none does. */
  readonly of: (point: SweepPoint) => { readonly name: string; readonly every: number | undefined };
}

const gathered = <Key, Value>(pairs: readonly (readonly [Key, Value])[]): Map<Key, Value[]> => {
  const lists = new Map<Key, Value[]>();
  for (const [key, value] of pairs) {
    const list = lists.get(key);
    if (list) list.push(value);
    else lists.set(key, [value]);
  }
  return lists;
};

/** All ends of one way that are asked for. */
interface Ends {
  readonly shortest: number;
  readonly longest: number;
  /** The iterations after every so many of which one ends. */
  readonly every: number;
}

const endsOf = (lengths: readonly number[]): Ends => {
  let [every, shortest, longest] = [0, Infinity, 0];
  for (const length of lengths) {
    every = divisor(length, every);
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  return { shortest, longest, every };
};

/** The simulations of points: one for those that differ only in what is read, and in how soon where all ask for the last iterate. */
export async function simulationsOf(
  points: readonly SweepPoint[],
  signal?: AbortSignal,
): Promise<Simulations> {
  const own = await mapInTurns(points, signal, simulationOf);
  const alike = gathered(points.map((point, i) => [own[i], point] as const));
  const areWays = new Map([...alike].map(([name, list]) => [name, list.every(hasWay)]));
  const indices = points.map((_, i) => i);
  const ways = await mapInTurns(indices, signal, (i) =>
    areWays.get(own[i]) ? simulationOf({ ...points[i], iterations: 0, burnIn: 0 }) : undefined,
  );
  const lengths = gathered(points.map((point, i) => [ways[i], point.iterations] as const));
  const ends = new Map([...lengths].map(([way, list]) => [way, endsOf(list)]));
  const known = new Map<SweepPoint, ReturnType<Simulations['of']>>();
  points.forEach((point, i) => {
    const way = ways[i];
    const { shortest, longest, every } = ends.get(way)!;
    if (way === undefined || longest / every > MOST_KEPT)
      known.set(point, { name: own[i], every: undefined });
    else known.set(point, { name: way, every: shortest < point.iterations ? every : undefined });
  });
  const of: Simulations['of'] = (point) => known.get(point)!;
  const places = gathered(points.map((point, i) => [of(point).name, i] as const));
  const order = [...places.values()].flatMap((list) =>
    list.sort((a, b) => points[b].iterations - points[a].iterations),
  );
  return { order, of };
}

/**
 * Simulates once for points that stand next to each other and have one simulation.
 *
 * @param atOnce points under way at once: so many simulations are kept
 */
export function sharedIterates<Engine>(
  atOnce: number,
  of: Simulations['of'],
  simulate: (point: SweepPoint, engine: Engine, every: number | undefined) => Promise<Iterates>,
): (point: SweepPoint, engine: Engine) => Promise<Iterates> {
  const kept = new Map<string, { readonly iterations: number; readonly iterates: Promise<Iterates> }>();
  return (point, engine) => {
    const { name, every } = of(point);
    const before = kept.get(name);
    if (before && before.iterations >= point.iterations) return before.iterates;
    const iterates = simulate(point, engine, every);
    kept.set(name, { iterations: point.iterations, iterates });
    const [oldest] = kept.keys();
    if (kept.size > atOnce) kept.delete(oldest);
    return iterates;
  };
}
