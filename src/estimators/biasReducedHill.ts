import { argumentError, checkFields, checkInteger } from '../check.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { median } from './median.js';
import { countTies, type TopDiagnostics, type TopOptions } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { scaledSpacings } from './spacingModel.js';
import { sortedTail, type TailOptions } from './tail.js';
import { dependentRows, droppedRows, fewTailPoints, tiedValues } from './warnings.js';

/** Options of {@link secondOrder}. */
export interface SecondOrderOptions extends SampleOptions, TailOptions {
  /** Number of largest values looked at; the default is n^0.999 of the n positive values. */
  readonly k?: number;
}

/** How fast a tail approaches its power law: the quantile at level 1 - 1/t bends like 1 + gamma beta t^rho / rho. */
export interface SecondOrder {
  /** Second-order exponent, below 0; near 0 the power law comes late. */
  readonly rho: number;
  readonly beta: number;
  readonly k: number;
}

/** Moments of the k log excesses over the next: of orders 1, 2 and 3, each divided by the factorial of its order. */
function excessMoments(logs: Float64Array, k: number): readonly [number, number, number] {
  let [first, second, third] = [0, 0, 0];
  for (let i = 0; i < k; i++) {
    const excess = logs[i] - logs[k];
    const square = excess * excess;
    first += excess;
    second += square;
    third += square * excess;
  }
  return [first / k, second / (2 * k), third / (6 * k)];
}

/** -|3 (T - 1) / (T - 3)| from the moments of the log excesses, with the tuning 0 or 1. */
function rhoFrom([m1, m2, m3]: readonly [number, number, number], tuning: 0 | 1): number {
  const [a, b, c] =
    tuning === 0 ? [Math.log(m1), Math.log(m2) / 2, Math.log(m3) / 3] : [m1, Math.sqrt(m2), Math.cbrt(m3)];
  const ratio = (a - b) / (b - c);
  return -Math.abs((3 * (ratio - 1)) / (ratio - 3));
}

/** The tuning under which rho changes less from n^0.995 to n^0.999. */
function chooseTuning(logs: Float64Array, from: number, to: number): 0 | 1 {
  const step = Math.max(1, Math.floor((to - from) / 20));
  const moments: ReturnType<typeof excessMoments>[] = [];
  for (let k = from; k <= to; k += step) moments.push(excessMoments(logs, k));
  const spread = (tuning: 0 | 1): number => {
    const found = moments.map((each) => rhoFrom(each, tuning));
    const middle = median(found);
    return found.reduce((sum, rho) => sum + (rho - middle) ** 2, 0);
  };
  return spread(1) < spread(0) ? 1 : 0;
}

function betaAt(spacings: Float64Array, n: number, rho: number): number {
  const k = spacings.length;
  let [d, d0, d1, d2] = [0, 0, 0, 0];
  for (let i = 0; i < k; i++) {
    const weight = ((i + 1) / k) ** -rho;
    d += weight / k;
    d0 += spacings[i] / k;
    d1 += (weight * spacings[i]) / k;
    d2 += (weight * weight * spacings[i]) / k;
  }
  return ((k / n) ** rho * (d * d0 - d1)) / (d * d1 - d2);
}

function read(
  sample: Sample,
  options: SecondOrderOptions,
): { checked: ReturnType<typeof checkSample>; top: Float64Array; order: SecondOrder } {
  const checked = checkSample(sample, 100, options);
  const top = sortedTail(checked, options.tail).reverse();
  const n = top.length;
  if (n < 100) throw argumentError('sample', n, 'at least 100 positive values long');
  const k = options.k ?? Math.min(n - 1, Math.floor(n ** 0.999));
  checkInteger('k', k, 20, n - 1);
  const logs = top.map(Math.log);
  const tuning = chooseTuning(logs, Math.min(k, Math.floor(n ** 0.995)), k);
  const rho = rhoFrom(excessMoments(logs, k), tuning);
  if (!(rho < 0) || rho === -Infinity)
    throw argumentError('sample', rho, 'such that rho can be estimated; the estimate is');
  return { checked, top, order: { rho, beta: betaAt(scaledSpacings(logs.subarray(0, k + 1)), n, rho), k } };
}

