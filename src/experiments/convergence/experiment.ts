import { median } from '../../estimators/median.js';
import type { Interval } from '../../interval.js';
import { rowNorms, type Rows } from '../../rows.js';
import { sortNumbers } from '../../sortNumbers.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import { koutrouvelis } from '../../estimators/index.js';
import type { Seed } from '../../random/index.js';
import { createSimulator, type Simulation, type Simulator } from '../../sgd/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { stableCdf, stablePdf } from '../../stable/index.js';
import { regime, tailIndex, type Regime } from '../../theory/index.js';
import { minimiserOf } from '../../sweeps/minimiserOf.js';
import { readTail } from '../../sweeps/points/readTail.js';
import {
  problemData,
  publishedProblem,
  publishedRun,
  type LeastSquaresProblem,
} from '../../sweeps/problem.js';
import { linspace } from '../../sweeps/linspace.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const CONVERGENCE = 'convergence';

/** One column of Figure 1(a), at a few step-sizes, looked at closely. */
export interface ConvergenceSpec {
  readonly problem: LeastSquaresProblem;
  readonly batchSize: number;
  readonly stepSizes: readonly number[];
  /** Numbers K of iterations at which the tail is estimated; in each the second half is averaged. */
  readonly iterations: readonly number[];
  /** Numbers of repeats from which the tail is estimated, at `mainIterations`. */
  readonly repeats: readonly number[];
  /** K and the number of repeats of the published figure, at which the law is shown. */
  readonly mainIterations: number;
  readonly mainRepeats: number;
  /** The law of x_0. */
  readonly start: { readonly deviation: number };
  readonly seed: Seed;
}

/** An estimate of the tail-index at one number of iterations, or from one number of repeats. */
export interface ConvergencePoint {
  readonly at: number;
  readonly tailIndex: number | null;
  readonly interval: Interval | null;
  /** Median norm of the averaged iterates, less the minimiser; `null` if infinite. */
  readonly distance: number | null;
  /** The same of the last iterates: at a stationary law it stays as it is, while that of averages shrinks all the same. */
  readonly lastDistance: number | null;
}

/** Values and the share of the sample beyond each. */
export interface Survival {
  readonly thresholds: readonly number[];
  readonly survival: readonly number[];
}

/** The coordinates of the averaged iterates beside two fitted laws. */
export interface FittedCoordinates {
  /** Stable law, S0 form, fitted by Koutrouvelis' method. */
  readonly alpha: number;
  readonly beta: number;
  readonly scale: number;
  readonly location: number;
  /** Middles of the bins, in units of the fitted scale from the location, and the densities there in the same unit. */
  readonly bins: readonly number[];
  readonly density: readonly number[];
  readonly stable: readonly number[];
  readonly gaussian: readonly number[];
  /** Largest difference between the sample's distribution function and that of the stable and of the Gaussian law. */
  readonly stableDistance: number;
  readonly gaussianDistance: number;
}

/** What is seen at one step-size. */
export interface ConvergenceCell {
  readonly stepSize: number;
  readonly exact: number | null;
  readonly regime: Regime;
  /** Distance of the iterate from the minimiser, iteration by iteration, in a few repeats; `null` where infinite. */
  readonly paths: readonly (readonly (number | null)[])[];
  /** @minItems 2 */
  readonly overIterations: readonly ConvergencePoint[];
  /** @minItems 1 */
  readonly overRepeats: readonly ConvergencePoint[];
  /** Norms of the averaged and of the last iterates, in units of their median. */
  readonly averaged: Survival;
  readonly final: Survival;
  readonly fit: FittedCoordinates;
}

/** Everything the figures and claims need; plain JSON data. */
export interface ConvergenceResult {
  readonly spec: ConvergenceSpec;
  readonly cells: readonly ConvergenceCell[];
}

/**
 * The spec: the column b = 5 of Figure 1(a), where eta_crit = 0.09434 and eta_max = 0.09458, at two step-sizes of the figure,
 * 0.08 below both and 0.1 above, and at 0.0944 in between.
 *
 * @example
 * const { batchSize, stepSizes } = convergenceSpec('quick');
 * const model = { batchSize, dimension: 100, sigma: 1 };
 * [criticalStepSize(model), maxStepSize(model)]; // [0.09434, 0.09458]
 * stepSizes; // [0.08, 0.0944, 0.1]
 */
