import type { Claim } from '../../sweeps/claim.js';
import type { ProductAgreementCell, ProductAgreementResult } from './agreement.js';

/** Standard errors between the sampled and the exact alpha; null where either is missing. */
const distance = ({ tailIndex, standardError, exact }: ProductAgreementCell): number | null =>
  tailIndex === null || standardError === null || exact === null ? null : (tailIndex - exact) / standardError;

function agreement(cell: ProductAgreementCell): Claim {
  const { setting: p, exact, tailIndex, standardError, status } = cell;
  const off = Math.abs(distance(cell) ?? NaN);
  const sampled =
    tailIndex === null || standardError === null
      ? status
      : `${tailIndex.toPrecision(4)} ± ${standardError.toPrecision(2)}, ${off.toFixed(1)} standard errors off`;
  return {
    claim: `The sampled α agrees with the exact one (η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension})`,
    source: 'Theorem 2',
    measured: `exact ${exact === null ? 'none' : exact.toPrecision(5)}, sampled ${sampled}`,
    verdict:
      off < 3 || (exact === null && status === 'no-stationary-law')
        ? 'holds'
        : off < 5 || status === 'undecided'
          ? 'inconclusive'
          : 'does not hold',
  };
}

/** The rms of n standard normal numbers is within about 2.6/sqrt(2n) of 1 in 99 of 100 cases; the errors are estimates as well. */
function honesty(cells: readonly ProductAgreementCell[]): Claim {
  const off = cells.flatMap((cell) => distance(cell) ?? []);
  const rms = Math.sqrt(off.reduce((sum, z) => sum + z * z, 0) / off.length);
  const room = 1 + 2.6 / Math.sqrt(2 * off.length);
  const claim =
    'The standard errors are honest: in their units the distances from the exact values have size 1';
  const source = 'delta method over blocks of the population';
  if (off.length === 0) return { claim, source, measured: 'no setting to compare', verdict: 'inconclusive' };
  return {
    ...{ claim, source },
    measured: `root mean square ${rms.toFixed(2)} over ${off.length} settings, at most ${room.toFixed(2)} expected`,
    verdict: rms < room ? 'holds' : rms < 2 * room ? 'inconclusive' : 'does not hold',
  };
}

/** The claims: agreement at every setting within three standard errors, and the size of the errors over all. */
export const productAgreementClaims = ({ cells }: ProductAgreementResult): Claim[] => [
  ...cells.map(agreement),
  honesty(cells),
];
