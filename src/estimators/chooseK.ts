import { argumentError, checkInteger, checkOneOf } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { median } from './centre.js';
import { hillGammas } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { sortedTail, type TailOptions } from './tail.js';

/** Options of {@link chooseK}. */
export interface ChooseKOptions extends SampleOptions, TailOptions {
  /**
   * `'double-bootstrap'` (Danielsson, de Haan, Peng & de Vries 2001): smallest mean squared error, estimated on subsamples;
   * `'reiss-thomas'` (Reiss & Thomas 2007, weight 0.3): where the Hill plot is most stable;
   * `'kolmogorov'` (Clauset, Shalizi & Newman 2009): where the tail is nearest to a Pareto law.
   */
  readonly rule: 'double-bootstrap' | 'reiss-thomas' | 'kolmogorov';
  /** Largest k looked at; the default is a quarter of the values, at most 5000. */
  readonly kMax?: number;
  /** Resamples of the double bootstrap; the default is 200. */
  readonly repeats?: number;
  /** Seed of the double bootstrap; the default is 0. */
  readonly seed?: Seed;
}

/**
 * Chooses k for {@link hill} and its family by a published rule. Needs at least 40 positive values.
 *
 * @throws RangeError for bad samples, an unknown rule, too few positive values
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 2);
 * const k = chooseK(sample, { rule: 'reiss-thomas' });
 * k; // 88
 * hill(sample, { k }).tailIndex; // 1.32
 */
export function chooseK(sample: Sample, options: ChooseKOptions): number {
  const { rule, tail, repeats = 200, seed = 0 } = options ?? {};
  checkOneOf('rule', rule, ['double-bootstrap', 'reiss-thomas', 'kolmogorov']);
  checkInteger('repeats', repeats);
  const values = sortedTail(checkSample(sample, 40, options), tail).reverse();
  if (values.length < 40) throw argumentError('sample', values.length, 'at least 40 positive values long');
  const kMax = options.kMax ?? Math.min(5000, Math.floor(values.length / 4));
  checkInteger('kMax', kMax, 10, values.length - 1);
  const logs = values.map(Math.log);
  if (rule === 'double-bootstrap')
    return doubleBootstrap(logs, kMax, repeats, createGenerator(seed, 'choose k'));
  return (rule === 'kolmogorov' ? kolmogorov : reissThomas)(logs, kMax);
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
