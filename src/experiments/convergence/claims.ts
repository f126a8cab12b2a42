import { intervalText } from '../../interval.js';
import type { Claim, Verdict } from '../../sweeps/claim.js';
import type { ConvergenceCell, ConvergencePoint, ConvergenceResult } from './experiment.js';

const name = ({ stepSize }: ConvergenceCell): string => `η = ${stepSize}`;
const text = ({ tailIndex, interval }: ConvergencePoint): string =>
  tailIndex === null ? 'none' : `${tailIndex.toFixed(2)}${interval ? ` ${intervalText(interval)}` : ''}`;

/** Whether the run settles: by how much the median distance changes from the last but one number of iterations to the last. */
function settles(cell: ConvergenceCell, batchSize: number): Claim {
  const [before, last] = cell.overIterations.slice(-2);
  const ratio = (last.distance ?? Infinity) / (before.distance ?? Infinity);
  const law = cell.exact !== null;
  const settled = ratio < 1.5;
  const runsAway = last.distance === null || ratio > 3;
  const verdict: Verdict =
    (law && settled) || (!law && runsAway) ? 'holds' : settled || runsAway ? 'does not hold' : 'inconclusive';
  return {
    claim: law
      ? `The averaged iterates settle at a law, as η < η_max (${name(cell)}, b = ${batchSize})`
      : `The iterates have no stationary law, as η > η_max: they run away (${name(cell)}, b = ${batchSize})`,
    source: 'Theorem 2; ρ < 0 and ρ > 0',
    measured:
      last.distance === null || before.distance === null
        ? `the median distance from the minimiser is infinite at K = ${last.at}`
        : `the median distance changes by a factor ${ratio.toPrecision(3)} from K = ${before.at} to ${last.at}`,
    verdict,
  };
}

/** Whether the law of the averaged iterates is nearer to a stable law than to a Gaussian one where the tail is heavy. */
function stableLaw(cell: ConvergenceCell): Claim {
  const { alpha, stableDistance, gaussianDistance } = cell.fit;
  const sizes = `largest difference of distribution functions: ${stableDistance.toFixed(4)} from the stable law with α = ${alpha.toFixed(2)}, ${gaussianDistance.toFixed(4)} from the Gaussian`;
  return {
    claim: `Averaged iterates look α-stable (${name(cell)})`,
    source: 'Section 3, generalised central limit theorem; Section 4',
    measured: sizes,
    verdict:
      stableDistance < 0.05 && stableDistance <= gaussianDistance + 0.005
        ? 'holds'
        : stableDistance < gaussianDistance
          ? 'inconclusive'
          : 'does not hold',
  };
}

/** Whether the estimate at the published K and number of repeats is that of the exact theory. */
function published(cell: ConvergenceCell, { mainIterations, mainRepeats }: ConvergenceResult['spec']): Claim {
  const point =
    cell.overRepeats.find(({ at }) => at === mainRepeats) ?? cell.overRepeats[cell.overRepeats.length - 1];
  const ranges = cell.overIterations.map(text).join('; ');
  const { interval } = point;
  const target = cell.exact === null ? null : Math.min(2, cell.exact);
  return {
    claim: `At the published K = ${mainIterations} the estimate is the α of the stationary law (${name(cell)})`,
    source: 'Figure 1(a) read beside Theorem 2',
    measured:
      `estimate ${text(point)}, exact ${cell.exact === null ? 'none: no stationary law' : `${cell.exact.toFixed(2)} (an estimate reads what is above 2 as 2)`}; ` +
      `over K = ${cell.overIterations.map(({ at }) => at).join(', ')}: ${ranges}`,
    verdict:
      target === null
        ? 'does not hold'
        : interval === null
          ? 'inconclusive'
          : interval.lower <= target + 0.05 && target - 0.05 <= interval.upper
            ? 'holds'
            : 'does not hold',
  };
}

/** Claims about convergence in distribution, three for every step-size. */
export const convergenceClaims = ({ spec, cells }: ConvergenceResult): Claim[] =>
  cells.flatMap((cell) => [settles(cell, spec.batchSize), stableLaw(cell), published(cell, spec)]);
