import { countOf } from '../../countWords.js';
import type { Claim } from '../../sweeps/claim.js';
import type { IntervalPair } from '../../sweeps/clearPairs.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import type { Cooperation, DecentralisedCell, DecentralisedRun } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import type { CooperationMoments } from './secondMoments.js';

const source = 'Gürbüzbalaban et al. 2022, arXiv:2205.06689';
const kind = 'literature';

/** An estimate this near to alpha agrees with the exact theory: at a finite K the iterates are still on their way to the stationary law. */
const NEAR = 0.25;
/** Share of the cells that agree, and how many of them have an interval that is wider than twice what is near on either side, or none: they confirm nothing. */
const AGREES: Criterion<{ share: number; rough: number }> = {
  holds: ({ share, rough }) => share >= 1 && rough === 0,
  fails: ({ share }) => share < 0.5,
};
/** Share of the settings of which it is true. */
const MOSTLY: Criterion = { holds: { atLeast: 1 }, fails: { below: 0.5 } };
/** Settings in which h(2) is smaller, and larger, by more than rounding. */
const EITHER_WAY: Criterion<{ lighter: number; heavier: number }> = {
  holds: ({ lighter, heavier }) => lighter > 0 && heavier > 0,
  fails: 'otherwise',
};
const ROUNDING = 1e-6;

const cellsOf = ({ overStepSize, overNetworkSize }: DecentralisedRun): DecentralisedCell[] => [
  ...overStepSize,
  ...overNetworkSize,
];

/** The intervals of a single node under two ways to work together, in every setting with more than one node. */
function nodePairs(result: DecentralisedRun, first: Cooperation, second: Cooperation): IntervalPair[] {
  const cells = cellsOf(result).filter(({ nodes }) => nodes > 1);
  return cells
    .filter(({ cooperation }) => cooperation === second)
    .map((cell) => {
      const other = cells.find(
        ({ cooperation, nodes, stepSize }) =>
          cooperation === first && nodes === cell.nodes && stepSize === cell.stepSize,
      );
      return [other?.node.interval ?? null, cell.node.interval];
    });
}

/** Whether one of the ends, whose theory is that of one node, has its exact tail-index. */
function end(
  result: DecentralisedRun,
  { cooperation, name, batch }: { cooperation: Cooperation; name: string; batch: string },
): Claim {
  const heavy = cellsOf(result).filter((cell) => cell.cooperation === cooperation);
  const found = heavy.flatMap(({ exact, node: { tailIndex, interval } }) =>
    exact !== null && exact < 2 && tailIndex !== null
      ? [{ off: Math.abs(tailIndex - exact), rough: !interval || interval.upper - interval.lower > 4 * NEAR }]
      : [],
  );
  const off = found.map((one) => one.off);
  const near = off.filter((difference) => difference < NEAR).length;
  return {
    claim: `${name} SGD has the exact α of one node with batch-size ${batch}`,
    source: 'Theorem 2 and the exact theory of isotropic Gaussian data',
    kind: 'check',
    measured:
      off.length === 0
        ? 'no cell has an exact α below 2 and an estimate: the estimator reads every larger α as 2'
        : `|estimate − α| below ${NEAR} in ${near} of the ${countOf(off.length, 'cell')} with α below 2, at most ${Math.max(...off).toFixed(2)}`,
    verdict: judge(
      off.length === 0
        ? null
        : { share: near / off.length, rough: found.filter(({ rough }) => rough).length },
      AGREES,
    ),
  };
}

const besideCentralised = (result: DecentralisedRun): Claim =>
  orderClaim(
    {
      claim: 'Decentralised SGD (ring) has heavier tails than centralised SGD',
      ...{ source, kind },
      second: 'smaller',
      pairs: 'of settings with the same η and N',
    },
    nodePairs(result, 'centralised', 'ring'),
  );

