import { countWords } from '../countWords.js';
import type { Interval } from '../interval.js';
import type { Rows } from '../rows.js';
import { argumentError, checkFields, checkFunction, checkInteger, checkOneOf } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { checkLevel, type TailEstimate } from './estimate.js';
import { normalCdf, normalQuantile } from './normalQuantile.js';
import { checkSample, type CheckedSample, type Sample, type SampleOptions } from './sample.js';
import { automaticBlockLength } from './politisWhite.js';
import { droppedRows } from './warnings.js';

/** Options of {@link bootstrap}. */
export interface BootstrapOptions extends SampleOptions {
  /** Number of resamples, at least 20; the default is 500. */
  readonly repeats?: number;
  /** The default is 0. */
  readonly seed?: Seed;
  /** Nominal coverage; the default is 0.95. */
  readonly level?: number;
  /**
   * `'percentile'`; `'bca'`: corrected for bias and acceleration; `'centred'`: the spread of the resamples about their median, laid
   * about the estimate (in 1/alpha). The default is `'bca'` where it applies, `'centred'` for estimators that depend on the order of the
   * rows (sums of blocks of them): their estimate lies by chance anywhere among those of the resamples, which BCa takes for
   * a bias; and `'percentile'` with blocks. BCa where it does not apply gives a warning.
   */
  readonly method?: 'percentile' | 'bca' | 'centred';
  /**
   * Consecutive rows drawn together, for samples whose rows depend on each other; `'auto'` chooses by {@link automaticBlockLength}.
   * The default is 1.
   */
  readonly blockLength?: number | 'auto';
}

/** Draws blocks of consecutive rows with replacement until as many rows as before are there (Künsch 1989). */
function resample({ data, rows, columns }: Rows, blockLength: number, g: Generator): Rows {
  const drawn = new Float64Array(data.length);
  for (let to = 0; to < rows; to += blockLength) {
    const from = g.below(rows - blockLength + 1);
    const length = Math.min(blockLength, rows - to);
    drawn.set(data.subarray(from * columns, (from + length) * columns), to * columns);
  }
  return { data: drawn, rows, columns };
}

/** The sample without rows `from` … `to` - 1. */
function without({ data, rows, columns }: Rows, from: number, to: number): Rows {
  const kept = new Float64Array((rows - to + from) * columns);
  kept.set(data.subarray(0, from * columns));
  kept.set(data.subarray(to * columns), from * columns);
  return { data: kept, rows: rows - to + from, columns };
}

/** One application of the estimator: to resample `index`, or to the sample without a group of rows. */
export type BootstrapTask =
  | { readonly kind: 'resample'; readonly index: number }
  | { readonly kind: 'without'; readonly from: number; readonly to: number };

/** Acceleration of BCa from the jackknife values. */
function acceleration(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const power = (p: number): number => values.reduce((sum, x) => sum + (mean - x) ** p, 0);
  const squares = power(2);
  return squares > 0 ? power(3) / (6 * squares ** 1.5) : 0;
}

/** A sample in the form in which estimators are given it. */
export const asGiven = (sample: Rows): Sample => (sample.columns === 1 ? sample.data : sample);

const atShare = (sorted: Float64Array, share: number): number => {
  const place = Math.max(0, Math.min(sorted.length - 1, share * (sorted.length + 1) - 1));
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
};

function shares(sorted: Float64Array, value: number, level: number, a: number): [number, number] {
  const below = sorted.reduce((count, x) => count + (x < value ? 1 : x === value ? 0.5 : 0), 0);
  const n = sorted.length;
  const bias = normalQuantile(Math.min(n - 0.5, Math.max(0.5, below)) / n);
  const z = normalQuantile((1 + level) / 2);
  const share = (at: number): number => normalCdf(bias + (bias + at) / (1 - a * (bias + at)));
  return [share(-z), share(z)];
}

/** What a bootstrap does: options with their defaults, and what to say of them. */
export interface BootstrapSettings extends Required<
  Pick<BootstrapOptions, 'repeats' | 'seed' | 'level' | 'method'>
> {
  readonly blockLength: number;
  readonly warnings: readonly string[];
}

/** Relative change by which rounding in another order is not mistaken for a dependence on the order. */
const ROUNDING = 1e-9;

