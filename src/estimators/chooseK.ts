import { argumentError, checkFields, checkInteger, checkOneOf } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { median } from './median.js';
import { hillGammas } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { sortedTail, type TailOptions } from './tail.js';

/** Below this k the Hill plot is mostly noise. */
const LEAST_K = 10;

/** Options of {@link chooseK}. */
export interface ChooseKOptions extends SampleOptions, TailOptions {
  /**
   * `'double-bootstrap'` (Danielsson, de Haan, Peng & de Vries 2001): smallest mean squared error, estimated on subsamples;
   * `'reiss-thomas'` (Reiss & Thomas 2007, weight 0.3): where the Hill plot is most stable;
   * `'kolmogorov'` (Clauset, Shalizi & Newman 2009): where the tail is nearest to a Pareto law;
   * `'plateau'` (Gomes, Henriques-Rodrigues, Fraga Alves & Manjunath 2013): the end of the longest level stretch of the Hill plot.
   */
  readonly rule: 'double-bootstrap' | 'reiss-thomas' | 'kolmogorov' | 'plateau';
  /** Largest k looked at; the default is a quarter of the values, at most 5000. */
  readonly kMax?: number;
  /** Resamples of the double bootstrap; the default is 200. */
  readonly repeats?: number;
  /** Seed of the double bootstrap; the default is 0. */
  readonly seed?: Seed;
}

/**
 * Chooses k for {@link hill} and its family by a published rule. Needs at least 40 positive values. An interval of {@link hill} at a k
 * chosen from the same sample ignores the choice, and is too short; that of {@link feuervergerHall} needs no choice.
 *
 * @throws RangeError for bad samples, an unknown rule, too few positive values
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 2);
 * const k = chooseK(sample, { rule: 'reiss-thomas' });
 * k; // 88
 * hill(sample, { k }).tailIndex; // 1.32
 */
export function chooseK(sample: Sample, options: ChooseKOptions): number {
  checkFields('options', options, ['rule', 'kMax', 'repeats', 'seed', 'nonFinite', 'tail']);
  const { rule, tail, repeats = 200, seed = 0 } = options ?? {};
  checkOneOf('rule', rule, Object.keys(RULES) as (keyof typeof RULES)[]);
  checkInteger('repeats', repeats);
  const values = sortedTail(checkSample(sample, 40, options), tail).reverse();
  if (values.length < 40) throw argumentError('sample', values.length, 'at least 40 positive values long');
  const kMax = options.kMax ?? Math.min(5000, Math.floor(values.length / 4));
  checkInteger('kMax', kMax, 10, values.length - 1);
  const logs = values.map(Math.log);
  return RULES[rule](logs, kMax, repeats, seed);
}

type Rule = (logs: Float64Array, kMax: number, repeats: number, seed: Seed) => number;
const RULES: Readonly<Record<ChooseKOptions['rule'], Rule>> = {
  'double-bootstrap': (logs, kMax, repeats, seed) =>
    doubleBootstrap(logs, kMax, repeats, createGenerator(seed, 'choose k')),
  'reiss-thomas': (logs, kMax) => reissThomas(logs, kMax),
  kolmogorov: (logs, kMax) => kolmogorov(logs, kMax),
  plateau: (logs, kMax) => plateau(logs, kMax),
};

/** Where the longest runs of equal rounded gammas end: first to as many decimals as tell some of them apart, then to two more. */
function plateau(logs: Float64Array, kMax: number): number {
  const gammas = hillGammas(logs.subarray(0, kMax + 1)).subarray(LEAST_K - 1);
  const rounded = (decimals: number): Float64Array =>
    gammas.map((gamma) => Math.round(gamma * 10 ** decimals));
  let decimals = 0;
  while (decimals < 12 && rounded(decimals).every((value, _, all) => value === all[0])) decimals++;
  const coarse = rounded(decimals);
  let [from, to] = [0, 0];
  for (let start = 0; start < coarse.length;) {
    let end = start;
    while (end + 1 < coarse.length && coarse[end + 1] === coarse[start]) end++;
    if (end - start > to - from) [from, to] = [start, end];
    start = end + 1;
  }
  const fine = rounded(decimals + 2).subarray(from, to + 1);
  const times = new Map<number, number>();
  for (const value of fine) times.set(value, (times.get(value) ?? 0) + 1);
  const most = Math.max(...times.values());
  const place = fine.findLastIndex((value) => times.get(value) === most);
  return LEAST_K + from + place;
}

