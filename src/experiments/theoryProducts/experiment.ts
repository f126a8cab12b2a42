import { rowNorms } from '../../rows.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { Seed } from '../../random/index.js';
import { createSimulator, type SgdSetting, type Simulation, type Simulator } from '../../sgd/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { exactTail, sampleTailIndex, sgdLaw, type ExactTail, type SampleStatus } from '../../theory/index.js';
import { POPULATION_VERSION } from '../../theory/products/population.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import type { SgdVariant } from './sgdVariants.js';
import { GROUPS, groupedHill, settlingTime, survivalCurve } from '../../sweeps/simulatedTail.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const PRODUCTS = 'products';

/** Variants of SGD: alpha and rho from products of random matrices, and from SGD itself. */
export interface ProductsSpec {
  readonly variants: readonly SgdVariant[];
  /** relative standard error of the sampled alpha */
  readonly relativeError: number;
  readonly walkers: number;
  readonly maxSteps: number;
  /** independent runs of SGD whose last iterates are the sample of the stationary law; a multiple of 20 */
  readonly repeats: number;
  /** iterations until they are taken as stationary, at most: fewer where rho and alpha say that it takes fewer */
  readonly iterations: number;
  /** runs without label noise, and matrices over which their growth is measured after as many that are not counted */
  readonly growthRepeats: number;
  readonly growthSteps: number;
  readonly seed: Seed;
}

/** One variant. rho is per matrix: per iteration, or per cycle. */
export interface ProductsCell {
  readonly variant: SgdVariant;
  readonly exact: ExactTail;
  /** from the population of walkers */
  readonly status: SampleStatus;
  readonly tailIndex: number | null;
  readonly standardError: number | null;
  readonly lyapunov: number;
  readonly lyapunovError: number;
  /** Hill's estimate from the last iterates of SGD; null where there is no stationary law */
  readonly hill: number | null;
  readonly hillError: number | null;
  /** P(|x| > threshold) of the last iterates; empty where there is no stationary law */
  readonly thresholds: readonly number[];
  readonly survival: readonly number[];
  /** mean growth of log|x| per matrix in runs without label noise */
  readonly growth: number;
  readonly growthError: number;
}

export interface ProductsResult {
  readonly spec: ProductsSpec;
  readonly cells: readonly ProductsCell[];
}

/** [eta, b, d] of plain SGD but for a change, labels with noise of deviation 1. */
const changed =
  (kind: SgdVariant['kind'], change: Pick<SgdSetting, 'rule' | 'network'> = {}) =>
  (stepSize: SgdSetting['stepSize'], batchSize: number, dimension: number): SgdVariant => ({
    kind,
    setting: { stream: { dimension, noiseDeviation: 1 }, stepSize, batchSize, ...change },
  });
const momentum = changed('momentum', { rule: { name: 'heavyBall', momentum: 0.5 } });
const [cycle, random] = [changed('cycle'), changed('random')];
const network = (kind: 'ring' | 'star' | 'complete', nodes: number): ReturnType<typeof changed> =>
  changed('network', { network: { kind, nodes } });

/** Of every variant three with alpha from 1 to 3 and one that has no stationary law; d = 1, 2 and 5. */
const variants: readonly SgdVariant[] = [
  momentum(0.5, 1, 1),
  momentum(0.25, 1, 2),
  momentum(0.3, 2, 5),
  momentum(0.8, 1, 2),
  cycle({ cycle: [0.4, 1] }, 1, 1),
  cycle({ cycle: [0.3, 0.6] }, 1, 2),
  cycle({ cycle: [0.3, 0.4, 0.7] }, 2, 5),
  cycle({ cycle: [0.5, 1] }, 2, 5),
  random({ choice: [0.4, 1] }, 1, 1),
  random({ choice: [0.2, 0.6] }, 1, 2),
  random({ choice: [0.3, 0.4, 0.7] }, 2, 5),
  random({ choice: [0.5, 1] }, 2, 5),
  network('ring', 4)(0.5, 1, 1),
  network('complete', 3)(0.6, 1, 1),
  network('complete', 3)(0.6, 1, 2),
  network('star', 4)(0.5, 2, 5),
  network('ring', 4)(1.2, 1, 1),
];

/**
 * The spec: every variant at low dimension, where the tail can be seen; `smoke` has the lowest of each kind.
 *
 * @example
 * const { variants } = productsSpec('smoke');
 * variantName(variants[1]); // 'cycle η 0.4, 1, b = 1, d = 1'
 */
export function productsSpec(preset: Preset, seed: Seed = 'products'): ProductsSpec {
  checkArguments('productsSpec', { preset, seed });

  checkPreset(preset);
  const size = {
    smoke: { relativeError: 0.1, walkers: 128, maxSteps: 10_000, repeats: 4000, growthRepeats: 500 },
    quick: { relativeError: 0.015, walkers: 256, maxSteps: 20_000, repeats: 100_000, growthRepeats: 5000 },
    paper: {
      relativeError: 0.003,
      walkers: 2048,
      maxSteps: 200_000,
      repeats: 500_000,
      growthRepeats: 100_000,
    },
  }[preset];
  return {
    variants: preset === 'smoke' ? variants.filter((_, i) => i % 4 === 0) : variants,
    ...size,
    iterations: 160,
    growthSteps: 60,
    seed,
  };
}