/** The rows in a random order. */
function shuffled({ data, rows, columns }: Rows, g: Generator): Rows {
  const mixed = data.slice();
  for (let i = rows - 1; i > 0; i--) {
    const j = g.below(i + 1);
    for (let c = 0; c < columns; c++) {
      const held = mixed[i * columns + c];
      mixed[i * columns + c] = mixed[j * columns + c];
      mixed[j * columns + c] = held;
    }
  }
  return { data: mixed, rows, columns };
}

const pointOf = (answer: { readonly tailIndex: number } | number): number =>
  typeof answer === 'number' ? answer : answer.tailIndex;

/** Whether an estimator answers otherwise to the same rows in another order: it sums blocks of them. */
function dependsOnOrder(sample: Rows, estimator: PointEstimator, seed: Seed): boolean {
  const mixed = shuffled(sample, createGenerator(seed, 'bootstrap', 'order'));
  const [here, there] = [sample, mixed].map((rows) => pointOf(estimator(asGiven(rows))));
  return Math.abs(here - there) > ROUNDING * Math.abs(here);
}

type PointEstimator = (sample: Sample) => { readonly tailIndex: number } | number;

/** The method, by default the best that applies, and a warning where BCa is asked for and does not apply. */
function methodFor(
  sample: Rows,
  estimator: PointEstimator,
  { method, seed = 0 }: BootstrapOptions,
  blockLength: number,
): Pick<BootstrapSettings, 'method' | 'warnings'> {
  if (method !== undefined && method !== 'bca') return { method, warnings: [] };
  const ordered = dependsOnOrder(sample, estimator, seed);
  if (!ordered && blockLength === 1) return { method: 'bca', warnings: [] };
  if (method === undefined) return { method: ordered ? 'centred' : 'percentile', warnings: [] };
  const why = ordered ? 'the estimate depends on the order of the rows' : 'rows are drawn in blocks';
  return { method, warnings: [`BCa does not apply: ${why}. Its interval is too short.`] };
}

/** Checks the options and lists what must be computed: the resamples, then for BCa a jackknife over at most 50 groups of rows. */
export function checkBootstrap(
  sample: Sample,
  estimator: PointEstimator,
  options: BootstrapOptions,
): { checked: CheckedSample; tasks: BootstrapTask[]; settings: BootstrapSettings } {
  const { repeats = 500, seed = 0, level = 0.95 } = options;
  checkFunction('estimator', estimator);
  checkInteger('repeats', repeats, 20, 10_000_000);
  checkLevel(level);
  checkOneOf('method', options.method ?? 'bca', ['percentile', 'bca', 'centred']);
  const automatic = options.blockLength === 'auto';
  const checked = checkSample(sample, automatic ? 20 : 2, options);
  const blockLength =
    options.blockLength === 'auto' ? automaticBlockLength(asGiven(checked)) : (options.blockLength ?? 1);
  checkInteger('blockLength', blockLength, 1, checked.rows);
  const { method, warnings } = methodFor(checked, estimator, options, blockLength);
  const tasks: BootstrapTask[] = Array.from({ length: repeats }, (_, index) => ({ kind: 'resample', index }));
  const groups = method === 'bca' ? Math.min(50, checked.rows) : 0;
  for (let i = 0; i < groups; i++) {
    const [from, to] = [i, i + 1].map((j) => Math.floor((j * checked.rows) / groups));
    tasks.push({ kind: 'without', from, to });
  }
  return { checked, tasks, settings: { repeats, seed, level, method, blockLength, warnings } };
}

/** What is bootstrapped: an estimator, or any function of the sample that gives a number. */
export type Bootstrapped<Diagnostics = object> = (sample: Sample) => TailEstimate<Diagnostics> | number;

/** The answer of what is bootstrapped, as an estimate: a plain number has no interval of its own. */
function estimateOf<D>(answer: TailEstimate<D> | number): TailEstimate<D> {
  if (typeof answer === 'object' && answer !== null) return answer;
  if (typeof answer !== 'number' || Number.isNaN(answer))
    throw argumentError('the result of the estimator', answer, 'a number or an estimate');
  const none = { interval: null, standardError: null, diagnostics: {} as D, warnings: [] };
  return { tailIndex: answer, method: 'own function', ...none };
}

/** The tail-index of one task, NaN where the estimator fails on it. */
export function valueOf(
  sample: Rows,
  estimator: Bootstrapped<unknown>,
  task: BootstrapTask,
  { seed, blockLength }: BootstrapSettings,
): number {
  const again =
    task.kind === 'resample'
      ? resample(sample, blockLength, createGenerator(seed, 'bootstrap', task.index))
      : without(sample, task.from, task.to);
  try {
    return estimateOf(estimator(asGiven(again))).tailIndex;
  } catch (error) {
    if (error instanceof RangeError) return NaN;
    throw error;
  }
}