const smallest = (score: (k: number) => number, from: number, to: number): number => {
  let [best, lowest] = [from, Infinity];
  for (let k = from; k <= to; k++) {
    const value = score(k);
    if (value < lowest) [best, lowest] = [k, value];
  }
  return best;
};

/** Mean over i <= k of i^0.3 |gamma_i - median(gamma_1 … gamma_k)|. */
function reissThomas(logs: Float64Array, kMax: number): number {
  const gammas = hillGammas(logs.subarray(0, kMax + 1));
  const step = Math.max(1, Math.floor(kMax / 400));
  const score = (j: number): number => {
    const some = gammas.subarray(0, j * step);
    const middle = median(some);
    return some.reduce((sum, gamma, i) => sum + (i + 1) ** 0.3 * Math.abs(gamma - middle), 0) / some.length;
  };
  return step * smallest(score, Math.ceil(10 / step), Math.floor(kMax / step));
}

/** Largest distance between the k largest values and the Pareto law fitted to them. */
function kolmogorov(logs: Float64Array, kMax: number): number {
  const gammas = hillGammas(logs.subarray(0, kMax + 1));
  const step = Math.max(1, Math.floor(kMax / 1000));
  const score = (j: number): number => {
    const k = j * step;
    let worst = 0;
    for (let i = 0; i < k; i++) {
      const above = Math.exp((logs[k] - logs[i]) / gammas[k - 1]);
      worst = Math.max(worst, Math.abs(above - i / k), Math.abs(above - (i + 1) / k));
    }
    return worst;
  };
  return step * smallest(score, Math.ceil(10 / step), Math.floor(kMax / step));
}

/** k that minimises the mean square of M2 - 2 M1² over resamples of the given size; `logs` fall. */
function bestOnResamples(logs: Float64Array, size: number, repeats: number, g: Generator): number {
  const kMax = Math.min(size - 1, Math.max(3, Math.floor(size / 2)));
  const squares = new Float64Array(kMax + 1);
  const times = new Uint32Array(logs.length);
  for (let r = 0; r < repeats; r++) {
    // How often each value was drawn: a resample in order without sorting.
    times.fill(0);
    for (let i = 0; i < size; i++) times[g.below(logs.length)]++;
    let [k, first, second] = [0, 0, 0];
    for (let at = 0; k <= kMax; at++) {
      const t = logs[at];
      for (let left = times[at]; left > 0 && k <= kMax; left--) {
        if (k > 0) {
          const m1 = first / k - t;
          const m2 = second / k - (2 * t * first) / k + t * t;
          squares[k] += (m2 - 2 * m1 * m1) ** 2;
        }
        first += t;
        second += t * t;
        k++;
      }
    }
  }
  return smallest((k) => squares[k], 2, kMax);
}

function doubleBootstrap(logs: Float64Array, kMax: number, repeats: number, g: Generator): number {
  const n = logs.length;
  const n1 = Math.max(20, Math.floor(n ** 0.9));
  const n2 = Math.max(10, Math.floor((n1 * n1) / n));
  const k1 = bestOnResamples(logs, n1, repeats, g);
  const k2 = bestOnResamples(logs, n2, repeats, g);
  const log1 = Math.log(k1);
  const ratio = (log1 / (2 * Math.log(n1) - log1)) ** 2;
  const k = ((k1 * k1) / k2) * ratio ** ((Math.log(n1) - log1) / Math.log(n1));
  return Math.max(2, Math.min(kMax, Math.round(k)));
}
