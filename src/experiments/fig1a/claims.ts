import type { Claim } from '../../sweeps/claim.js';
import { pairsAlong, type IntervalPair } from '../../sweeps/clearPairs.js';
import { inEveryCase, judge, type Criterion } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import { rankCorrelation } from '../../sweeps/rankCorrelation.js';
import type { Fig1aCell, Fig1aResult } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const source = 'Figure 1(a), Section 4';

/**
 * Cells with alpha < 1, and those of them whose whole 95 % interval is below 1: more than one cell in twenty, as so many intervals are
 * below the alpha of all cells by chance.
 */
const INFINITE_MEAN: Criterion<{ below: number; clearly: number; of: number }> = {
  holds: ({ clearly, of }) => clearly > 0 && clearly >= 0.05 * of,
  fails: ({ below }) => below === 0,
};

const STRONG = -0.8;
/** Of fewer cells in any order one in sixty has a correlation as strong. */
const FEWEST = 7;
/** Rank correlation of alpha with eta/b. */
const STRONGLY_FALLING: Criterion = { holds: { atMost: STRONG }, fails: { above: -0.5 } };

type Estimated = Fig1aCell & { readonly tailIndex: number };

const estimated = (result: Fig1aResult): Estimated[] =>
  result.cells.filter((cell): cell is Estimated => cell.tailIndex !== null);

/** Pairs along all lines of the grid: cells that agree in `line`, ordered by `position`. */
const pairsOf = (
  { cells }: Fig1aResult,
  line: (cell: Fig1aCell) => number,
  position: (cell: Fig1aCell) => number,
): IntervalPair[] =>
  [...new Set(cells.map(line))].flatMap((value) =>
    pairsAlong(
      cells
        .filter((cell) => line(cell) === value)
        .map((cell) => ({ position: position(cell), interval: cell.interval })),
    ),
  );

const overStepSize = (result: Fig1aResult): Claim =>
  orderClaim(
    {
      claim: 'α falls as the step-size η grows',
      source,
      second: 'smaller',
      pairs: 'of cells with the same b',
    },
    pairsOf(
      result,
      ({ batchSize }) => batchSize,
      ({ stepSize }) => stepSize,
    ),
  );

const overBatchSize = (result: Fig1aResult): Claim =>
  orderClaim(
    { claim: 'α rises with the batch-size b', source, second: 'larger', pairs: 'of cells with the same η' },
    pairsOf(
      result,
      ({ stepSize }) => stepSize,
      ({ batchSize }) => batchSize,
    ),
  );

function infiniteMean(result: Fig1aResult): Claim {
  const cells = estimated(result).sort((a, b) => a.tailIndex - b.tailIndex);
  const least = cells.at(0);
  const below = cells.filter((cell) => cell.tailIndex < 1);
  const clearly = below.filter(({ interval }) => interval !== null && interval.upper < 1).length;
  return {
    claim: 'α < 1 occurs: tails so heavy that the mean is infinite',
    source,
    measured: least
      ? `smallest α = ${least.tailIndex.toFixed(3)} at η = ${least.stepSize}, b = ${least.batchSize}; below 1 in ${below.length} of ${cells.length} cells`
      : 'no cell has an estimate',
    verdict: judge(least && { below: below.length, clearly, of: cells.length }, INFINITE_MEAN),
  };
}

function ratio(result: Fig1aResult): Claim {
  const cells = estimated(result);
  const correlation =
    cells.length < FEWEST
      ? null
      : rankCorrelation(
          cells.map((cell) => cell.stepSize / cell.batchSize),
          cells.map((cell) => cell.tailIndex),
        );
  return {
    claim: 'α correlates strongly with η/b',
    source,
    measured:
      correlation === null
        ? 'too few cells'
        : `rank correlation ${correlation.toFixed(3)} over ${cells.length} cells (strong: ${STRONG} or below)`,
    verdict: judge(correlation, STRONGLY_FALLING),
  };
}

function stationary(result: Fig1aResult): Claim {
  const below = estimated(result).filter((cell) => cell.tailIndex < 1);
  const lawless = below.filter((cell) => cell.exact === null).length;
  return {
    claim: 'The cells with α < 1 have a stationary law, to which Theorem 2 applies',
    source: 'Theorem 2, read beside Figure 1(a)',
    kind: 'ours',
    measured: `${lawless} of ${below.length} cells with α < 1 lie above η_max, where no stationary law exists`,
    verdict: judge(1 - lawless / below.length, inEveryCase),
  };
}

/**
 * The claims of the paper about Figure 1(a), each with the number measured and the verdict.
 *
 * @example
 * const [first] = fig1aClaims(await runFig1a(fig1aSpec('smoke')));
 * first.claim; // 'α falls as the step-size η grows'
 * first.verdict; // 'holds'
 */
export const fig1aClaims = (result: Fig1aResult): Claim[] => {
  checkArguments('fig1aClaims', { result });

  return [overStepSize, overBatchSize, infiniteMean, ratio, stationary].map((claim) => claim(result));
};
