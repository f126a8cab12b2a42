import {
  criticalStepSize,
  logMomentGrowth,
  lyapunov,
  maxStepSize,
  tailIndex,
  type IsotropicModel,
} from '../../theory/index.js';
import type { Claim, Verdict } from '../../sweeps/claim.js';
import type { PhaseDiagramResult } from './phaseDiagram.js';
import type { ChainsCell, ChainsResult } from './chains.js';

const name = ({ setting: p }: ChainsCell): string =>
  `η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension}`;
const verdict = (holds: boolean): Verdict => (holds ? 'holds' : 'does not hold');

/** Theorem 4 on a grid of exact values: alpha falls along the step-size, and along the other parameter or rises. */
export function phaseDiagramClaims({ spec, tailIndex: map }: PhaseDiagramResult): Claim[] {
  const rises = spec.over === 'batchSize';
  let [along, alongBad, across, acrossBad] = [0, 0, 0, 0];
  const compare = (small: number | null, large: number | null): number =>
    small === null || large === null ? 0 : Math.sign(large - small);
  map.forEach((row, i) =>
    row.forEach((alpha, j) => {
      if (j + 1 < row.length && alpha !== null && row[j + 1] !== null) {
        along++;
        if (compare(row[j + 1], alpha) <= 0) alongBad++;
      }
      const next = map[i + 1]?.[j] ?? null;
      if (alpha !== null && next !== null) {
        across++;
        if ((rises ? compare(alpha, next) : compare(next, alpha)) <= 0) acrossBad++;
      }
    }),
  );
  const parameter = { batchSize: 'b', dimension: 'd', sigma: 'σ' }[spec.over];
  return [
    {
      claim: 'α falls strictly with η',
      source: 'Theorem 4',
      measured: `${along - alongBad} of ${along} neighbouring pairs of exact values`,
      verdict: verdict(alongBad === 0),
    },
    {
      claim: `α ${rises ? 'rises' : 'falls'} strictly with ${parameter}`,
      source: 'Theorem 4',
      measured: `${across - acrossBad} of ${across} neighbouring pairs of exact values`,
      verdict: verdict(acrossBad === 0),
    },
  ];
}

/** Proposition 5 with numbers: alpha = 2 at eta_crit, rho = 0 at eta_max, in this order, at every model. */
export function stepSizeClaims(models: readonly IsotropicModel[]): Claim[] {
  const found = models.map((model) => {
    const [critical, maximum] = [criticalStepSize(model), maxStepSize(model)];
    const near = 1e-7;
    const around = [1 - near, 1 + near].map(
      (factor) => tailIndex({ ...model, stepSize: factor * critical }) ?? NaN,
    );
    // rho in units of its change with log eta.
    const at = (factor: number): number => lyapunov({ ...model, stepSize: factor * maximum });
    return {
      ordered: critical < maximum,
      second: Math.abs(logMomentGrowth({ ...model, stepSize: critical }, 2)),
      two: Math.abs((around[0] + around[1]) / 2 - 2),
      sides: around[0] > 2 && around[1] < 2,
      rho: Math.abs(at(1) / ((at(1 + 1e-4) - at(1 - 1e-4)) / 2e-4)),
      none: tailIndex({ ...model, stepSize: maximum * (1 + 1e-9) }) === null,
    };
  });
  const most = (values: readonly number[]): string => Math.max(...values).toExponential(0);
  const source = 'Proposition 5';
  return [
    {
      claim: 'α = 2 at η_crit = 2b/(σ²(d + b + 1)), above below it and below above it',
      source,
      measured: `at ${found.length} pairs (b, d): |log h(2)| at most ${most(found.map((f) => f.second))}, mean of α on both sides off 2 by at most ${most(found.map((f) => f.two))}`,
      verdict: verdict(found.every((f) => f.second < 1e-10 && f.two < 1e-6 && f.sides)),
    },
    {
      claim: 'ρ = 0 at η_max, and η_crit < η_max; no α from there on',
      source,
      measured: `ρ(η_max) = 0 to ${most(found.map((f) => f.rho))} of η; ordered at ${found.filter((f) => f.ordered && f.none).length} of ${found.length}`,
      verdict: verdict(found.every((f) => f.rho < 1e-9 && f.ordered && f.none)),
    },
  ];
}

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
    measured: `exact ${exact?.toFixed(3)}, Hill's estimate ${hill.toFixed(3)} ± ${hillError.toFixed(3)}`,
    // Hill's estimator has a bias of its own at a finite threshold: 10 % are allowed beside the sampling error.
    verdict:
      off < 2 * hillError + 0.1 * hill
        ? 'holds'
        : off > 6 * hillError + 0.2 * hill
          ? 'does not hold'
          : 'inconclusive',
  };
}

/** What share the largest of many terms may have where the mean is finite, and must have where it is infinite. */
const FINITE_SHARE = 0.05;
const INFINITE_SHARE = 0.1;

function momentClaim(cell: ChainsCell): Claim {
  const [below, above] = cell.largestShare;
  const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
  return {
    claim: `Moments of order p < α are finite, those of order p > α are not (${name(cell)})`,
    source: 'Theorem 2 and what follows from it',
    measured: `the largest norm makes ${percent(below)} of Σ|x|^p at p = α/2 (finite: below 5 %), ${percent(above)} at p = 2α (infinite: above 10 %)`,
    verdict:
      below < FINITE_SHARE && above > INFINITE_SHARE
        ? 'holds'
        : above < FINITE_SHARE || below > INFINITE_SHARE
          ? 'does not hold'
          : 'inconclusive',
  };
}

function sumClaim(cell: ChainsCell): Claim {
  const { exact, terms, spread } = cell;
  const alpha = exact ?? NaN;
  const from = terms.findIndex((k) => k >= 64);
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
    verdict: off < 0.06 && nearer ? 'holds' : off > 0.15 ? 'does not hold' : 'inconclusive',
  };
}

function contractionClaim(cell: ChainsCell): Claim {
  const { distance, distanceError, bound, moment } = cell;
  const last = distance.length - 1;
  const rate = distance[last] ** (1 / last);
  const worst = Math.max(...distance.map((m, k) => (k === 0 ? 0 : (m - bound[k]) / distanceError[k])));
  return {
    claim: `Runs with the same data approach each other: E|x − x′|^p ≤ h(p)^k, p = ${moment.toFixed(2)} (${name(cell)})`,
    source: 'Wasserstein contraction, Section 3',
    measured: `rate ${rate.toFixed(3)} an iteration, h(p) = ${bound[1].toFixed(3)}; over ${last} iterations at most ${worst.toFixed(1)} standard errors above the bound (for isotropic data it is an equality)`,
    verdict: verdict(worst < 4),
  };
}

/** Of each setting: the exact slope of the survival function. */
export const tailClaims = ({ cells }: ChainsResult): Claim[] => cells.map(tailClaim);

/** Of each setting: finite and infinite moments. */
export const momentClaims = ({ cells }: ChainsResult): Claim[] => cells.map(momentClaim);

/** Of each setting: the scaling of sums. */
export const sumClaims = ({ cells }: ChainsResult): Claim[] => cells.map(sumClaim);

/** Of each setting: contraction against its bound. */
export const contractionClaims = ({ cells }: ChainsResult): Claim[] => cells.map(contractionClaim);
