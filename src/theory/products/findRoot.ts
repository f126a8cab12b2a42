import { blockMean, type BlockMean } from './blockMean.js';
import type { Block } from './population.js';
import { BLOCK, LEAST_BLOCKS, pooledGrowth, type Recorder } from './recorder.js';

/** alpha with its standard error, and how far the halves of the final run are apart in standard errors. */
export type Root = { tailIndex: number; standardError: number; drift: number };

/**
 * The root of h(s) = 1 by Newton steps, from the exponent that the population has.
 *
 * @param rho measured before: the slope of log h at 0
 * @returns `no-root` where h(largestExponent) < 1, `undecided` where the steps were used up before
 */
export async function findRoot(
  run: Recorder,
  rho: BlockMean,
  { relativeError, largestExponent }: { readonly relativeError: number; readonly largestExponent: number },
): Promise<Root | 'no-root' | 'undecided'> {
  const { population } = run;
  const bracket = createBracket();
  for (;;) {
    const s = population.exponent;
    population.scatter();
    await run.settle(4 * BLOCK);
    // A parabola from s is off by about (root - s)²/s: that has to stay below the error.
    const close = (e: RootEstimate): boolean =>
      e.slope > 0 &&
      e.error < Infinity &&
      Math.abs(e.root - s) <= Math.min(0.05 * s + e.error, Math.sqrt(0.3 * e.error * s));
    const done = await run.until((blocks) => {
      if (blocks.length < 10) return false;
      const estimate = estimateRoot(blocks, s, rho);
      run.report(estimate.error / s);
      // Away from the root there is no use in precision.
      if (!close(estimate)) return true;
      return blocks.length >= LEAST_BLOCKS && estimate.error < relativeError * estimate.root;
    });
    if (!done) return 'undecided';
    const estimate = estimateRoot(run.blocks(), s, rho);
    if (close(estimate) && run.blocks().length >= LEAST_BLOCKS)
      return { tailIndex: estimate.root, standardError: estimate.error, drift: estimate.drift };
    const growth = blockMean(pooledGrowth(run.blocks()).parts);
    if (s === largestExponent && growth.mean < 0) return 'no-root';
    population.exponent = Math.min(largestExponent, bracket(s, growth, estimate.root));
  }
}

/**
 * Gives the next exponent: the estimate where it is within a factor of 2. Otherwise it is not worth much, and the interval between the
 * exponents known to be on either side of the root is halved. An estimate that contradicts a side says that this was wrong: rare
 * matrices had not been met there.
 */
function createBracket(): (s: number, growth: BlockMean, estimate: number) => number {
  let [lower, upper] = [0, Infinity];
  return (s, { mean, standardError }, estimate) => {
    if (mean < -3 * standardError) lower = Math.max(lower, s);
    // NaN or Infinity: the moment was too large for a number.
    if (mean > 3 * standardError || !(mean < Infinity)) upper = Math.min(upper, s);
    if (estimate > s / 2 && estimate < 2 * s) {
      if (estimate <= lower) lower = 0;
      if (estimate >= upper) upper = Infinity;
      return estimate;
    }
    if (upper === Infinity) return 2 * s;
    return lower > 0 && lower < upper ? Math.sqrt(lower * upper) : upper / 2;
  };
}

interface RootEstimate {
  readonly root: number;
  readonly error: number;
  readonly slope: number;
  readonly drift: number;
}

/**
 * phi(s) = log h(s)/s is smooth, increasing and rho at 0: the root of the parabola through rho with the measured
 * value and derivative at s. Where rho is -Infinity, because some matrices bring vectors to 0, Newton's step on log h.
 */
function parabolaRoot(growth: number, slope: number, rho: number, s: number): number {
  if (rho === -Infinity) return slope > 0 && s > growth / slope ? s - growth / slope : Infinity;
  const phi = growth / s;
  const secant = (phi - rho) / s;
  const derivative = (slope - phi) / s;
  const curvature = (derivative - secant) / s;
  const linear = secant - curvature * s;
  const discriminant = linear * linear - 4 * curvature * rho;
  const root = discriminant >= 0 ? (-2 * rho) / (linear + Math.sqrt(discriminant)) : Infinity;
  return root > 0 ? root : Infinity;
}

/**
 * The root with its standard error by the delta method: from the joint spread of value and derivative over the blocks, and from the
 * error of rho. Near s = 2 the control variate leaves next to no error in the value, and the other two decide.
 */
function estimateRoot(blocks: readonly Block[], s: number, rho: BlockMean): RootEstimate {
  const { mean, parts } = pooledGrowth(blocks);
  const { drift } = blockMean(parts);
  const slope = blocks.reduce((sum, b) => sum + b.slope, 0) / blocks.length;
  const root = parabolaRoot(mean, slope, rho.mean, s);
  const h = 1e-5 * (rho.mean === -Infinity ? Math.max(slope, 1e-3) : Math.abs(rho.mean));
  const partial = (a: number, b: number, c: number): number =>
    (parabolaRoot(mean + a * h, slope + b * h, rho.mean + c * h, s) -
      parabolaRoot(mean - a * h, slope - b * h, rho.mean - c * h, s)) /
    (2 * h);
  const [byGrowth, bySlope, byRho] = [partial(1, 0, 0), partial(0, 1, 0), partial(0, 0, 1)];
  const { standardError } = blockMean(blocks.map((b, i) => byGrowth * parts[i] + bySlope * b.slope));
  const error = Math.hypot(standardError, byRho * rho.standardError);
  return { root, error: Number.isFinite(error) ? error : Infinity, slope, drift };
}