const between = (sorted: Float64Array, [from, to]: readonly [number, number]): Interval => ({
  lower: atShare(sorted, from),
  upper: atShare(sorted, to),
});

/** The spread of 1/alpha about its median, laid about that of the estimate; unbounded where 1/alpha may be 0. */
function laidAbout(drawn: Float64Array, tailIndex: number, level: number): Interval {
  const inverse = drawn.map((value) => 1 / value).sort();
  const off = 1 / tailIndex - atShare(inverse, 0.5);
  const least = atShare(inverse, (1 - level) / 2) + off;
  const most = atShare(inverse, (1 + level) / 2) + off;
  return { lower: most > 0 ? 1 / most : Infinity, upper: least > 0 ? 1 / least : Infinity };
}

/** The answer, from the values of all tasks in their order. */
export function bootstrapAnswer<D>(
  estimate: TailEstimate<D>,
  values: readonly number[],
  { repeats, level, method, warnings }: BootstrapSettings,
): TailEstimate<D> {
  const drawn = Float64Array.from(values.slice(0, repeats).filter((value) => !Number.isNaN(value))).sort();
  const failed = repeats - drawn.length;
  if (drawn.length < repeats / 2)
    throw argumentError('estimator', `${failed} failures`, `one that works on most of ${repeats} resamples`);
  const { lower, upper } =
    method === 'centred'
      ? laidAbout(drawn, estimate.tailIndex, level)
      : between(
          drawn,
          method === 'bca'
            ? shares(
                drawn,
                estimate.tailIndex,
                level,
                acceleration(values.slice(repeats).filter(Number.isFinite)),
              )
            : [(1 - level) / 2, (1 + level) / 2],
        );
  const mean = drawn.reduce((sum, x) => sum + x / drawn.length, 0);
  const standardError = Math.sqrt(drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (drawn.length - 1));
  return {
    ...estimate,
    interval: { lower, upper, level, method },
    standardError: Number.isFinite(standardError) ? standardError : null,
    warnings: [...estimate.warnings, ...warnings, ...leftOut(failed, repeats)],
  };
}

const leftOut = (failed: number, repeats: number): string[] =>
  failed === 0
    ? []
    : [
        `${countWords(failed)} of ${countWords(repeats)} bootstrap resamples could not be estimated and were left out.`,
      ];

/**
 * Puts a bootstrap interval and standard error in the place of an estimator's own: rows (the repeats of an experiment),
 * or blocks of them, are drawn with replacement and the estimator is applied again.
 *
 *     bootstrap(x, (sample) => logMoment(sample, { blockSizes: 10 }), { repeats: 500, seed: 1 }) // by percentiles
 *     bootstrap(chain, (sample) => hill(sample, { k: 200 }), { blockLength: 'auto' })
 *     bootstrap(x, (sample) => median(sample), { seed: 1 }) // any number of a sample: it stands as tailIndex
 *
 * Resamples on which the estimator fails are left out; a warning counts them. With ties, which every resample has,
 * estimators of order statistics are slightly too sure of themselves.
 *
 * Source: Efron 1987, "Better bootstrap confidence intervals".
 *
 * @throws RangeError for fewer than 20 repeats, a block longer than the sample, more than half of the resamples failing
 * @example
 * const sample = stableSample(500, { alpha: 1.5 }, 1);
 * const { tailIndex, interval } = bootstrap(sample, (x) => hill(x, { k: 50 }), { repeats: 100, seed: 1 });
 * interval!.lower < tailIndex && tailIndex < interval!.upper; // true
 */
export function bootstrap<D>(
  sample: Sample,
  estimator: Bootstrapped<D>,
  options: BootstrapOptions = {},
): TailEstimate<D> {
  checkFields('options', options, ['repeats', 'seed', 'level', 'method', 'blockLength', 'nonFinite']);
  const { checked, tasks, settings } = checkBootstrap(sample, estimator, options);
  const estimate = estimateOf(estimator(asGiven(checked)));
  const values = tasks.map((task) => valueOf(checked, estimator, task, settings));
  const dropped = droppedRows(checked.dropped, checked.rows);
  return bootstrapAnswer({ ...estimate, warnings: [...dropped, ...estimate.warnings] }, values, settings);
}
