import { directionalTails, rowNorms, wasserstein, type Rows } from '../../estimators/index.js';
import type { Seed } from '../../random/index.js';
import { sortNumbers } from '../../sortNumbers.js';
import { stableCdf, stableQuantile } from '../../stable/index.js';
import { groupedHill } from '../../sweeps/simulatedTail.js';
import {
  momentBound,
  momentGrowth,
  tailConstant,
  tailIndex,
  type IsotropicParameters,
  type TailConstant,
} from '../../theory/index.js';

/** Hill's estimate from the largest 0.5 % of the norms, and its standard error over groups of runs. */
export interface HillReading {
  readonly hill: number;
  readonly hillError: number;
}

/** What the tails of last iterates and of averages say. */
export interface TailReading {
  readonly last: HillReading;
  readonly averaged: HillReading;
  /** Of the last iterates along both ends of every axis; the constant is e(u) at the alpha of all together. */
  readonly directions: readonly {
    readonly tailIndex: number;
    readonly standardError: number;
    readonly constant: number;
  }[];
}

/** A measured moment beside its bound. */
export interface BoundedMoment {
  readonly order: number;
  readonly moment: number;
  readonly error: number;
  readonly bound: number;
}

/** W_1 from the law of x_k to the stationary one, beside h(1)^k times that of x_0. */
export interface Approach {
  readonly iterations: number;
  readonly distance: number;
  readonly bound: number;
}

/** What the runs say beside the exact theory. */
export interface IsotropicReading {
  /** alpha. */
  readonly exact: number;
  readonly constant: Pick<TailConstant, 'norm' | 'normError' | 'projection' | 'projectionError'>;
  /** P(. > t) t^alpha over the constant, of norms and of first coordinates, where the share P of the runs is left. */
  readonly far: readonly { readonly share: number; readonly norm: number; readonly projection: number }[];
  readonly moments: readonly BoundedMoment[];
  /** `null` where alpha is not above 1: then E|x| is infinite. */
  readonly approach: { readonly chance: number; readonly steps: readonly Approach[] } | null;
  /** `null` where alpha is 2 or more. */
  readonly limit: LimitReading | null;
}

/**
 * Kolmogorov's distance, times the root of the number of sums, of sums of K first coordinates from symmetric stable laws of the
 * interquartile range that the sums of all runs have: of index alpha, alpha + 0.4 and alpha - 0.4 and of the normal law. Chance makes more than 1.36 in 5 % of cases.
 */
export interface LimitReading {
  readonly terms: number;
  readonly sums: number;
  readonly own: number;
  readonly lighter: number;
  readonly heavier: number;
  readonly gaussian: number;
}

/** Shares of the runs that are beyond the levels at which constants are read. */
const SHARES = [0.02, 0.01, 0.005, 0.002];
const ITERATIONS = [1, 2, 4, 8, 16];
/** Sums that are compared with a stable law: with more, what is left at a finite K would show. */
const SUMS = 4000;
const OTHER = 0.4;

export function tailReading(final: Rows, averaged: Rows): TailReading {
  const { directions } = directionalTails(final, { k: Math.max(10, Math.round(0.0025 * final.rows)) });
  return {
    last: groupedHill(rowNorms(final)),
    averaged: groupedHill(rowNorms(averaged)),
    directions: directions.map(({ tailIndex: alpha, standardError, constant }) => ({
      tailIndex: alpha,
      ...{ standardError, constant },
    })),
  };
}

const firstColumn = ({ data, columns }: Rows): Float64Array => data.filter((_, i) => i % columns === 0);

function momentsBelow(p: IsotropicParameters, alpha: number, norms: Float64Array): BoundedMoment[] {
  // Up to alpha/2 a mean has a standard error.
  return [0.15, 0.3, 0.45].map((share) => {
    const order = share * alpha;
    const powers = norms.map((norm) => norm ** order);
    const moment = powers.reduce((sum, x) => sum + x, 0) / norms.length;
    const square = powers.reduce((sum, x) => sum + (x - moment) ** 2, 0);
    return { order, moment, error: Math.sqrt(square) / norms.length, bound: momentBound(p, order, 1) };
  });
}

