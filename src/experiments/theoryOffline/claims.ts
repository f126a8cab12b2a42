import type { Claim } from '../../sweeps/claim.js';
import { inEveryCase, judge, type Criterion } from '../../sweeps/judge.js';
import {
  offlineSamplings,
  type OfflineChains,
  type OfflineResult,
  type OfflineSampling,
} from './experiment.js';
import { localSlope } from './survivalComparison.js';
import { countWords } from '../../countWords.js';
import { median } from '../../estimators/median.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** How a reading changes over the sizes in the way claimed: in all, beyond what it is known to, and how many steps between neighbours go against it. */
interface Trend {
  readonly total: number;
  readonly clear: boolean;
  readonly against: number;
}
const ONE_WAY: Criterion<Trend> = {
  holds: ({ total, clear, against }) => total > 0 && clear && against === 0,
  fails: ({ total }) => total <= 0,
};
/** Of fewer sizes, one beside another, half the changes go the way claimed by chance. */
const FEWEST_SIZES = 3;
/** Data sets of which chance puts all on one side less than once in 30. */
const FEWEST_SETS = 5;
/** A trend towards alpha that ends at a distance, in units of alpha, from which it can be said to arrive. */
const TENDS: Criterion<Trend & { last: number }> = {
  holds: ({ total, against, last }) => total > 0 && against === 0 && last < 0.2,
  fails: ({ total, last }) => total <= 0 || last >= 0.2,
};
/** The exponent of n in the distance, expected at -1/2. */
const ROOT_OF_N: Criterion = { holds: { above: -0.7, below: -0.3 }, fails: { above: -0.15 } };
/** Share of the data sets on which passes have the smaller largest |x|. */
const CUT: Criterion<{ share: number; of: number }> = {
  holds: ({ share, of }) => share >= 0.8 && of >= FEWEST_SETS,
  fails: ({ share }) => share <= 0.5,
};
/** The same in more dimensions: the last distance, in units of alpha, and whether the larger half of the sizes is nearer. */
const SAMPLED_TENDS: Criterion<{ last: number; nearer: boolean }> = {
  holds: ({ last, nearer }) => last < 0.05 && nearer,
  fails: ({ last }) => last > 0.2,
};

const source = 'Pavasovic, Durmus & Şimşekli 2023 (arXiv 2310.18455)';
const drawn = { withReplacement: 'rows drawn afresh', epochs: 'pass after pass' } as const;

/** Median of some reading over the data sets of each size that have a stationary law. */
export const offlineMedians = (
  { cells }: OfflineResult,
  sampling: OfflineSampling,
  reading: (chains: OfflineChains) => number,
): { rows: number; value: number }[] =>
  cells.flatMap(({ rows, sets }) => {
    const values = sets.flatMap(({ chains }) => (chains === null ? [] : [reading(chains[sampling])]));
    return values.length === 0 ? [] : [{ rows, value: median(values) }];
  });

const listed = (medians: readonly { rows: number; value: number }[]): string =>
  medians.map(({ rows, value }) => `${value.toPrecision(2)} (n = ${countWords(rows)})`).join(', ');

/**
 * The trend of medians, clear over at least three sizes if it is more than `slack`; steps against the way claimed up to `slack` are not counted.
 * `null` with fewer than two sizes.
 */
function trend(medians: readonly { value: number }[], way: 1 | -1, slack = 0): Trend | null {
  if (medians.length < 2) return null;
  const steps = medians.slice(1).map(({ value }, i) => way * (value - medians[i].value));
  const total = way * (medians[medians.length - 1].value - medians[0].value);
  return {
    total,
    clear: total > slack && medians.length >= FEWEST_SIZES,
    against: steps.filter((step) => step < -slack).length,
  };
}

