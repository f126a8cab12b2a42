import { isBelow } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import type { Cooperation, DecentralisedCell, DecentralisedRun } from './experiment.js';
import { orderClaim } from '../../sweeps/orderClaim.js';

const source = 'Gürbüzbalaban et al. 2022, arXiv:2205.06689';

/** In how many settings the node's tail is clearly heavier, or clearly lighter, under `first` than under `second`. */
function compare(
  result: DecentralisedRun,
  first: Cooperation,
  second: Cooperation,
): { heavier: number; lighter: number } {
  const cells = [...result.overStepSize, ...result.overNetworkSize].filter(({ nodes }) => nodes > 1);
  const same = (a: DecentralisedCell, b: DecentralisedCell): boolean =>
    a.nodes === b.nodes && a.stepSize === b.stepSize;
  let heavier = 0;
  let lighter = 0;
  for (const a of cells.filter(({ cooperation }) => cooperation === first)) {
    const b = cells.find((other) => other.cooperation === second && same(a, other));
    if (!a.node.interval || !b?.node.interval) continue;
    if (isBelow(a.node.interval, b.node.interval)) heavier++;
    if (isBelow(b.node.interval, a.node.interval)) lighter++;
  }
  return { heavier, lighter };
}

/** Whether the ends, whose theory is that of one node, have its exact tail-index: batch-size N b when centralised, b apart. */
function ends(result: DecentralisedRun, cooperation: 'centralised' | 'disconnected', batch: string): Claim {
  const cells = [...result.overStepSize, ...result.overNetworkSize].filter(
    (cell) => cell.cooperation === cooperation && cell.exact !== null && cell.node.tailIndex !== null,
  );
  // The estimator reads what is above 2 as 2, and is still on its way to the stationary law at a finite K.
  const off = cells.map(({ exact, node }) => Math.abs(node.tailIndex! - Math.min(2, exact!)));
  const near = off.filter((difference) => difference < 0.25).length;
  return {
    claim: `${cooperation === 'centralised' ? 'Centralised' : 'Disconnected'} SGD has the exact α of one node with batch-size ${batch}`,
    source: 'Theorem 2 and the exact theory of isotropic Gaussian data',
    measured:
      cells.length === 0
        ? 'no cell has a stationary law and an estimate'
        : `|estimate − min(2, α)| below 0.25 in ${near} of ${cells.length} cells, at most ${Math.max(...off).toFixed(2)}`,
    verdict:
      cells.length === 0
        ? 'inconclusive'
        : near === cells.length
          ? 'holds'
          : near < 0.5 * cells.length
            ? 'does not hold'
            : 'inconclusive',
  };
}

/** Claims about decentralised SGD, decided by the tails of single nodes. */
export function decentralisedClaims(result: DecentralisedRun): Claim[] {
  const pairs = 'of settings with the same η and N';
  const central = compare(result, 'ring', 'centralised');
  const apart = compare(result, 'ring', 'disconnected');
  return [
    ends(result, 'centralised', 'N b'),
    ends(result, 'disconnected', 'b'),
    orderClaim(
      { claim: 'Decentralised SGD (ring) has heavier tails than centralised SGD', source },
      pairs,
      central.heavier,
      central.lighter,
    ),
    {
      claim:
        'Beside disconnected SGD its tails are lighter or heavier, depending on step-size and network size',
      source,
      measured: `clearly lighter in ${apart.lighter}, clearly heavier in ${apart.heavier} settings`,
      verdict: apart.lighter > 0 && apart.heavier > 0 ? 'holds' : 'inconclusive',
    },
  ];
}
