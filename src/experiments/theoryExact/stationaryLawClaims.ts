import { withErrorWords } from '../../figures/words.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { StationaryLawCell, StationaryLawResult } from './stationaryLaw.js';
import type { IsotropicReading } from './stationaryReading.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/**
 * Difference of two Hill estimates, and the error of both; at a finite threshold each has a bias of its own. With the runs of the presets the
 * error is 0.03 of the estimate, itself known to a sixth.
 */
const SAME_TAIL: Criterion<{ off: number; error: number; hill: number }> = {
  holds: ({ off, error, hill }) => off < 0.05 * hill + 2 * error && error < 0.05 * hill,
  fails: ({ off, error, hill }) => off > 0.1 * hill + 4 * error,
};
/** By how many times what is allowed (a tenth and two standard errors) a direction differs from all together, and the least constant. */
const SAME_EVERYWHERE: Criterion<{ excess: number; least: number }> = {
  holds: ({ excess, least }) => excess <= 1 && least > 0,
  fails: ({ excess, least }) => excess > 2 || least <= 0,
};
/** How far P t^alpha is from the constant far out, relative to it, its relative standard error, and e_alpha over its own error. */
const CONSTANT: Criterion<{ off: number; error: number; positive: number }> = {
  holds: ({ off, error, positive }) => off < 0.1 + 2 * error && error < 0.1 && positive > 4,
  fails: ({ off, error, positive }) => off > 0.3 + 6 * error || positive < 2,
};
/** Standard errors by which a moment is above its bound, and the largest standard error over its bound. */
const BOUNDED: Criterion<{ above: number; blur: number }> = {
  holds: ({ above, blur }) => above <= 3 && blur < 0.25,
  fails: ({ above }) => above > 6,
};
/** By how many times the distance of two samples of the same law W_1 is above its bound; and that distance over W_1 at the start. */
const APPROACHES: Criterion<{ above: number; chance: number }> = {
  holds: ({ above, chance }) => above <= 2 && chance < 0.2,
  fails: ({ above }) => above > 4,
};
/** Beyond this Kolmogorov's distance is no chance at 5 %. */
const CHANCE = 1.36;
const STABLE: Criterion<{ own: number; others: number }> = {
  holds: ({ own, others }) => own < CHANCE && others > CHANCE,
  fails: ({ own }) => own > 1.5 * CHANCE,
};

const name = ({ setting: p }: StationaryLawCell): string =>
  `η = ${p.stepSize}, b = ${p.batchSize}, ${p.spectrum ? `eigenvalues ${p.spectrum.join(', ')}` : `d = ${p.dimension}`}`;
const relative = (ratio: number): string => ratio.toFixed(2);

function lastAndAveraged(cell: StationaryLawCell, terms: number): Claim {
  const { last, averaged } = cell;
  const error = Math.hypot(last.hillError, averaged.hillError);
  const text = ({ hill, hillError }: typeof last): string => withErrorWords(hill, hillError);
  const exact = cell.isotropic ? `exact ${cell.isotropic.exact.toFixed(3)}; ` : '';
  return {
    claim: `The average of ${terms} iterates has the tail-index of the last one (${name(cell)})`,
    source: 'ours: sums keep the tail-index; Section 4 reads averages',
    kind: 'ours',
    measured: `${exact}Hill of the last iterates ${text(last)}, of the averages ${text(averaged)}`,
    verdict: judge({ off: Math.abs(last.hill - averaged.hill), error, hill: last.hill }, SAME_TAIL),
  };
}

function everyDirection(cell: StationaryLawCell): Claim {
  const { directions } = cell;
  const together = directions.length / directions.reduce((sum, one) => sum + 1 / one.tailIndex, 0);
  const excess = directions.map(
    (one) => Math.abs(one.tailIndex - together) / (0.1 * together + 2 * one.standardError),
  );
  const rough = directions.some(({ standardError, tailIndex }) => standardError > 0.15 * tailIndex);
  const list = directions.map((one) => one.tailIndex.toFixed(2)).join(', ');
  const constants = directions.map(({ constant }) => constant.toPrecision(2)).join(', ');
  return {
    claim: `Along every direction the tail has the same α and a constant above 0 (${name(cell)})`,
    source: 'Theorem 2',
    measured: `along both ends of the axes α = ${list}, e(u) = ${constants}`,
    verdict: judge(
      rough || directions.length < 2
        ? null
        : { excess: Math.max(...excess), least: Math.min(...directions.map(({ constant }) => constant)) },
      SAME_EVERYWHERE,
    ),
  };
}

