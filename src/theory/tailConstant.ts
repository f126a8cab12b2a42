import { argumentError, checkFields, checkInteger, checkPositive } from '../check.js';
import { chiSquared } from '../random/chiSquared.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { growthAndSlope, logMomentGrowth } from './momentGrowth.js';
import { sphereMoment } from './noiseMoment.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';
import { tailIndex } from './tailIndex.js';

/** The constants of the power tail of the stationary law. */
export interface TailConstant {
  /** alpha, exact. */
  readonly tailIndex: number;
  /** C in P(|x - x_*| > t) ~ C t^-alpha. */
  readonly norm: number;
  readonly normError: number;
  /** e_alpha(u) in P(u·(x - x_*) > t) ~ e_alpha(u) t^-alpha, the same for every unit vector u; above 0. */
  readonly projection: number;
  readonly projectionError: number;
  readonly warnings: readonly string[];
}

/** Options of {@link tailConstant}. */
export interface TailConstantOptions {
  /** Steps of the chain that the mean is taken over, from 1000 to 1e8. Default 200 000. */
  readonly steps?: number;
  /** Root of the randomness. Default 0. */
  readonly seed?: Seed;
}

const BATCHES = 50;
/** From here on the mean has no variance, and its standard error says too little. */
const LARGEST = 4;

/** How far the chain has come, and the mean of |M x + q|^alpha - |M x|^alpha over the signs of q there. */
interface Step {
  readonly norm: number;
  readonly gain: number;
}

/**
 * One iteration from a point at distance r: by symmetry all depends on r, on X = |A u|²/sigma² ~ chi²_b, on the label noise along A u and
 * across it, and on Y ~ chi²_(d-1).
 */
function iterate(p: IsotropicParameters, labelNoise: number, alpha: number, r: number, g: Generator): Step {
  const { stepSize, batchSize: b, dimension: d, sigma } = p;
  const eta = stepSize / b;
  const u = sigma * Math.sqrt(chiSquared(g, b));
  const along = labelNoise * g.normal();
  const across = b > 1 ? labelNoise * labelNoise * chiSquared(g, b - 1) : 0;
  const spread = d > 1 ? eta * eta * sigma * sigma * chiSquared(g, d - 1) : 0;
  const norm = (noise: number, rest: number): number =>
    Math.sqrt((r - eta * u * (r * u - noise)) ** 2 + spread * ((r * u - noise) ** 2 + rest));
  const [up, down, none] = [norm(along, across), norm(-along, across), norm(0, 0)];
  return { norm: up, gain: (up ** alpha + down ** alpha) / 2 - none ** alpha };
}

/** Steps until what is left of the start is a millionth, by the order at which moments fall fastest; at most 1e5. */
function stepsToForget(p: IsotropicParameters, alpha: number): number {
  const rates = [0.1, 0.3, 0.5].map((share) => logMomentGrowth(p, share * Math.min(alpha, 4)));
  return Math.min(1e5, Math.ceil(Math.log(1e-6) / Math.min(...rates)));
}

/**
 * The constants in front of t^-alpha, for SGD on streaming isotropic Gaussian data with label noise, by Goldie's formula
 *
 *     C = E[|M x + q|^alpha - |M x|^alpha] / (alpha h'(alpha)),   x of the stationary law,
 *
 * with h'(alpha) exact and the expectation a mean over a chain, over both signs of q. At alpha = 2 the expectation is E|q|². The law of x
 * is the same in every direction, and so e_alpha(u) = C E|u·Theta|^alpha / 2 with Theta uniform on the sphere.
 * Source: Goldie 1991, Annals of Applied Probability 1, 126-166, Theorem 2.3; Gürbüzbalaban, Şimşekli & Zhu 2021, Theorem 2.
 *
 * @param p step-size, batch-size, dimension and sigma
 * @param labelNoise standard deviation of the labels about a·x_*, above 0
 * @returns `null` where there is no stationary law
 * @throws RangeError naming the argument outside its range
 * @example
 * const found = tailConstant({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }, 1);
 * [found?.tailIndex, found?.norm]; // [2.000, 1.039]
 */
export function tailConstant(
  p: IsotropicParameters,
  labelNoise: number,
  options: TailConstantOptions = {},
): TailConstant | null {
  const c = checkedScale(p);
  checkPositive('labelNoise', labelNoise);
  checkFields('options', options, ['steps', 'seed']);
  const { steps = 200_000, seed = 0 } = options;
  checkInteger('steps', steps, 1000, 1e8);
  const alpha = tailIndex(p);
  if (alpha === null) return null;
  const g = createGenerator(seed, 'tail constant');
  let r = 0;
  for (let k = stepsToForget(p, alpha); k > 0; k--) r = iterate(p, labelNoise, alpha, r, g).norm;
  const perBatch = Math.floor(steps / BATCHES);
  const means = Array.from({ length: BATCHES }, () => {
    let sum = 0;
    for (let k = 0; k < perBatch; k++) {
      const step = iterate(p, labelNoise, alpha, r, g);
      r = step.norm;
      sum += step.gain;
    }
    return sum / perBatch;
  });
  const mean = means.reduce((sum, x) => sum + x, 0) / BATCHES;
  const square = means.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const scale = alpha * growthAndSlope(p, c, alpha).slope;
  const [norm, normError] = [mean / scale, Math.sqrt(square / BATCHES / (BATCHES - 1)) / scale];
  if (!Number.isFinite(norm + normError))
    throw argumentError(
      'labelNoise',
      labelNoise,
      `such that its power α = ${alpha.toPrecision(3)} is a finite number`,
    );
  const half = sphereMoment(p.dimension, alpha) / 2;
  const warnings =
    alpha < LARGEST && normError < 0.2 * norm
      ? []
      : ['The mean is made by few large terms: the standard error is not to be trusted.'];
  return {
    ...{ tailIndex: alpha, norm, normError, projection: half * norm, projectionError: half * normError },
    warnings,
  };
}
