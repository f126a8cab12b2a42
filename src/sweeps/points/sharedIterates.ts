import { namedCenters, type NamedCenter, type SweepPoint } from './point.js';
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

/** The places of the points, those with one simulation next to each other, else in order. */
export function besideTheirLike(points: readonly SweepPoint[]): number[] {
  const places = new Map<string, number[]>();
  points.forEach((point, i) => {
    const like = places.get(simulationOf(point));
    if (like) like.push(i);
    else places.set(simulationOf(point), [i]);
  });
  return [...places.values()].flat();
}

/**
 * Simulates once for points that stand next to each other and have one simulation.
 *
 * @param atOnce points under way at once: so many simulations are kept
 */
export function sharedIterates<Engine>(
  atOnce: number,
  simulate: (point: SweepPoint, engine: Engine) => Promise<Iterates>,
): (point: SweepPoint, engine: Engine) => Promise<Iterates> {
  const kept = new Map<string, Promise<Iterates>>();
  return (point, engine) => {
    const name = simulationOf(point);
    const before = kept.get(name);
    if (before) return before;
    const simulated = simulate(point, engine);
    kept.set(name, simulated);
    const [oldest] = kept.keys();
    if (kept.size > atOnce) kept.delete(oldest);
    return simulated;
  };
}
