import { checkFields } from '../check.js';
import { rowNorms } from '../rows.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';

/** The autocovariance of a series of mean 0 at a lag. */
function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
  return sum / centred.length;
}

/** Weight of the flat-top window at lag s, |s| <= 1. */
const flatTop = (s: number): number => Math.min(1, 2 * (1 - s));

/** Autocovariances from lag 0 up to twice the lag from which on the autocorrelations are not seen. */
function visible(series: Float64Array): Float64Array {
  const n = series.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += series[i];
  const mean = total / n;
  const centred = new Float64Array(n);
  for (let i = 0; i < n; i++) centred[i] = series[i] - mean;
  const run = Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
  const most = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + run);
  const found = [autocovariance(centred, 0)];
  const noise = 2 * Math.sqrt(Math.log10(n) / n) * found[0];
  let last = 0;
  for (let lag = 1; lag <= most && lag - last <= run; lag++) {
    found.push(autocovariance(centred, lag));
    if (Math.abs(found[lag]) > noise) last = lag;
  }
  const width = Math.min(most, 2 * Math.max(1, last));
  while (found.length <= width) found.push(autocovariance(centred, found.length));
  return Float64Array.from(found.slice(0, width + 1));
}

/** Sums over the visible lags of window x weight(lag) x autocovariance, both sides. */
function windowed(seen: Float64Array, weight: (lag: number) => number): number {
  const width = seen.length - 1;
  let sum = weight(0) * seen[0];
  for (let lag = 1; lag <= width; lag++) sum += 2 * flatTop(lag / width) * weight(lag) * seen[lag];
  return sum;
}

/** The block length of a series of numbers, see {@link automaticBlockLength}. */
export function seriesBlockLength(series: Float64Array): number {
  const n = series.length;
  const seen = visible(series);
  if (!(seen[0] > 0)) return 1;
  const slope = windowed(seen, (lag) => lag);
  const longRun = windowed(seen, () => 1);
  const length = Math.cbrt((2 * slope * slope * n) / ((4 / 3) * longRun * longRun));
  const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  return Number.isFinite(length) ? Math.max(1, Math.min(most, Math.round(length))) : most;
}

/**
 * Length of the blocks of a block bootstrap by the automatic rule of Politis & White, from the autocovariances of the logs of |X|
 * (norms for vectors) in their order. 1 where the rows show no dependence; at most the smaller of three square roots of n and n / 3.
 *
 * Source: Politis & White 2004, "Automatic block-length selection for the dependent bootstrap"; correction by Patton, Politis & White 2009.
 *
 * @throws RangeError for bad samples, fewer than 20 rows
 * @example
 * const g = createGenerator('chain');
 * let x = 0;
 * const chain = Float64Array.from({ length: 5000 }, () => (x = 0.9 * x + g.normal()));
 * automaticBlockLength(chain); // 45
 * automaticBlockLength(stableSample(5000, { alpha: 1.5 }, 1)); // 1
 */
export function automaticBlockLength(sample: Sample, options: SampleOptions = {}): number {
  checkFields('options', options, ['nonFinite']);
  return seriesBlockLength(logNormSeries(checkSample(sample, 20, options)));
}

/** Logs of the norms in their order; the smallest that is there stands for zeros. */
export function logNormSeries(sample: Parameters<typeof rowNorms>[0]): Float64Array {
  const logs = rowNorms(sample);
  let least = Infinity;
  for (let i = 0; i < logs.length; i++) if (logs[i] > 0 && logs[i] < least) least = logs[i];
  const instead = Number.isFinite(least) ? least : 1;
  for (let i = 0; i < logs.length; i++) logs[i] = Math.log(logs[i] > 0 ? logs[i] : instead);
  return logs;
}