export function convergenceSpec(preset: Preset, seed: Seed = 'convergence'): ConvergenceSpec {
  checkArguments('convergenceSpec', { preset, seed });

  checkPreset(preset);
  const common = { start: publishedRun.start, batchSize: 5, seed };
  if (preset === 'smoke')
    return {
      ...common,
      problem: { ...publishedProblem, rows: 1000, dimension: 20, seed },
      // eta_crit = 10/26 = 0.3846, eta_max = 0.399.
      stepSizes: [0.2, 0.392, 0.45],
      iterations: [50, 100, 200],
      repeats: [100, 200],
      mainIterations: 100,
      mainRepeats: 200,
    };
  const paper = preset === 'paper';
  return {
    ...common,
    problem: { ...publishedProblem, seed },
    stepSizes: [0.08, 0.0944, 0.1],
    iterations: [125, 250, 500, 1000, 2000, 4000, ...(paper ? [8000, 16_000] : [])],
    repeats: [100, 200, 400, 800, 1600, 3200, 6400, ...(paper ? [12_800] : [])],
    mainIterations: publishedRun.iterations,
    mainRepeats: publishedRun.repeats,
  };
}

const PATHS = 5;
const POINTS = 60;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const firstRows = ({ data, columns }: Rows, rows: number): Rows => ({
  data: data.subarray(0, rows * columns),
  rows,
  columns,
});

/** Median norm, `null` if infinite. */
function medianNorm(sample: Rows): number | null {
  return finite(median(rowNorms(sample).map((norm) => (Number.isNaN(norm) ? Infinity : norm))));
}

function pointOf(sample: Rows, last: Rows, at: number): ConvergencePoint {
  const { tailIndex: alpha, interval, distance } = readTail(sample);
  return { at, tailIndex: alpha, interval, distance, lastDistance: medianNorm(last) };
}

/** Survival of the finite norms in units of their median, at shares evenly apart in log. */
function survivalOf(sample: Rows): Survival {
  const sorted = rowNorms(sample).filter(Number.isFinite).sort();
  const unit = median(sorted);
  const ranks = new Set(
    Array.from({ length: POINTS }, (_, i) => Math.round((sorted.length / 1.02) ** (i / (POINTS - 1)))),
  );
  const kept = [...ranks].sort((a, b) => b - a);
  return {
    thresholds: kept.map((rank) => sorted[sorted.length - rank] / unit),
    survival: kept.map((rank) => rank / sorted.length),
  };
}

/** Largest difference of the sample's distribution function from another, at 400 of the sample's quantiles. */
function distanceFrom(sorted: Float64Array, cdf: (x: Float64Array) => Float64Array): number {
  const shares = Array.from({ length: 400 }, (_, i) => (i + 0.5) / 400);
  const values = cdf(Float64Array.from(shares, (share) => sorted[Math.floor(share * sorted.length)]));
  return Math.max(...shares.map((share, i) => Math.abs(values[i] - share)));
}

/** The coordinates, all of one law for isotropic data, pooled, beside a stable and a Gaussian law. */
function fitCoordinates({ data }: Rows): FittedCoordinates {
  const sorted = sortNumbers(data.filter(Number.isFinite));
  const fit = koutrouvelis(sorted);
  const { alpha, beta, scale, location } = fit.diagnostics;
  const standard = sorted.map((x) => (x - location) / scale);
  const mean = standard.reduce((sum, x) => sum + x / standard.length, 0);
  const deviation = Math.sqrt(standard.reduce((sum, x) => sum + (x - mean) ** 2 / standard.length, 0));
  const width = 0.25;
  const bins = linspace(-8 + width / 2, 8 - width / 2, 64);
  const counts = new Array<number>(bins.length).fill(0);
  for (const x of standard) if (x >= -8 && x < 8) counts[Math.floor((x + 8) / width)]++;
  const law = { alpha, beta, scale: 1 };
  const normal = { alpha: 2, scale: deviation / Math.SQRT2, location: mean };
  return {
    ...{ alpha, beta, scale, location, bins },
    density: counts.map((count) => count / standard.length / width),
    stable: Array.from(stablePdf(Float64Array.from(bins), law)),
    gaussian: Array.from(stablePdf(Float64Array.from(bins), normal)),
    stableDistance: distanceFrom(standard, (x) => stableCdf(x, law)),
    gaussianDistance: distanceFrom(standard, (x) => stableCdf(x, normal)),
  };
}

