import { intervalText, type Interval } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { ConvergenceCell, ConvergencePoint, ConvergenceResult } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const FACTOR = 1.5;
const RUNS_AWAY = 3;
/** Factors by which the median distance of the last iterates changes over the last doubling, with and without a stationary law. */
const SETTLES: Criterion = {
  holds: (factor) => factor < FACTOR && factor > 1 / FACTOR,
  fails: (factor) => factor > RUNS_AWAY || factor < 1 / RUNS_AWAY,
};
const LEAVES: Criterion = { holds: { above: RUNS_AWAY }, fails: { below: FACTOR } };
/** A wider interval than this holds too much to confirm an alpha. */
const WIDEST = 0.5;
/** How far the alpha of the stationary law is outside the 95 % interval; from 2 on the estimator reads 2 of any, which confirms none. */
const AGREES: Criterion<{ off: number; exact: number | null; width: number }> = {
  holds: ({ off, exact, width }) => off <= 0.05 && exact !== null && exact < 2 && width <= WIDEST,
  fails: ({ off }) => off > 0.05,
};

const name = ({ stepSize }: ConvergenceCell): string => `η = ${stepSize}`;
const text = ({ tailIndex, interval }: ConvergencePoint): string =>
  tailIndex === null ? 'none' : `${tailIndex.toFixed(2)}${interval ? ` ${intervalText(interval)}` : ''}`;

/** Whether the last iterates settle where the theory says that they do, and run away where it says so. */
function settles(cell: ConvergenceCell, batchSize: number): Claim {
  const [before, last] = cell.overIterations.slice(-2);
  const [first, second] = [before.lastDistance, last.lastDistance];
  const ratio = second === null ? Infinity : first === null ? 0 : second / first;
  const law = cell.exact !== null;
  return {
    claim: law
      ? `The last iterates settle at a law, as η < η_max (${name(cell)}, b = ${batchSize})`
      : `The iterates have no stationary law, as η > η_max: they run away (${name(cell)}, b = ${batchSize})`,
    source: 'Theorem 2; ρ < 0 and ρ > 0',
    measured:
      first === null || second === null
        ? `the median distance of the last iterate from the minimiser is infinite at K = ${(first === null ? before : last).at}`
        : `the median distance of the last iterate changes by a factor ${ratio.toPrecision(3)} from K = ${before.at} to ${last.at}`,
    verdict: judge(first === null && second === null ? Infinity : ratio, law ? SETTLES : LEAVES),
  };
}

/** How far a number is outside an interval; 0 inside. */
const outside = (value: number, { lower, upper }: Interval): number =>
  Math.max(0, lower - value, value - upper);

/** Whether the estimate at the published K and number of repeats is that of the exact theory. */
function published(cell: ConvergenceCell, { mainIterations, mainRepeats }: ConvergenceResult['spec']): Claim {
  const { exact, overRepeats, overIterations } = cell;
  const point = overRepeats.find(({ at }) => at === mainRepeats) ?? overRepeats[overRepeats.length - 1];
  const ranges = overIterations.map(text).join('; ');
  // Without a stationary law no estimate can be right.
  const { interval } = point;
  const off = exact === null ? Infinity : interval && outside(Math.min(2, exact), interval);
  const width = interval === null ? Infinity : interval.upper - interval.lower;
  return {
    claim: `At the published K = ${mainIterations} the estimate is the α of the stationary law (${name(cell)})`,
    source: 'Figure 1(a) read beside Theorem 2',
    kind: 'ours',
    measured:
      `estimate ${text(point)}, exact ${exact === null ? 'none: no stationary law' : `${exact.toFixed(2)} (an estimate reads what is above 2 as 2)`}; ` +
      `over K = ${overIterations.map(({ at }) => at).join(', ')}: ${ranges}`,
    verdict: judge(off === null ? null : { off, exact, width }, AGREES),
  };
}

/**
 * Claims about convergence in distribution, two for every step-size. That averages look stable is no claim: so do many laws that are not, and
 * what `fit` says of the distance of a sample from a stable law is shown without a verdict.
 *
 * @example
 * const result = await runConvergence(convergenceSpec('smoke'));
 * const [first] = convergenceClaims(result);
 * first.claim; // 'The last iterates settle at a law, as η < η_max (η = 0.2, b = 5)'
 * first.verdict; // 'holds'
 */
export const convergenceClaims = (result: ConvergenceResult): Claim[] => {
  checkArguments('convergenceClaims', { result });
  const { spec, cells } = result;
  return cells.flatMap((cell) => [settles(cell, spec.batchSize), published(cell, spec)]);
};
