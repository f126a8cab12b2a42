import { maxStepSize, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { logspace } from '../../sweeps/logspace.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Parameter = keyof IsotropicParameters;

/** Exact alpha along one parameter, the others fixed. */
export interface MonotoneCurve {
  readonly over: Parameter;
  readonly fixed: IsotropicParameters;
  readonly values: readonly number[];
  /** null where there is no stationary law */
  readonly tailIndex: readonly (number | null)[];
}

const base: IsotropicParameters = { stepSize: 0.5, batchSize: 5, dimension: 10, sigma: 1 };
const integers = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** From `share` of a maximum, finer and finer towards it, where alpha falls to 0. */
export function upTo(maximum: number, share: number, points: number): number[] {
  const near = logspace(1e-4, 0.2, points >> 1).map((gap) => maximum * (1 - gap));
  return [...logspace(share * maximum, 0.75 * maximum, points), ...near.reverse()];
}

/**
 * Exact alpha over each of eta, b, d and sigma, three curves each, about eta = 0.5, b = 5, d = 10, sigma = 1.
 *
 * @param points of the curves over eta and sigma, which end at the largest where a stationary law exists; those over b and d go
 *   through the integers
 * @example
 * const [first] = monotoneCurves(4);
 * first.over; // 'stepSize'
 * first.tailIndex; // [528.3, 153.4, 41.5, 6.4, 5.0, 0.0023]
 */
export function monotoneCurves(points = 60): MonotoneCurve[] {
  checkArguments('monotoneCurves', { points });

  const along = (over: Parameter, fixed: IsotropicParameters, values: readonly number[]): MonotoneCurve => ({
    over,
    fixed,
    values,
    tailIndex: values.map((value) => tailIndex({ ...fixed, [over]: value })),
  });
  const batches = [2, 5, 20].map((batchSize) => ({ ...base, batchSize }));
  const steps = [0.3, 0.5, 0.7].map((stepSize) => ({ ...base, stepSize }));
  return [
    ...batches.map((p) => along('stepSize', p, upTo(maxStepSize(p), 0.02, points))),
    ...steps.map((p) => along('batchSize', p, integers(40))),
    ...steps.map((p) => along('dimension', p, integers(40))),
    // alpha depends on eta sigma² alone.
    ...steps.map((p) => along('sigma', p, upTo(Math.sqrt(maxStepSize(p) / p.stepSize), 0.2, points))),
  ];
}