/**
 * The second-order parameters of a tail: rho by Fraga Alves, Gomes & de Haan, with the tuning (0 or 1) under which it is steadier, and
 * beta by Gomes & Martins, both from nearly all positive values.
 *
 * Source: Fraga Alves, Gomes & de Haan 2003, "A new class of semi-parametric estimators of the second order parameter";
 * Gomes & Martins 2002, "Asymptotically unbiased estimators of the tail index based on external estimation of the second order parameter".
 *
 * @throws RangeError for bad samples, fewer than 100 positive values, k out of range
 * @example
 * const g = createGenerator('Burr');
 * const burr = Float64Array.from({ length: 20_000 }, () => (1 - g.uniform()) ** -0.5 - 1); // alpha = 2, rho = -1/2
 * const { rho } = secondOrder(burr);
 * rho; // -0.76
 */
export function secondOrder(sample: Sample, options: SecondOrderOptions = {}): SecondOrder {
  checkFields('options', options, ['k', 'nonFinite', 'tail']);
  return read(sample, options).order;
}

/** Options of {@link biasReducedHill}. */
export interface BiasReducedHillOptions extends TopOptions {
  /** Second-order parameters; the default is {@link secondOrder} of the sample. */
  readonly order?: Pick<SecondOrder, 'rho' | 'beta'>;
}

/** Diagnostics of {@link biasReducedHill}. */
export interface BiasReducedHillDiagnostics extends TopDiagnostics {
  readonly rho: number;
  readonly beta: number;
}

/**
 * Hill's estimator without its leading bias: gamma (1 - beta (n/k)^rho / (1 - rho)) with gamma Hill's, rho and beta from nearly
 * the whole sample. Its standard error is Hill's, alpha / sqrt(k): it takes rho and beta as known, and the interval is honest only where
 * the correction is small. {@link feuervergerHall} pays for the correction in its interval.
 *
 * Source: Caeiro, Gomes & Pestana 2005, "Direct reduction of bias of the classical Hill estimator".
 *
 * @throws RangeError for bad samples, fewer than 100 positive values, k out of range, a correction that leaves nothing
 * @example
 * const g = createGenerator('Burr');
 * const burr = Float64Array.from({ length: 20_000 }, () => (1 - g.uniform()) ** -0.5 - 1); // alpha = 2, rho = -1/2
 * hill(burr, { k: 1000 }).tailIndex; // 1.75
 * biasReducedHill(burr, { k: 1000 }).tailIndex; // 1.86
 */
export function biasReducedHill(
  sample: Sample,
  options: BiasReducedHillOptions,
): TailEstimate<BiasReducedHillDiagnostics> {
  checkFields('options', options, ['k', 'order', 'nonFinite', 'level', 'tail']);
  const { k, order: given, ...rest } = options;
  const { checked, top, order } = read(sample, rest);
  const { rho, beta } = given ?? order;
  checkInteger('k', k, 1, top.length - 1);
  const spacings = scaledSpacings(top.subarray(0, k + 1).map(Math.log));
  const hillGamma = spacings.reduce((sum, z) => sum + z, 0) / k;
  const gamma = hillGamma * (1 - (beta * (top.length / k) ** rho) / (1 - rho));
  if (!(gamma > 0)) throw argumentError('k', k, 'small enough for a correction that leaves gamma above 0');
  const tailIndex = 1 / gamma;
  const standardError = tailIndex / Math.sqrt(k);
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method: 'bias-reduced-hill',
    diagnostics: { k, threshold: top[k], gamma, rho, beta },
    warnings: [
      ...dependentRows(checked),
      ...droppedRows(checked.dropped, checked.rows),
      ...fewTailPoints(k),
      ...tiedValues(countTies(top.subarray(0, k + 1)), k + 1),
    ],
  };
}