/**
 * Kolmogorov's distance of a sorted sample from a law. The distribution function rises: where it is known at two places, no place between
 * them is further off than these allow, and most need not be looked at.
 */
export function kolmogorov(sorted: Float64Array, cdf: (x: number) => number): number {
  const n = sorted.length;
  let most = 0;
  const look = (i: number): number => {
    const p = cdf(sorted[i]);
    most = Math.max(most, p - i / n, (i + 1) / n - p);
    return p;
  };
  const between = (left: number, atLeft: number, right: number, atRight: number): void => {
    if (right - left < 2 || (atRight - (left + 1) / n <= most && right / n - atLeft <= most)) return;
    const middle = (left + right) >> 1;
    const atMiddle = look(middle);
    between(left, atLeft, middle, atMiddle);
    between(middle, atMiddle, right, atRight);
  };
  between(0, look(0), n - 1, look(n - 1));
  return most;
}

function limitOf(averaged: Rows, terms: number, alpha: number): LimitReading | null {
  if (alpha >= 2) return null;
  const all = firstColumn(averaged).map((mean) => terms * mean);
  const sums = all.slice(0, SUMS).sort();
  const n = sums.length;
  // The scale from all runs: that of the sums compared would add its own error to their distance.
  sortNumbers(all);
  const range = all[Math.floor((3 * all.length) / 4)] - all[Math.floor(all.length / 4)];
  const distance = (index: number): number => {
    const scale = range / (2 * stableQuantile(0.75, { alpha: index }));
    return kolmogorov(sums, (sum) => stableCdf(sum, { alpha: index, scale })) * Math.sqrt(n);
  };
  return {
    ...{ terms, sums: n, own: distance(alpha), lighter: distance(Math.min(2, alpha + OTHER)) },
    ...{ heavier: distance(Math.max(0.2, alpha - OTHER)), gaussian: distance(2) },
  };
}

/** Everything that isotropic theory has a number for. */
export async function isotropicReading(
  p: IsotropicParameters,
  runs: {
    final: Rows;
    averaged: Rows;
    /** Last iterates of other runs. */
    twin: () => Promise<Rows>;
    after: (iterations: number) => Promise<Rows>;
    terms: number;
    seed: Seed;
  },
): Promise<IsotropicReading> {
  const exact = tailIndex(p)!;
  const { norm, normError, projection, projectionError } = tailConstant(p, 1, { seed: runs.seed })!;
  const norms = rowNorms(runs.final);
  const sorted = sortNumbers(norms.slice());
  const ends = sortNumbers(firstColumn(runs.final));
  const far = SHARES.map((share) => {
    const at = Math.floor((1 - share) * norms.length);
    const left = (norms.length - at) / norms.length;
    const ratio = (level: number, constant: number): number =>
      (left * Math.max(0, level) ** exact) / constant;
    return { share, norm: ratio(sorted[at], norm), projection: ratio(ends[at], projection) };
  });
  const mean = norms.reduce((sum, x) => sum + x, 0) / norms.length;
  const growth = momentGrowth(p, 1);
  const approach = async (): Promise<IsotropicReading['approach']> => {
    // Laws that are the same in every direction: their distance is that of the norms.
    const distanceOf = (rows: Rows): number => wasserstein(rowNorms(rows), norms);
    const steps: Approach[] = [];
    for (const iterations of ITERATIONS) {
      const distance = distanceOf(await runs.after(iterations));
      steps.push({ iterations, distance, bound: growth ** iterations * mean });
    }
    return { chance: distanceOf(await runs.twin()), steps };
  };
  return {
    exact,
    constant: { norm, normError, projection, projectionError },
    far,
    moments: momentsBelow(p, exact, norms),
    approach: exact > 1 ? await approach() : null,
    limit: limitOf(runs.averaged, runs.terms, exact),
  };
}
