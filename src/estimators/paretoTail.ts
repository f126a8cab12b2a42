import { argumentError, checkFields, checkInteger, checkPositive } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { sortedTail, type TailOptions } from './tail.js';
import { chosenThreshold, cutOff, discreteValues, droppedRows, fewTailPoints } from './warnings.js';

/** Options of {@link paretoTail}. */
export interface ParetoTailOptions extends SampleOptions, IntervalOptions, TailOptions {
  /** Where the Pareto tail begins, above 0; by default the value with the smallest Kolmogorov distance. */
  readonly xmin?: number;
  /** Candidates for xmin looked at, evenly spread over the ordered distinct values; the default is 1000. */
  readonly candidates?: number;
}

/** Diagnostics of {@link paretoTail}. */
export interface ParetoTailDiagnostics {
  readonly xmin: number;
  /** Values at or above xmin. */
  readonly tailCount: number;
  /** Largest distance between the fitted law and the share of the tail below each of its values, as in the authors' code. */
  readonly distance: number;
}

interface Fit {
  readonly from: number;
  readonly tailIndex: number;
  readonly distance: number;
}

/** Positive values in rising order, their logs, and the sums of logs from each place to the end. */
interface Ordered {
  readonly sorted: Float64Array;
  readonly logs: Float64Array;
  readonly totals: Float64Array;
}

function ordered(sorted: Float64Array): Ordered {
  const logs = sorted.map(Math.log);
  const totals = new Float64Array(sorted.length + 1);
  for (let i = sorted.length - 1; i >= 0; i--) totals[i] = totals[i + 1] + logs[i];
  return { sorted, logs, totals };
}

/** Places looked at to rank the candidates. */
const FIRST_LOOK = 128;

interface Line {
  readonly from: number;
  readonly count: number;
  readonly tailIndex: number;
  readonly logXmin: number;
}

function lineFrom({ logs, totals }: Ordered, from: number, logXmin: number): Line {
  const count = logs.length - from;
  return { from, count, logXmin, tailIndex: count / (totals[from] - count * logXmin) };
}

/** Largest distance between the fitted law and the sample over every `stride`-th value; stops where it reaches `limit`. */
function distanceOf(
  { logs }: Ordered,
  { from, count, tailIndex, logXmin }: Line,
  stride = 1,
  limit = Infinity,
): number {
  let distance = 0;
  for (let i = 0; i < count && distance < limit; i += stride) {
    const gap = Math.abs(-Math.expm1(-tailIndex * (logs[from + i] - logXmin)) - i / count);
    if (gap > distance) distance = gap;
  }
  return distance;
}

function fitFrom(values: Ordered, from: number, logXmin: number): Fit {
  const line = lineFrom(values, from, logXmin);
  return { from, tailIndex: line.tailIndex, distance: distanceOf(values, line) };
}