function constants(cell: StationaryLawCell, { constant, far }: IsotropicReading, repeats: number): Claim {
  const last = far[far.length - 1];
  const off = Math.max(Math.abs(last.norm - 1), Math.abs(last.projection - 1));
  const error = Math.hypot(1 / Math.sqrt(last.share * repeats), constant.normError / constant.norm);
  return {
    claim: `P(u·x > t) t^α tends to e_α(u) = ${constant.projection.toPrecision(3)} > 0, and P(|x| > t) t^α to ${constant.norm.toPrecision(3)}, Goldie’s constants (${name(cell)})`,
    source: 'Theorem 2; Goldie 1991',
    measured: `over the constants: ${far.map((at) => `${relative(at.projection)}, ${relative(at.norm)} (P = ${at.share})`).join('; ')}`,
    verdict: judge({ off, error, positive: constant.projection / constant.projectionError }, CONSTANT),
  };
}

function moments(cell: StationaryLawCell, reading: IsotropicReading): Claim {
  const above = reading.moments.map(({ moment, error, bound }) => (moment - bound) / error);
  return {
    claim: `Moments are below their explicit bounds (${name(cell)})`,
    source: 'Section 3, with h(p) in the place of E‖M‖^p',
    measured: reading.moments
      .map(
        ({ order, moment, bound }) =>
          `p = ${order.toFixed(2)}: ${moment.toPrecision(3)}, bound ${bound.toPrecision(3)}`,
      )
      .join('; '),
    verdict: judge(
      above.length === 0
        ? null
        : {
            above: Math.max(...above),
            blur: Math.max(...reading.moments.map(({ error, bound }) => error / bound)),
          },
      BOUNDED,
    ),
  };
}

function approach(cell: StationaryLawCell, { approach: found }: IsotropicReading): Claim[] {
  if (found === null || found.steps.length === 0) return [];
  const { chance, steps } = found;
  const above = Math.max(...steps.map(({ distance, bound }) => (distance - bound) / chance));
  return [
    {
      claim: `W_1 between the law of x_k and the stationary law is at most h(1)^k times that of x_0 (${name(cell)})`,
      source: 'Wasserstein contraction, Section 3',
      measured: `${steps.map(({ iterations, distance, bound }) => `k = ${iterations}: ${distance.toPrecision(3)}, bound ${bound.toPrecision(3)}`).join('; ')}; two samples of one law: ${chance.toPrecision(2)}`,
      verdict: judge({ above, chance: chance / steps[0].bound }, APPROACHES),
    },
  ];
}

function limit(cell: StationaryLawCell, { limit: found, exact }: IsotropicReading): Claim[] {
  if (found === null) return [];
  const { terms, sums, own, lighter, heavier, gaussian } = found;
  const of = (distance: number): string => distance.toFixed(2);
  return [
    {
      claim: `Sums of ${terms} iterates have the α-stable law of the exact α, not another one or the normal law (${name(cell)})`,
      source: 'generalised central limit theorem, Section 3',
      measured: `Kolmogorov’s distance times √${sums} from the stable law with α = ${exact.toFixed(2)}: ${of(own)} (chance: below ${CHANCE}); 0.4 higher ${of(lighter)}, lower ${of(heavier)}, normal ${of(gaussian)}`,
      verdict: judge({ own, others: Math.min(lighter, heavier, gaussian) }, STABLE),
    },
  ];
}

/**
 * The claims about the stationary law: two at every setting, and up to four more where the data are isotropic.
 *
 * @example
 * const result = await runStationaryLaw({ ...stationaryLawSpec('smoke'), repeats: 2000 });
 * const [first] = stationaryLawClaims(result);
 * first.claim.slice(0, 65); // 'The average of 256 iterates has the tail-index of the last one (η'
 */
export const stationaryLawClaims = (result: StationaryLawResult): Claim[] => {
  checkArguments('stationaryLawClaims', { result });
  const { spec, cells } = result;
  return cells.flatMap((cell) => {
    const own = [lastAndAveraged(cell, spec.terms), everyDirection(cell)];
    const { isotropic } = cell;
    if (isotropic === null) return own;
    return [
      ...own,
      constants(cell, isotropic, spec.repeats),
      moments(cell, isotropic),
      ...approach(cell, isotropic),
      ...limit(cell, isotropic),
    ];
  });
};
