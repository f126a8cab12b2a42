import type { Claim } from '../../sweeps/claim.js';
import type { Fig1aCell, Fig1aResult } from './experiment.js';
import { type ClearPairs, clearPairs, orderClaim } from '../../sweeps/orderClaim.js';
import { rankCorrelation } from '../../sweeps/rankCorrelation.js';

type Estimated = Fig1aCell & { readonly tailIndex: number };

const estimated = (result: Fig1aResult): Estimated[] =>
  result.cells.filter((cell): cell is Estimated => cell.tailIndex !== null);

const source = 'Figure 1(a), Section 4';

/** Clear pairs over all lines of the grid: cells that agree in `line`, ordered by `position`. */
function pairsOf(
  result: Fig1aResult,
  line: (cell: Fig1aCell) => number,
  position: (cell: Fig1aCell) => number,
): ClearPairs {
  const pairs = [...new Set(result.cells.map(line))].map((value) =>
    clearPairs(
      result.cells
        .filter((cell) => line(cell) === value)
        .map((cell) => ({ position: position(cell), interval: cell.interval })),
    ),
  );
  return {
    rising: pairs.reduce((sum, { rising }) => sum + rising, 0),
    falling: pairs.reduce((sum, { falling }) => sum + falling, 0),
  };
}

function infiniteMean(result: Fig1aResult): Claim {
  const cells = estimated(result).sort((a, b) => a.tailIndex - b.tailIndex);
  const least = cells.at(0);
  const below = cells.filter((cell) => cell.tailIndex < 1);
  return {
    claim: 'α < 1 occurs: tails so heavy that the mean is infinite',
    source,
    measured: least
      ? `smallest α = ${least.tailIndex.toFixed(3)} at η = ${least.stepSize}, b = ${least.batchSize}; below 1 in ${below.length} of ${cells.length} cells`
      : 'no cell has an estimate',
    verdict: below.some((c) => c.interval !== null && c.interval.upper < 1)
      ? 'holds'
      : below.length > 0
        ? 'inconclusive'
        : 'does not hold',
  };
}

function ratio(result: Fig1aResult): Claim {
  const cells = estimated(result);
  const correlation =
    cells.length < 3
      ? undefined
      : rankCorrelation(
          cells.map((cell) => cell.stepSize / cell.batchSize),
          cells.map((cell) => cell.tailIndex),
        );
  return {
    claim: 'α correlates strongly with η/b',
    source: 'Section 4, Figure 1(a)',
    measured:
      correlation === undefined
        ? 'too few cells'
        : `rank correlation ${correlation.toFixed(3)} over ${cells.length} cells (strong: -0.8 or below)`,
    verdict:
      correlation === undefined
        ? 'inconclusive'
        : correlation <= -0.8
          ? 'holds'
          : correlation > -0.5
            ? 'does not hold'
            : 'inconclusive',
  };
}

function stationary(result: Fig1aResult): Claim {
  const below = estimated(result).filter((cell) => cell.tailIndex < 1);
  const lawless = below.filter((cell) => cell.exact === null);
  return {
    claim: 'The cells with α < 1 have a stationary law, to which Theorem 2 applies',
    source: 'Theorem 2, read beside Figure 1(a)',
    measured: `${lawless.length} of ${below.length} cells with α < 1 lie above η_max, where no stationary law exists`,
    verdict: below.length === 0 ? 'inconclusive' : lawless.length === 0 ? 'holds' : 'does not hold',
  };
}

/** The claims of the paper about Figure 1(a), each with the number measured and the verdict. */
export function fig1aClaims(result: Fig1aResult): Claim[] {
  const overStepSize = pairsOf(
    result,
    (cell) => cell.batchSize,
    (cell) => cell.stepSize,
  );
  const overBatchSize = pairsOf(
    result,
    (cell) => cell.stepSize,
    (cell) => cell.batchSize,
  );
  return [
    orderClaim(
      { claim: 'α falls as the step-size η grows', source },
      'of cells with the same b',
      overStepSize.falling,
      overStepSize.rising,
    ),
    orderClaim(
      { claim: 'α rises with the batch-size b', source },
      'of cells with the same η',
      overBatchSize.rising,
      overBatchSize.falling,
    ),
    infiniteMean(result),
    ratio(result),
    stationary(result),
  ];
}