const firstAtLeast = (sorted: Float64Array, x: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The fit whose xmin, among the values, gives the smallest distance; at least two distinct values stay in the tail. */
function bestFit(sorted: Float64Array, candidates: number): Fit {
  const values = ordered(sorted);
  const starts: number[] = [];
  for (let i = 0; i < sorted.length && sorted[i] < sorted[sorted.length - 1]; i++)
    if (i === 0 || sorted[i] > sorted[i - 1]) starts.push(i);
  const step = Math.max(1, starts.length / candidates);
  const looks: { line: Line; atLeast: number }[] = [];
  for (let at = 0; at < starts.length; at += step) {
    const from = starts[Math.floor(at)];
    const line = lineFrom(values, from, values.logs[from]);
    const stride = Math.ceil(line.count / FIRST_LOOK);
    looks.push({ line, atLeast: distanceOf(values, line, stride) });
  }
  // The most promising first: most others are then ruled out by their first look.
  looks.sort((a, b) => a.atLeast - b.atLeast);
  let best: Fit | undefined;
  for (const { line, atLeast } of looks) {
    if (best !== undefined && atLeast >= best.distance) break;
    const distance = distanceOf(values, line, 1, best?.distance);
    if (best === undefined || distance < best.distance)
      best = { from: line.from, tailIndex: line.tailIndex, distance };
  }
  if (best === undefined)
    throw argumentError('sample', sorted[0], 'of at least two distinct positive values');
  return best;
}

function positives(
  sample: Sample,
  options: ParetoTailOptions,
): { sorted: Float64Array; dropped: number; rows: number } {
  const checked = checkSample(sample, 2, options);
  checkInteger('candidates', options.candidates ?? 1000);
  if (options.xmin !== undefined) checkPositive('xmin', options.xmin);
  const sorted = sortedTail(checked, options.tail);
  if (sorted.length < 2) throw argumentError('sample', sorted.length, 'at least 2 positive values long');
  return { sorted, dropped: checked.dropped, rows: checked.rows };
}

/**
 * Maximum likelihood of a Pareto tail above xmin (Clauset, Shalizi & Newman): alpha = n / sum log(x_i / xmin) over the n values
 * at or above xmin. Their exponent is that of the density, alpha + 1; here alpha is that of the survival function.
 * Where xmin is not given it is the value at which the tail is nearest to its fitted law in Kolmogorov's distance. The standard
 * error alpha / sqrt(n) takes xmin as known.
 *
 * Source: Clauset, Shalizi & Newman 2009, "Power-law distributions in empirical data", section 3.
 *
 * @throws RangeError for bad samples, an xmin that is not positive or leaves fewer than two distinct values
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 1);
 * const { tailIndex, diagnostics } = paretoTail(sample, { candidates: 100 });
 * tailIndex; // 1.66
 * diagnostics; // { xmin: 1.705, tailCount: 541, distance: 0.0406 }
 */
export function paretoTail(
  sample: Sample,
  options: ParetoTailOptions = {},
): TailEstimate<ParetoTailDiagnostics> {
  checkFields('options', options, ['xmin', 'candidates', 'nonFinite', 'level', 'tail']);
  const { sorted, dropped, rows } = positives(sample, options);
  let fit: Fit;
  if (options.xmin === undefined) fit = bestFit(sorted, options.candidates ?? 1000);
  else {
    const from = firstAtLeast(sorted, options.xmin);
    if (sorted.length - from < 2 || !(sorted[sorted.length - 1] > options.xmin))
      throw argumentError('xmin', options.xmin, 'such that two distinct values are at or above it');
    fit = fitFrom(ordered(sorted), from, Math.log(options.xmin));
  }
  const tailCount = sorted.length - fit.from;
  const standardError = fit.tailIndex / Math.sqrt(tailCount);
  return {
    tailIndex: fit.tailIndex,
    interval: asymptoticInterval(fit.tailIndex, standardError, options.level),
    standardError,
    method: 'pareto-tail',
    diagnostics: { xmin: options.xmin ?? sorted[fit.from], tailCount, distance: fit.distance },
    warnings: [
      ...droppedRows(dropped, rows),
      ...fewTailPoints(tailCount, 50),
      ...discreteValues(sorted.subarray(fit.from)),
      ...cutOff(sorted[sorted.length - 1] === sorted[sorted.length - 2]),
      ...chosenThreshold(options.xmin === undefined),
    ],
  };
}

/** Options of {@link paretoPlausibility}. */
export interface PlausibilityOptions extends ParetoTailOptions {
  /** Synthetic samples; the default is 100, which gives p to 0.05 at worst. */
  readonly repeats?: number;
  /** The default is 0. */
  readonly seed?: Seed;
}

/** A synthetic sample: the body resampled, the tail from the fitted law. */
function synthetic(
  sorted: Float64Array,
  from: number,
  xmin: number,
  tailIndex: number,
  g: Generator,
): Float64Array {
  return Float64Array.from(sorted, () => {
    const inBody = g.below(sorted.length) < from;
    return inBody ? sorted[g.below(from)] : xmin * (1 - g.uniform()) ** (-1 / tailIndex);
  }).sort();
}

/**
 * Plausibility of a Pareto tail: the share p of synthetic samples, with the body resampled and the tail from the fitted law, whose own fit
 * is farther from its law than the sample's. Below 0.1 the Pareto tail is ruled out; a large p proves nothing.
 *
 * Source: Clauset, Shalizi & Newman 2009, section 4.1.
 *
 * @throws as {@link paretoTail}
 */
export function paretoPlausibility(sample: Sample, options: PlausibilityOptions = {}): number {
  checkFields('options', options, ['repeats', 'seed', 'xmin', 'candidates', 'nonFinite', 'level', 'tail']);
  const { repeats = 100, seed = 0, ...fitOptions } = options;
  const { candidates = 1000 } = fitOptions;
  checkInteger('repeats', repeats, 1, 10_000_000);
  const fit = paretoTail(sample, fitOptions);
  const { sorted } = positives(sample, options);
  const { xmin, distance } = fit.diagnostics;
  const from = firstAtLeast(sorted, xmin);
  const g = createGenerator(seed, 'pareto plausibility');
  let farther = 0;
  for (let i = 0; i < repeats; i++) {
    const other = synthetic(sorted, from, xmin, fit.tailIndex, g);
    const again =
      options.xmin === undefined
        ? bestFit(other, candidates)
        : fitFrom(ordered(other), firstAtLeast(other, xmin), Math.log(xmin));
    if (again.distance >= distance) farther++;
  }
  return farther / repeats;
}
