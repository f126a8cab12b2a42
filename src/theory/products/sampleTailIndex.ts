import { argumentError, checkFields, checkFunction, checkInteger, checkPositive } from '../../check.js';
import { longCall, type LongCall, type LongCallOptions } from '../../longCall.js';
import type { Seed } from '../../random/index.js';
import type { BlockMean } from './blockMean.js';
import { findRoot, type Root } from './findRoot.js';
import type { SgdDynamics } from '../../setting/sgdDynamics.js';
import { isMatrixLaw, type MatrixLaw } from './matrixLaw.js';
import { createPopulation } from './population.js';
import { createRecorder, growthOf, LEAST_BLOCKS, type Recorder, type RecorderState } from './recorder.js';
import { turnedLaw } from './sgdLaw.js';

export interface ProductOptions extends LongCallOptions<RecorderState> {
  readonly seed: Seed;
  /** the run stops at this relative standard error of alpha; default 0.01 */
  readonly relativeError?: number;
  /** number of walkers, with all coordinates at most 2^27 numbers; default from 256 to 2048, fewer in high dimension */
  readonly walkers?: number;
  /** steps before anything is measured; default 200 */
  readonly burnIn?: number;
  /** the most steps of the whole population, after which it gives up; default 200 000 */
  readonly maxSteps?: number;
  /** alpha is looked for up to here, above 0; default 128 */
  readonly largestExponent?: number;
}

/**
 * - `found`: alpha with its standard error;
 * - `no-stationary-law`: rho > 0 by at least four standard errors, or 0 because SGD never moves along some directions;
 * - `no-root`: h(s) < 1 up to the largest exponent: no power-law tail was found, as when the products
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

/**
 * alpha of SGD, or of any product of independent random matrices: the positive root of h(s) = 1,
 * h(s) = lim (E||M_k … M_1||^s)^(1/k), by the population method (see `createPopulation`) and Newton steps. The first stage finds
 * rho and its sign. The standard error covers the sampling; the bias of a population of
 * fixed size, of order 1/N, is taken out.
 *
 * @param setting what `simulate` takes, of which start, iterations, labels and the like do not matter (see `sgdLaw` for what has
 *   no law of matrices); or a law of matrices, as of `hessianLaw`
 * @returns a promise; it gives control back at least every 50 steps, so that `signal` can stop it
 * @throws RangeError for a bad setting or bad options; the reason of `signal` if it aborts
 * @example
 * const uniform = { stream: { dimension: 2, law: { name: 'uniform' } }, stepSize: 0.7, batchSize: 1 } as const;
 * const { tailIndex } = await sampleTailIndex(uniform, { seed: 1, walkers: 256 }); // 2.20
 */
export async function sampleTailIndex(
  setting: SgdDynamics | MatrixLaw,
  options: ProductOptions,
): Promise<SampledTailIndex> {
  checkFields('options', options, [
    'seed',
    'relativeError',
    'walkers',
    'burnIn',
    'maxSteps',
    'largestExponent',
    'signal',
    'progress',
  ]);
  const law = isMatrixLaw(setting) ? setting : turnedLaw(setting);
  if (typeof options !== 'object' || options === null)
    throw argumentError('options', options, 'an object with a seed');
  checkInteger('setting.dimension', law.dimension);
  for (const part of ['keepsDirection', 'expectedSquare'] as const)
    if (law[part] !== undefined) checkFunction(`law.${part}`, law[part]);
  const relativeError = options.relativeError ?? 0.01;
  const walkers = options.walkers ?? Math.max(256, Math.min(2048, Math.round(51200 / law.dimension)));
  const burnIn = options.burnIn ?? 200;
  const maxSteps = options.maxSteps ?? 200_000;
  const largestExponent = options.largestExponent ?? 128;
  checkPositive('relativeError', relativeError);
  checkInteger('walkers', walkers, 16, Math.floor(MOST_NUMBERS / law.dimension));
  checkInteger('burnIn', burnIn, 0);
  checkInteger('maxSteps', maxSteps, 1000);
  checkPositive('largestExponent', largestExponent);
  const size = { seed: options.seed, relativeError, walkers, burnIn, maxSteps, largestExponent };
  return longCall('Products of random matrices', options, (call) => sampleRoot(law, size, call));
}

