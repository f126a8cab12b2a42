import { withErrorWords } from '../../figures/words.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { ChainsCell, ChainsResult } from './chains.js';
import { argumentError, checkInteger } from '../../check.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Hill's estimate off the exact alpha. At a finite threshold it has a bias, for which a share of the estimate is allowed; an error as large as a fifth of it confirms nothing. */
const HILL_AGREES: Criterion<{ off: number; hill: number; hillError: number }> = {
  holds: ({ off, hill, hillError }) => off < 2 * hillError + 0.1 * hill && hillError <= 0.2 * hill,
  fails: ({ off, hill, hillError }) => off > 6 * hillError + 0.2 * hill,
};
/** What share the largest of many terms may have where the mean is finite, and must have where it is infinite. */
const FINITE_SHARE = 0.05;
const INFINITE_SHARE = 0.1;
/** The share of the largest norm in the moment below alpha, and in that above. */
const FINITE_BELOW_ONLY: Criterion<{ below: number; above: number }> = {
  holds: ({ below, above }) => below < FINITE_SHARE && above > INFINITE_SHARE,
  fails: ({ below, above }) => below > INFINITE_SHARE || above < FINITE_SHARE,
};
/** The measured exponent off the expected one, and whether the logarithm, where there is one, makes it fit better. */
const SCALES: Criterion<{ off: number; nearer: boolean }> = {
  holds: ({ off, nearer }) => off < 0.06 && nearer,
  fails: ({ off }) => off > 0.15,
};
/** Fewest terms of the sums whose growth is measured. */
const FROM_TERMS = 64;
/**
 * Standard errors between E|x - x'|^p and h(p)^k, above or below, at the iteration where they are furthest apart. The mean is
 * made by few large terms at late iterations: without them both it and its standard error come out too small, by 4 such
 * errors in three settings of a hundred (measured with 800 to 40 000 pairs). An error in the end as large as a quarter of all that was
 * approached confirms nothing.
 */
const CONTRACTS: Criterion<{ off: number; blur: number }> = {
  holds: ({ off, blur }) => off < 4 && blur < 0.25,
  fails: ({ off }) => off > 8,
};

const name = ({ setting: p }: ChainsCell): string =>
  `η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension}`;

