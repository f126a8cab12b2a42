import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { Seed } from '../../random/index.js';
import { blockMean, type BlockMean } from './blockMean.js';
import type { MatrixLaw } from './matrixLaw.js';
import { createPopulation, type Block, type Population } from './population.js';

export interface ProductOptions {
  readonly seed: Seed;
  /** the run stops at this relative standard error of alpha; default 0.01 */
  readonly relativeError?: number;
  /** number of walkers; default from 256 to 2048, fewer in high dimension */
  readonly walkers?: number;
  /** steps before anything is measured; default 200 */
  readonly burnIn?: number;
  /** the most steps of the whole population, after which it gives up; default 200 000 */
  readonly maxSteps?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (state: { steps: number; exponent: number; relativeError: number }) => void;
}

/**
 * - `found`: alpha with its standard error;
 * - `no-stationary-law`: rho > 0 by at least four standard errors;
 * - `no-root`: h(s) < 1 up to the largest exponent tried (128): no power-law tail was found, as when the products
 *   contract almost surely;
 * - `undecided`: the steps were used up before the sign of rho or alpha was known well enough.
 */
export type SampleStatus = 'found' | 'no-stationary-law' | 'no-root' | 'undecided';

export interface SampledTailIndex {
  readonly status: SampleStatus;
  /** alpha where the status is `found`, otherwise null */
  readonly tailIndex: number | null;
  /** standard error of alpha (of the sampling), null with it */
  readonly standardError: number | null;
  readonly lyapunov: number;
  readonly lyapunovError: number;
  /** steps of the population that were taken, and its size */
  readonly steps: number;
  readonly walkers: number;
  /** effective fraction of the walkers in one step near alpha: 1 is even, 1/walkers is hopeless */
  readonly effective: number;
  /** halves of the final run differ by so many standard errors */
  readonly drift: number;
  /** what to mind about the number, one sentence each; empty if nothing */
  readonly warnings: readonly string[];
}

const BLOCK = 50;
const LARGEST_EXPONENT = 128;
/** Blocks of the final run: with fewer the standard error is too uncertain itself. */
const LEAST_BLOCKS = 24;

/**
 * alpha for a product of independent random matrices of any law: the positive root of h(s) = 1,
 * h(s) = lim (E||M_k … M_1||^s)^(1/k), by the population method (see `createPopulation`) and Newton steps. The first stage finds
 * rho and its sign. The standard error covers the sampling; the bias of N walkers is of order 1/N.
 *
 * @param law for instance `sgdLaw(finiteData(…), { stepSize, batchSize })`
 * @returns a promise; it gives control back at least every 50 steps, so that `signal` can stop it
 * @throws RangeError for bad options; the reason of `signal` if it aborts
 */
export async function sampleTailIndex(law: MatrixLaw, options: ProductOptions): Promise<SampledTailIndex> {
  const relativeError = options.relativeError ?? 0.01;
  const walkers = options.walkers ?? Math.max(256, Math.min(2048, Math.round(51200 / law.dimension)));
  const burnIn = options.burnIn ?? 200;
  const maxSteps = options.maxSteps ?? 200_000;
  checkPositive('relativeError', relativeError);
  checkInteger('walkers', walkers, 16);
  checkInteger('burnIn', burnIn, 0);
  checkInteger('maxSteps', maxSteps, 1000);
  if (!(law.dimension >= 1)) throw argumentError('law.dimension', law.dimension, 'at least 1');

  const population = createPopulation(law, walkers, options.seed, 0);
  const run = recorder(population, maxSteps, options);
  await run.settle(burnIn);
  const rho = await signOfGrowth(run);
  const common = { lyapunov: rho.mean, lyapunovError: rho.standardError, walkers };
  const nothing = { ...common, tailIndex: null, standardError: null, warnings: [] };
  const state = (): { steps: number; effective: number; drift: number } => ({
    steps: run.steps(),
    effective: run.effective(),
    drift: rho.drift,
  });
  if (Math.abs(rho.mean) < 4 * rho.standardError) return { ...nothing, ...state(), status: 'undecided' };
  if (rho.mean > 0) return { ...nothing, ...state(), status: 'no-stationary-law' };

  if (rho.mean === -Infinity && run.blocks().every((b) => b.growth === -Infinity))
    return { ...nothing, ...state(), status: 'no-root' };

  const variance = run.blocks().reduce((sum, b) => sum + b.variance, 0) / run.blocks().length;
  // Half of what a Gaussian log||M x|| would give: alpha is approached from below, where the weights are even.
  population.exponent = Math.max(0.01, Math.min(16, -rho.mean / variance || 16));
  const root = await findRoot(run, rho, relativeError);
  if (typeof root === 'string') return { ...nothing, ...state(), status: root };
  const warnings: string[] = [];
  if (run.effective() * walkers < 20)
    warnings.push(
      'The weights ||M x||^alpha are very uneven: a few walkers carry a step, and the standard error may be too small.',
    );
  if (Math.abs(root.drift) > 3)
    warnings.push(
      'The two halves of the final run differ by more than 3 standard errors: a longer burn-in is needed.',
    );
  return {
    ...common,
    status: 'found',
    tailIndex: root.tailIndex,
    standardError: root.standardError,
    steps: run.steps(),
    effective: run.effective(),
    drift: root.drift,
    warnings,
  };
}