async function sampleRoot(
  law: MatrixLaw,
  { seed, walkers, burnIn, ...limits }: Required<Omit<ProductOptions, keyof LongCallOptions>>,
  call: LongCall<RecorderState>,
): Promise<SampledTailIndex> {
  const population = createPopulation(law, walkers, seed, 0);
  const run = createRecorder(population, limits, call);
  await run.settle(burnIn);
  const keeps = law.keepsDirection?.() ?? false;
  const rho = await signOfGrowth(run, keeps);
  const early = statusOf(rho, keeps);
  if (early !== undefined) return { ...withoutRoot(early, rho, run), walkers };

  const variance = run.blocks().reduce((sum, b) => sum + b.variance, 0) / run.blocks().length;
  // Half of what a Gaussian log||M x|| would give: alpha is approached from below, where the weights are even.
  const guess = rho.mean === -Infinity ? 1 : Math.max(0.01, Math.min(16, -rho.mean / variance || 16));
  population.exponent = Math.min(guess, limits.largestExponent);
  const root = await findRoot(run, rho, limits);
  if (typeof root === 'string') return { ...withoutRoot(root, rho, run), walkers };
  return {
    ...withoutRoot('found', rho, run),
    ...root,
    walkers,
    warnings: warningsOf(root, run.effective() * walkers),
  };
}

/** Numbers that all walkers have together at most: 1 GiB of them. */
const MOST_NUMBERS = 2 ** 27;

/** What rho says by itself: undefined where it is below 0, so that there is a tail to look for. */
function statusOf(rho: BlockMean, keeps: boolean): SampleStatus | 'keeps' | undefined {
  const error = 4 * rho.standardError;
  // Not below 0 but for rounding, as where M is the identity.
  if (rho.mean > error || Math.abs(rho.mean) < 1e-14) return 'no-stationary-law';
  if (keeps) return 'keeps';
  return Math.abs(rho.mean) < error ? 'undecided' : undefined;
}

type Outcome = Omit<SampledTailIndex, 'walkers'>;

function withoutRoot(status: SampleStatus | 'keeps', rho: BlockMean, run: Recorder): Outcome {
  const keeps = status === 'keeps';
  return {
    status: keeps ? 'no-stationary-law' : status,
    tailIndex: null,
    standardError: null,
    lyapunov: keeps ? 0 : rho.mean,
    lyapunovError: keeps ? 0 : rho.standardError,
    steps: run.steps(),
    effective: run.effective(),
    drift: rho.drift,
    warnings: keeps
      ? ['All data is orthogonal to some directions: SGD never moves along them, and rho is 0.']
      : [],
  };
}

function warningsOf(root: Root, effectiveWalkers: number): string[] {
  const warnings: string[] = [];
  if (effectiveWalkers < 20)
    warnings.push(
      'The weights ||M x||^alpha are very uneven: a few walkers carry a step, and the standard error may be too small.',
    );
  if (Math.abs(root.drift) > 3)
    warnings.push(
      'The two halves of the final run differ by more than 3 standard errors: a longer burn-in is needed.',
    );
  return warnings;
}

/** rho, until its sign is clear by six standard errors (unless it is known not to be negative) or the steps are used up. */
async function signOfGrowth(run: Recorder, known: boolean): Promise<BlockMean> {
  await run.until((blocks) => {
    if (blocks.some((b) => b.growth === -Infinity)) return true;
    if (blocks.length < LEAST_BLOCKS) return false;
    if (known) return true;
    const { mean, standardError } = growthOf(blocks);
    return Math.abs(mean) > 6 * standardError;
  });
  if (run.blocks().some((b) => b.growth === -Infinity))
    return { mean: -Infinity, standardError: 0, drift: 0 };
  return growthOf(run.blocks());
}
