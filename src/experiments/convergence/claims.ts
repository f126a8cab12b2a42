import { intervalText, type Interval } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { ConvergenceCell, ConvergencePoint, ConvergenceResult } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const SETTLED = { below: 1.5 } as const;
const RUNS_AWAY = { above: 3 } as const;
/** Factors of the median distance from the last but one number of iterations to the last, with and without a stationary law. */
const SETTLES: Criterion = { holds: SETTLED, fails: RUNS_AWAY };
const LEAVES: Criterion = { holds: RUNS_AWAY, fails: SETTLED };
/** Largest differences between the distribution function of the averages and those of the two fitted laws. */
const LOOKS_STABLE: Criterion<{ stableDistance: number; gaussianDistance: number }> = {
  holds: ({ stableDistance, gaussianDistance }) =>
    stableDistance < 0.05 && stableDistance <= gaussianDistance + 0.005,
  fails: ({ stableDistance, gaussianDistance }) => stableDistance >= gaussianDistance,
};
/** How far the alpha of the stationary law is outside the 95 % interval. */
const AGREES: Criterion = { holds: { atMost: 0.05 }, fails: 'otherwise' };

const name = ({ stepSize }: ConvergenceCell): string => `η = ${stepSize}`;
const text = ({ tailIndex, interval }: ConvergencePoint): string =>
  tailIndex === null ? 'none' : `${tailIndex.toFixed(2)}${interval ? ` ${intervalText(interval)}` : ''}`;

/** Whether the run settles where the theory says that it does, and runs away where it says so. */
function settles(cell: ConvergenceCell, batchSize: number): Claim {
  const [before, last] = cell.overIterations.slice(-2);
  const ratio = last.distance === null ? Infinity : last.distance / (before.distance ?? Infinity);
  const law = cell.exact !== null;
  return {
    claim: law
      ? `The averaged iterates settle at a law, as η < η_max (${name(cell)}, b = ${batchSize})`
      : `The iterates have no stationary law, as η > η_max: they run away (${name(cell)}, b = ${batchSize})`,
    source: 'Theorem 2; ρ < 0 and ρ > 0',
    measured:
      last.distance === null || before.distance === null
        ? `the median distance from the minimiser is infinite at K = ${last.at}`
        : `the median distance changes by a factor ${ratio.toPrecision(3)} from K = ${before.at} to ${last.at}`,
    verdict: judge(ratio, law ? SETTLES : LEAVES),
  };
}

/** Whether the law of the averaged iterates is nearer to a stable law than to a Gaussian one where the tail is heavy. */
function stableLaw(cell: ConvergenceCell): Claim {
  const { alpha, stableDistance, gaussianDistance } = cell.fit;
  return {
    claim: `Averaged iterates look α-stable (${name(cell)})`,
    source: 'Section 3, generalised central limit theorem; Section 4',
    measured: `largest difference of distribution functions: ${stableDistance.toFixed(4)} from the stable law with α = ${alpha.toFixed(2)}, ${gaussianDistance.toFixed(4)} from the Gaussian`,
    verdict: judge({ stableDistance, gaussianDistance }, LOOKS_STABLE),
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
  const off = exact === null ? Infinity : point.interval && outside(Math.min(2, exact), point.interval);
  return {
    claim: `At the published K = ${mainIterations} the estimate is the α of the stationary law (${name(cell)})`,
    source: 'Figure 1(a) read beside Theorem 2',
    measured:
      `estimate ${text(point)}, exact ${exact === null ? 'none: no stationary law' : `${exact.toFixed(2)} (an estimate reads what is above 2 as 2)`}; ` +
      `over K = ${overIterations.map(({ at }) => at).join(', ')}: ${ranges}`,
    verdict: judge(off, AGREES),
  };
}

/**
 * Claims about convergence in distribution, three for every step-size.
 *
 * @example
 * const result = await runConvergence(convergenceSpec('smoke'));
 * const [first] = convergenceClaims(result);
 * first.claim; // 'The averaged iterates settle at a law, as η < η_max (η = 0.2, b = 5)'
 * first.verdict; // 'holds'
 */
export const convergenceClaims = (result: ConvergenceResult): Claim[] => {
  checkArguments('convergenceClaims', { result });
  const { spec, cells } = result;
  return cells.flatMap((cell) => [settles(cell, spec.batchSize), stableLaw(cell), published(cell, spec)]);
};