/** Bounded support where every factor contracts. */
function bounded({ cells }: OfflineResult): Claim {
  const sets = cells.flatMap(({ sets: all }) => all.filter(({ regime }) => regime === 'bounded'));
  const shares = cells.map(({ rows, sets: all }) => {
    const count = all.filter(({ regime }) => regime === 'bounded').length;
    return `${count} of ${all.length} (n = ${countWords(rows)})`;
  });
  const inside = sets.filter(({ chains, supportEnd, bound }) =>
    offlineSamplings.every((sampling) => {
      // Room for rounding: the iterates can sit on the end of the support.
      const largest = chains![sampling].largest * (1 - 1e-9);
      return largest <= supportEnd! && supportEnd! <= bound! * (1 + 1e-9);
    }),
  );
  return {
    claim:
      'On a data set whose every row contracts, |1 − η a²| < 1, the law has bounded support: no |x| beyond max|q| / (1 − max|M|)',
    source: `${source}; |x| ≤ max|M| |x| + max|q|`,
    kind: 'literature',
    measured: `data sets of that kind: ${shares.join(', ')}; largest |x| within the end of the support and that within the bound in ${inside.length} of ${sets.length}`,
    verdict: judge(inside.length / sets.length, inEveryCase),
  };
}

/** alpha_n tends to alpha. */
function indices({ cells, exact }: OfflineResult): Claim {
  const errors = cells.flatMap(({ rows, sets }) => {
    // A bounded law has no tail: as far from alpha as can be. No stationary law counts as alpha = 0.
    const values = sets.map(({ regime, tailIndex }) =>
      regime === 'bounded' ? Infinity : Math.abs((tailIndex ?? 0) - exact),
    );
    const value = median(values);
    return Number.isFinite(value) ? [{ rows, value }] : [];
  });
  const towards = trend(errors, -1);
  return {
    claim: 'The exact tail-index α_n of finite data tends to the α of streaming data as n grows',
    source: `${source}; mean |M_i|^α = 1`,
    kind: 'literature',
    measured: `α = ${exact.toFixed(3)}; median |α_n − α|: ${listed(errors)}; sizes where half the sets have no tail are left out`,
    verdict: judge(towards && { ...towards, last: errors[errors.length - 1].value / exact }, TENDS),
  };
}

/** The Wasserstein distance falls as the root of n. */
function distances(result: OfflineResult, sampling: OfflineSampling): Claim {
  const medians = offlineMedians(result, sampling, ({ distance }) => distance);
  const above = medians.filter(({ value }) => value > 2 * result.chance.distance);
  const [first, last] = [above[0], above[above.length - 1]];
  const slope =
    above.length < 2 ? NaN : Math.log(last.value / first.value) / Math.log(last.rows / first.rows);
  return {
    claim: `The distance from the streaming law falls about as n^(−1/2), ${drawn[sampling]}`,
    source,
    kind: 'literature',
    measured: `median Wasserstein-1 distance ${listed(medians)}, ${result.chance.distance.toPrecision(2)} between two streaming runs; exponent ${Number.isNaN(slope) ? 'none: too few sizes above chance' : slope.toFixed(2)}`,
    verdict: judge(slope, ROOT_OF_N),
  };
}

/** Both survival functions agree ever further out. */
function agreement(result: OfflineResult, sampling: OfflineSampling): Claim {
  const medians = offlineMedians(result, sampling, (chains) => chains.agreement);
  return {
    claim: `The larger n, the further out the survival function follows the streaming one, ${drawn[sampling]}`,
    source,
    kind: 'literature',
    measured: `within a factor of 2 down to the probability ${listed(medians)}; two streaming runs ${result.chance.agreement.toPrecision(2)}, where the samples end`,
    verdict: judge(
      trend(
        medians.map(({ value }) => ({ value: Math.log(value) })),
        -1,
        Math.LN2,
      ),
      ONE_WAY,
    ),
  };
}