/** The settings in which a node by itself has an exact alpha below 2. */
function heavyAlone(result: DecentralisedRun): DecentralisedRun {
  const alone = cellsOf(result).filter(
    ({ cooperation, exact }) => cooperation === 'disconnected' && exact !== null && exact < 2,
  );
  const kept = cellsOf(result).filter(({ nodes, stepSize }) =>
    alone.some((cell) => cell.nodes === nodes && cell.stepSize === stepSize),
  );
  return { ...result, overStepSize: kept, overNetworkSize: [] };
}

const besideDisconnected = (result: DecentralisedRun): Claim =>
  orderClaim(
    {
      claim: 'Where a node by itself is heavy-tailed, the ring has lighter tails than disconnected SGD',
      ...{ source, kind },
      second: 'larger',
      pairs: 'of settings in which a node by itself has an exact α below 2',
    },
    nodePairs(heavyAlone(result), 'disconnected', 'ring'),
  );

const momentsText = ({ dimension, batchSize, stepSize, ring }: CooperationMoments, other: number): string =>
  `d = ${dimension}, b = ${batchSize}, η = ${stepSize}: ${ring.toFixed(3)} against ${other.toFixed(3)}`;

/** By exact second moments, where there can be a tail-index above 2 at all: without sampling error. */
function exactBesideCentralised({ moments }: DecentralisedRun): Claim {
  const larger = moments.filter(({ ring, centralised }) => ring > centralised - ROUNDING).length;
  const clearest = [...moments].sort((a, b) => b.ring - b.centralised - (a.ring - a.centralised))[0];
  return {
    claim:
      'Exactly: second moments of decentralised SGD (ring) shrink no faster than those of centralised SGD',
    source: `${source}; exact recursion of the second moments`,
    kind,
    measured:
      moments.length === 0
        ? 'no setting'
        : `h(2) no smaller in ${larger} of ${moments.length} settings, most at ${momentsText(clearest, clearest.centralised)}`,
    verdict: judge(larger / moments.length, MOSTLY),
  };
}

function exactBesideDisconnected({ moments }: DecentralisedRun): Claim {
  // Where both have second moments: beyond, both tails are below 2 or there is no law.
  const both = moments.filter(({ ring, disconnected }) => ring < 1 && disconnected < 1);
  const byGap = [...both].sort((a, b) => a.ring - a.disconnected - (b.ring - b.disconnected));
  const lighter = both.filter(({ ring, disconnected }) => ring < disconnected - ROUNDING).length;
  const heavier = both.filter(({ ring, disconnected }) => ring > disconnected + ROUNDING).length;
  const ends = [byGap[0], byGap[byGap.length - 1]];
  return {
    claim:
      'Exactly: beside disconnected SGD its second moments shrink faster or slower, depending on step-size and batch-size',
    source: `${source}; exact recursion of the second moments`,
    kind,
    measured:
      both.length === 0
        ? 'no setting'
        : `h(2) smaller in ${lighter}, larger in ${heavier} of ${both.length} settings: ${ends.map((end) => momentsText(end, end.disconnected)).join('; ')}`,
    verdict: judge(both.length === 0 ? null : { lighter, heavier }, EITHER_WAY),
  };
}

/**
 * Claims about decentralised SGD, decided by exact second moments and by the tails of single nodes.
 *
 * @example
 * const [first] = decentralisedClaims(await runDecentralised(decentralisedSpec('smoke')));
 * first.claim; // 'Centralised SGD has the exact α of one node with batch-size N b'
 * first.verdict; // 'inconclusive'
 */
export const decentralisedClaims = (result: DecentralisedRun): Claim[] => {
  checkArguments('decentralisedClaims', { result });

  return [
    end(result, { cooperation: 'centralised', name: 'Centralised', batch: 'N b' }),
    end(result, { cooperation: 'disconnected', name: 'Disconnected', batch: 'b' }),
    exactBesideCentralised(result),
    exactBesideDisconnected(result),
    besideCentralised(result),
    besideDisconnected(result),
  ];
};