/** The slope of log y against log x by least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((s, w) => s + w, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const cross = u.reduce((s, ui, i) => s + (ui - mu) * (v[i] - mv), 0);
  return cross / u.reduce((s, ui) => s + (ui - mu) ** 2, 0);
}

function tailClaim(cell: ChainsCell): Claim {
  const { exact, hill, hillError } = cell;
  const off = exact === null ? Infinity : Math.abs(hill - exact);
  return {
    claim: `P(|x| > t) falls like t^-α with the exact α (${name(cell)})`,
    source: 'Theorem 2',
    measured: `exact ${exact?.toFixed(3)}, Hill's estimate ${withErrorWords(hill, hillError)}`,
    verdict: judge({ off, hill, hillError }, HILL_AGREES),
  };
}

function momentClaim(cell: ChainsCell): Claim {
  const [below, above] = cell.largestShare;
  const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
  return {
    claim: `Moments of order p < α are finite, those of order p > α are not (${name(cell)})`,
    source: 'Theorem 2 and what follows from it',
    measured: `the largest norm makes ${percent(below)} of Σ|x|^p at p = α/2 (finite: below ${100 * FINITE_SHARE} %), ${percent(above)} at p = 2α (infinite: above ${100 * INFINITE_SHARE} %)`,
    verdict: judge({ below, above }, FINITE_BELOW_ONLY),
  };
}

function sumClaim(cell: ChainsCell): Claim {
  const { exact, terms, spread } = cell;
  const alpha = exact ?? NaN;
  const from = terms.findIndex((k) => k >= FROM_TERMS);
  const scale = (k: number): number =>
    alpha === 2 ? Math.sqrt(k * Math.log(k)) : k ** (alpha < 2 ? 1 / alpha : 0.5);
  const measured = slope(terms.slice(from), spread.slice(from));
  const expected = slope(terms.slice(from), terms.slice(from).map(scale));
  const off = Math.abs(measured - expected);
  // Without the logarithm the exponent would be 1/2: the measured one must be nearer to that with it.
  const nearer = alpha !== 2 || off < Math.abs(measured - 0.5);
  return {
    claim: `Sums of K iterates grow like ${alpha === 2 ? '√(K log K)' : alpha < 2 ? 'K^(1/α)' : '√K'} (${name(cell)})`,
    source: 'generalised central limit theorem, Section 3',
    measured: `measured exponent ${measured.toFixed(3)}, expected ${expected.toFixed(3)}${alpha === 2 ? ' (0.500 without the logarithm)' : ''}`,
    verdict: judge({ off, nearer }, SCALES),
  };
}

function contractionClaim(cell: ChainsCell): Claim {
  const { distance, distanceError, bound, moment } = cell;
  const last = distance.length - 1;
  checkInteger('the length of distance', distance.length, 2);
  for (const [field, list] of Object.entries({ distanceError, bound }))
    if (list.length !== distance.length)
      throw argumentError(field, list, `an array of ${distance.length} numbers, as distance`);
  const rate = distance[last] ** (1 / last);
  // At k = 0 both are 1.
  const off = distance.slice(1).map((mean, k) => (mean - bound[k + 1]) / distanceError[k + 1]);
  const furthest = off.reduce((most, next) => (Math.abs(next) > Math.abs(most) ? next : most));
  return {
    claim: `Runs with the same data approach each other as fast as the bound says, which isotropic data reach: E|x − x′|^p = h(p)^k, p = ${moment.toFixed(2)} (${name(cell)})`,
    source: 'Wasserstein contraction, Section 3; the equality is ours',
    measured: `rate ${rate.toFixed(3)} an iteration, h(p) = ${bound[1].toFixed(3)}; over ${last} iterations at most ${Math.abs(furthest).toFixed(1)} standard errors ${furthest > 0 ? 'above' : 'below'} h(p)^k`,
    verdict: judge({ off: Math.abs(furthest), blur: distanceError[last] / (1 - bound[last]) }, CONTRACTS),
  };
}

/**
 * For each setting: the exact slope of the survival function.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * claims(tailClaims(result));
 * tailClaims(result)[0].claim; // 'P(|x| > t) falls like t^-α with the exact α (η = 0.9, b = 1, d = 1)'
 */
export const tailClaims = (result: ChainsResult): Claim[] => {
  checkArguments('tailClaims', { result });
  const { cells } = result;
  return cells.map(tailClaim);
};

/**
 * For each setting: finite and infinite moments.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * claims(momentClaims(result));
 * momentClaims(result)[0].claim.slice(0, 35); // 'Moments of order p < α are finite, '
 */
export const momentClaims = (result: ChainsResult): Claim[] => {
  checkArguments('momentClaims', { result });
  const { cells } = result;
  return cells.map(momentClaim);
};

/**
 * For each setting: the scaling of sums.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * claims(sumClaims(result));
 * sumClaims(result)[0].claim; // 'Sums of K iterates grow like K^(1/α) (η = 0.9, b = 1, d = 1)'
 */
export const sumClaims = (result: ChainsResult): Claim[] => {
  checkArguments('sumClaims', { result });
  const { cells } = result;
  return cells.map(sumClaim);
};

/**
 * For each setting: contraction against its bound.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * claims(contractionClaims(result));
 * contractionClaims(result)[0].claim.slice(0, 43); // 'Runs with the same data approach each other'
 */
export const contractionClaims = (result: ChainsResult): Claim[] => {
  checkArguments('contractionClaims', { result });
  const { cells } = result;
  return cells.map(contractionClaim);
};