/** The range of thresholds at which the slope is that of the streaming tail. */
function slopes(result: OfflineResult, sampling: OfflineSampling): Claim {
  const { thresholds, exact, online, spec } = result;
  const floor = 100 / (spec.chains * spec.steps);
  const perThreshold = Math.log10(thresholds[1] / thresholds[0]);
  const decades = (survival: readonly number[]): number =>
    perThreshold *
    localSlope(thresholds, survival, floor).filter(
      (slope) => slope !== null && Math.abs(slope - exact) < 0.2 * exact,
    ).length;
  const medians = offlineMedians(result, sampling, ({ survival }) => decades(survival));
  // A range is known to about a threshold at either end.
  const slack = 2 * perThreshold;
  return {
    claim: `The slope is near α over a range of thresholds that widens with n, ${drawn[sampling]}`,
    source,
    kind: 'literature',
    measured: `decades of t where it is within 20 % of α: ${listed(medians)}; streaming ${decades(online.survival).toPrecision(2)}`,
    verdict: judge(trend(medians, 1, slack), ONE_WAY),
  };
}

/** Passes in a random order have no power tail in one dimension. */
function passes({ cells }: OfflineResult): Claim {
  const tails = cells
    .filter(({ rows }) => rows <= 100)
    .flatMap(({ sets }) => sets.filter(({ regime }) => regime === 'power tail'));
  const cut = tails.filter(({ chains }) => chains!.epochs.largest < chains!.withReplacement.largest).length;
  return {
    claim:
      'Passes through the data cut the tail that drawing with replacement has: a row comes at most twice in n steps, so large factors cannot follow each other at will',
    source: 'product of M over a pass is the same in any order for d = 1, below 1 where ρ < 0',
    kind: 'check',
    measured: `n ≤ 100, data sets with a power tail: the largest |x| is smaller in ${cut} of ${tails.length}`,
    verdict: judge(tails.length === 0 ? null : { share: cut / tails.length, of: tails.length }, CUT),
  };
}

/**
 * alpha_n of data sets in more dimensions, sampled, gathers at the exact alpha of streaming data.
 *
 * @param sampled at least two data sets in the order of their size n; alpha null where there is none
 * @example
 * const sampled = [{ n: 30, tailIndex: 3.1 }, { n: 1000, tailIndex: 2.2 }, { n: 10_000, tailIndex: 2.02 }];
 * sampledIndicesClaim(sampled, 2).verdict; // 'holds'
 */
export function sampledIndicesClaim(
  sampled: readonly { readonly n: number; readonly tailIndex: number | null }[],
  exact: number,
): Claim {
  checkArguments('sampledIndicesClaim', { sampled, exact });

  const off = sampled.map(({ tailIndex }) => (tailIndex === null ? Infinity : Math.abs(tailIndex - exact)));
  const half = off.length >> 1;
  const last = off[off.length - 1] / exact;
  const nearer = Math.max(...off.slice(half)) < Math.max(...off.slice(0, half));
  return {
    claim: 'In more dimensions, too, the tail-index α_n of finite data tends to that of streaming data',
    source,
    kind: 'literature',
    measured: `streaming α = ${exact.toFixed(2)} exactly; α_n = ${sampled.map(({ n, tailIndex }) => `${tailIndex?.toFixed(2) ?? 'none'} (n = ${countWords(n)})`).join(', ')}`,
    verdict: judge({ last, nearer }, SAMPLED_TENDS),
  };
}

/**
 * Claims about SGD on finite data.
 *
 * @example
 * const result = await runOffline(offlineSpec('smoke'));
 * claims(offlineClaims(result));
 * offlineClaims(result)[0].verdict; // 'holds'
 */
export const offlineClaims = (result: OfflineResult): Claim[] => {
  checkArguments('offlineClaims', { result });

  return [
    bounded(result),
    indices(result),
    passes(result),
    ...offlineSamplings.flatMap((sampling) => [
      distances(result, sampling),
      agreement(result, sampling),
      slopes(result, sampling),
    ]),
  ];
};