/** Computes what is seen at one step-size. */
export async function convergenceCell(
  spec: ConvergenceSpec,
  stepSize: number,
  simulator: Simulator,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<ConvergenceCell> {
  const { problem, batchSize, mainIterations, mainRepeats, start } = spec;
  const data = problemData(problem);
  const solution = minimiserOf(data);
  const most = Math.max(...spec.repeats, mainRepeats);
  const total = spec.iterations.reduce((sum, k) => sum + k, 0) * mainRepeats + mainIterations * most;
  let before = 0;
  const run = async (iterations: number, repeats: number, paths?: number): Promise<Simulation> => {
    const work = iterations * repeats;
    const simulation = await simulator.run(
      {
        ...{ data, center: solution, batchSize, stepSize, iterations, repeats },
        record: paths === undefined ? undefined : { every: 1, repeats: paths },
        start,
        seed: JSON.stringify([spec.seed, stepSize, iterations]),
      },
      { signal, progress: ({ fraction }) => onShare((before + work * fraction) / total) },
    );
    before += work;
    return simulation;
  };
  const overIterations: ConvergencePoint[] = [];
  for (const k of spec.iterations) {
    const { averaged, final } = await run(k, mainRepeats);
    overIterations.push(pointOf(averaged, final, k));
  }
  const main = await run(mainIterations, most, Math.min(PATHS, most));
  const averaged = firstRows(main.averaged, mainRepeats);
  const law = { stepSize, batchSize, dimension: problem.dimension, sigma: problem.sigma };
  return {
    ...{ stepSize, exact: tailIndex(law), regime: regime(law), overIterations },
    paths: main.paths!.map((path) => Array.from(rowNorms(path), finite)),
    overRepeats: spec.repeats.map((repeats) =>
      pointOf(firstRows(main.averaged, repeats), firstRows(main.final, repeats), repeats),
    ),
    averaged: survivalOf(averaged),
    final: survivalOf(firstRows(main.final, mainRepeats)),
    fit: fitCoordinates(averaged),
  };
}

function checkSpec({ stepSizes, iterations, repeats, batchSize, problem }: ConvergenceSpec): void {
  for (const [name, list] of Object.entries({ stepSizes, iterations, repeats }))
    if (list.length === 0) throw argumentError(name, list, 'a list with at least one number');
  stepSizes.forEach((stepSize, i) => checkPositive(`stepSizes[${i}]`, stepSize));
  iterations.forEach((k, i) => checkInteger(`iterations[${i}]`, k, 2));
  repeats.forEach((count, i) => checkInteger(`repeats[${i}]`, count, 20));
  checkInteger('batchSize', batchSize, 1, problem.rows);
}

/**
 * Looks closely at one batch-size of Figure 1(a): paths of the iterates, the law of the averaged iterates beside a fitted stable
 * law, and the estimate of the tail-index as the number of iterations and that of the repeats grow.
 *
 * @throws RangeError naming the part of the spec that is out of range
 * @example
 * const { cells } = await runConvergence(convergenceSpec('smoke'));
 * cells.map(({ regime }) => regime); // ['light-tailed', 'heavy-tailed', 'no-stationary-law']
 * cells.map(({ fit }) => fit.alpha); // [2.00, 1.31, 0.75]
 */
export async function runConvergence(
  spec: ConvergenceSpec,
  options: ExperimentOptions = {},
): Promise<ConvergenceResult> {
  spec = checkedSpec('runConvergence', spec, { options });
  const { store = openStore(), signal, progress, workers } = options;
  checkSpec(spec);
  const simulator = createSimulator({ workers });
  const { stepSizes, start, ...rest } = spec;
  try {
    const cells = await runSweep<number, ConvergenceCell>({
      name: 'A close look at one column',
      cells: stepSizes,
      // The start is spelled as it was when the first cells were stored.
      key: (stepSize) => ({
        ...{ kind: 'convergence with last distances', version: 2, engine: ENGINE_VERSION, stepSize, ...rest },
        initialDeviation: start.deviation,
      }),
      work: () => 1,
      compute: (stepSize, onShare) => convergenceCell(spec, stepSize, simulator, onShare, signal),
      task: (stepSize) => ({ kind: CONVERGENCE, data: { spec, stepSize } }),
      atOnce: 1,
      ...{ store, signal, progress, on: options.on },
    });
    return { spec, cells };
  } finally {
    await simulator.close();
  }
}