/**
 * Samples the matrices of every variant and runs SGD; finished variants are kept in the store.
 *
 * @example
 * const { cells } = await runProducts(productsSpec('smoke'));
 * const { tailIndex, exact } = cells[1];
 * [tailIndex, exact.tailIndex]; // [1.68, 1.68]
 */
export async function runProducts(
  spec: ProductsSpec,
  options: ExperimentOptions = {},
): Promise<ProductsResult> {
  spec = checkedSpec('runProducts', spec, { options });
  const { store = openStore(), signal, progress, workers } = options;
  const { variants: all, ...size } = spec;
  checkPositive('relativeError', size.relativeError);
  for (const name of ['walkers', 'maxSteps', 'iterations', 'growthRepeats', 'growthSteps'] as const)
    checkInteger(name, size[name]);
  checkInteger('repeats', size.repeats, 50 * GROUPS);
  if (size.repeats % GROUPS !== 0) throw argumentError('repeats', size.repeats, `a multiple of ${GROUPS}`);
  const simulator = createSimulator({ workers });
  try {
    const cells = await runSweep<SgdVariant, ProductsCell>({
      name: 'Products and simulation',
      cells: all,
      key: (variant) => ({
        kind: 'products',
        version: 2,
        engine: ENGINE_VERSION,
        population: POPULATION_VERSION,
        variant,
        ...size,
      }),
      work: ({ setting }) => setting.network?.nodes ?? 1,
      compute: (variant, onShare) => productsCell(spec, variant, simulator, onShare, signal),
      task: (variant) => ({ kind: PRODUCTS, data: { spec, variant } }),
      // The walkers of one variant move while the engine runs another.
      atOnce: 2,
      ...{ store, signal, progress, on: options.on },
    });
    return { spec, cells };
  } finally {
    await simulator.close();
  }
}

/** Computes one variant. */
export async function productsCell(
  spec: ProductsSpec,
  variant: SgdVariant,
  simulator: Simulator,
  onShare: (share: number) => void,
  signal: AbortSignal | undefined,
): Promise<ProductsCell> {
  const { relativeError, walkers, maxSteps } = spec;
  const seed = JSON.stringify([spec.seed, variant]);
  const { setting } = variant;
  const found = await sampleTailIndex(setting, { seed, relativeError, walkers, maxSteps, signal });
  onShare(0.4);
  const run = (more: Partial<SgdSetting>): Promise<Simulation> =>
    simulator.run({ ...setting, seed, ...more }, { signal });
  const perMatrix = sgdLaw(setting).iterations ?? 1;
  const steps = spec.growthSteps * perMatrix;
  const quiet: Partial<SgdSetting> = {
    stream: { ...setting.stream!, noiseDeviation: 0 },
    start: { deviation: 1 },
    repeats: spec.growthRepeats,
  };
  const early = logNorms(normsOf(await run({ ...quiet, iterations: steps })));
  const late = logNorms(normsOf(await run({ ...quiet, iterations: 2 * steps })));
  onShare(0.6);
  const { repeats } = spec;
  // Whole cycles of step-sizes.
  const settled =
    found.tailIndex === null
      ? spec.iterations
      : perMatrix * settlingTime(found.lyapunov, found.tailIndex, spec.iterations);
  const iterations = Math.min(spec.iterations, settled);
  const norms = found.lyapunov < 0 ? normsOf(await run({ start: 'zero', iterations, repeats })) : null;
  const { status, tailIndex, standardError, lyapunov, lyapunovError } = found;
  return {
    variant,
    exact: exactTail(setting),
    ...{ status, tailIndex, standardError, lyapunov, lyapunovError },
    ...(norms
      ? { ...groupedHill(norms), ...survivalCurve(norms) }
      : { hill: null, hillError: null, thresholds: [], survival: [] }),
    ...meanGrowth(early, late, spec.growthSteps),
  };
}

/** The norm of the iterate of every repeat, of all nodes together on a network. */
function normsOf({ final, nodes }: Simulation): Float64Array {
  const parts = (nodes?.final ?? [final]).map(rowNorms);
  return parts[0].map((_, i) => Math.hypot(...parts.map((norms) => norms[i])));
}

function logNorms(norms: Float64Array): Float64Array {
  return norms.map((norm) => {
    const log = Math.log(norm);
    if (!Number.isFinite(log))
      throw argumentError('growthSteps', norm, 'few enough that no norm becomes 0 or infinite; one is');
    return log;
  });
}

/** Mean growth per matrix between two times, with its standard error over the repeats. */
function meanGrowth(
  early: Float64Array,
  late: Float64Array,
  steps: number,
): { growth: number; growthError: number } {
  const rates = late.map((log, i) => (log - early[i]) / steps);
  const n = rates.length;
  const growth = rates.reduce((sum, rate) => sum + rate, 0) / n;
  const square = rates.reduce((sum, rate) => sum + (rate - growth) ** 2, 0);
  return { growth, growthError: Math.sqrt(square / (n * (n - 1))) };
}