interface Recorder {
  readonly population: Population;
  /** Takes blocks until `enough` says so; false if the steps are used up. */
  readonly until: (enough: (blocks: readonly Block[]) => boolean) => Promise<boolean>;
  /** Forgets the blocks so far and takes some steps without recording. */
  readonly settle: (steps: number) => Promise<void>;
  readonly blocks: () => readonly Block[];
  readonly steps: () => number;
  readonly effective: () => number;
  readonly report: (relativeError: number) => void;
}

function recorder(population: Population, maxSteps: number, options: ProductOptions): Recorder {
  let blocks: Block[] = [];
  let steps = 0;
  let rest = Date.now();
  const one = async (): Promise<Block> => {
    options.signal?.throwIfAborted();
    const block = population.block(BLOCK);
    steps += BLOCK;
    if (Date.now() - rest > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      rest = Date.now();
    }
    return block;
  };
  return {
    population,
    async until(enough) {
      while (!enough(blocks)) {
        if (steps >= maxSteps) return false;
        blocks.push(await one());
      }
      return true;
    },
    async settle(count) {
      blocks = [];
      for (let done = 0; done < count; done += BLOCK) population.adapt(await one());
    },
    blocks: () => blocks,
    steps: () => steps,
    effective: () => blocks.length / blocks.reduce((sum, b) => sum + 1 / b.effective, 0),
    report: (relativeError) => options.onProgress?.({ steps, exponent: population.exponent, relativeError }),
  };
}

const growthOf = (blocks: readonly Block[]): BlockMean => blockMean(blocks.map((b) => b.growth));

/** rho, until its sign is clear by six standard errors or the steps are used up. */
async function signOfGrowth(run: Recorder): Promise<BlockMean> {
  await run.until((blocks) => {
    if (blocks.some((b) => b.growth === -Infinity)) return true;
    if (blocks.length < 12) return false;
    const { mean, standardError } = growthOf(blocks);
    return Math.abs(mean) > 6 * standardError;
  });
  if (run.blocks().some((b) => b.growth === -Infinity))
    return { mean: -Infinity, standardError: 0, drift: 0 };
  return growthOf(run.blocks());
}

type Root = { tailIndex: number; standardError: number; drift: number };

async function findRoot(
  run: Recorder,
  rho: BlockMean,
  relativeError: number,
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
    const growth = growthOf(run.blocks());
    if (s === LARGEST_EXPONENT && growth.mean < 0) return 'no-root';
    population.exponent = Math.min(LARGEST_EXPONENT, bracket(s, growth, estimate.root));
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
 * value and derivative at s.
 */
function parabolaRoot(growth: number, slope: number, rho: number, s: number): number {
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
  const { mean, drift } = growthOf(blocks);
  const slope = blocks.reduce((sum, b) => sum + b.slope, 0) / blocks.length;
  const root = parabolaRoot(mean, slope, rho.mean, s);
  const h = 1e-5 * Math.abs(rho.mean);
  const partial = (a: number, b: number, c: number): number =>
    (parabolaRoot(mean + a * h, slope + b * h, rho.mean + c * h, s) -
      parabolaRoot(mean - a * h, slope - b * h, rho.mean - c * h, s)) /
    (2 * h);
  const [byGrowth, bySlope, byRho] = [partial(1, 0, 0), partial(0, 1, 0), partial(0, 0, 1)];
  const { standardError } = blockMean(blocks.map((b) => byGrowth * b.growth + bySlope * b.slope));
  const error = Math.hypot(standardError, byRho * rho.standardError);
  return { root, error: Number.isFinite(error) ? error : Infinity, slope, drift };
}
