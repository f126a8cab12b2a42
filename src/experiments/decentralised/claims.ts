import type { Claim } from '../../sweeps/claim.js';
import { clearPairs, type IntervalPair } from '../../sweeps/clearPairs.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import type { Cooperation, DecentralisedCell, DecentralisedRun } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const source = 'Gürbüzbalaban et al. 2022, arXiv:2205.06689';

/**
 * An estimate this near to min(2, alpha) agrees with the exact theory: the estimator reads every alpha above 2 as 2, and at a
 * finite K the iterates are still on their way to the stationary law.
 */
const NEAR = 0.25;
/** Share of the cells that agree. */
const AGREES: Criterion = { holds: { atLeast: 1 }, fails: { below: 0.5 } };
/** Settings in which the tail is clearly lighter, and clearly heavier. */
const EITHER_WAY: Criterion<{ lighter: number; heavier: number }> = {
  holds: ({ lighter, heavier }) => lighter > 0 && heavier > 0,
  fails: 'never',
};

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
  const off = cellsOf(result).flatMap(({ exact, node, ...cell }) =>
    cell.cooperation === cooperation && exact !== null && node.tailIndex !== null
      ? [Math.abs(node.tailIndex - Math.min(2, exact))]
      : [],
  );
  const near = off.filter((difference) => difference < NEAR).length;
  return {
    claim: `${name} SGD has the exact α of one node with batch-size ${batch}`,
    source: 'Theorem 2 and the exact theory of isotropic Gaussian data',
    measured:
      off.length === 0
        ? 'no cell has a stationary law and an estimate'
        : `|estimate − min(2, α)| below ${NEAR} in ${near} of ${off.length} cells, at most ${Math.max(...off).toFixed(2)}`,
    verdict: judge(near / off.length, AGREES),
  };
}

const besideCentralised = (result: DecentralisedRun): Claim =>
  orderClaim(
    {
      claim: 'Decentralised SGD (ring) has heavier tails than centralised SGD',
      source,
      second: 'smaller',
      pairs: 'of settings with the same η and N',
    },
    nodePairs(result, 'centralised', 'ring'),
  );

function besideDisconnected(result: DecentralisedRun): Claim {
  const { rising: lighter, falling: heavier } = clearPairs(nodePairs(result, 'disconnected', 'ring'));
  return {
    claim:
      'Beside disconnected SGD its tails are lighter or heavier, depending on step-size and network size',
    source,
    measured: `clearly lighter in ${lighter}, clearly heavier in ${heavier} settings`,
    verdict: judge({ lighter, heavier }, EITHER_WAY),
  };
}

/**
 * Claims about decentralised SGD, decided by the tails of single nodes.
 *
 * @example
 * const [first] = decentralisedClaims(await runDecentralised(decentralisedSpec('smoke')));
 * first.claim; // 'Centralised SGD has the exact α of one node with batch-size N b'
 * first.verdict; // 'holds'
 */
export const decentralisedClaims = (result: DecentralisedRun): Claim[] => {
  checkArguments('decentralisedClaims', { result });

  return [
    end(result, { cooperation: 'centralised', name: 'Centralised', batch: 'N b' }),
    end(result, { cooperation: 'disconnected', name: 'Disconnected', batch: 'b' }),
    besideCentralised(result),
    besideDisconnected(result),
  ];
};
