import type { Claim } from '../../sweeps/claim.js';
import { withErrorWords } from '../../figures/words.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { ProductAgreementCell, ProductAgreementResult } from './agreement.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Standard errors between the sampled and the exact alpha, and the standard error over alpha: one as large as a tenth confirms nothing. */
const AGREES: Criterion<{ off: number; blur: number }> = {
  holds: ({ off, blur }) => off < 3 && blur < 0.1,
  fails: ({ off }) => off >= 5,
};
/** Root mean square of those distances, and by how much chance moves it from 1. */
const HONEST: Criterion<{ rms: number; chance: number }> = {
  holds: ({ rms, chance }) => rms < 1 + chance && rms > 1 - chance,
  fails: ({ rms, chance }) => rms >= 2 * (1 + chance) || rms <= (1 - chance) / 2,
};

/** Standard errors between the sampled and the exact alpha; null where either is missing. */
const distance = ({ tailIndex, standardError, exact }: ProductAgreementCell): number | null =>
  tailIndex === null || standardError === null || exact === null ? null : (tailIndex - exact) / standardError;

/** The distance without its sign: 0 where both say that there is no law, `Infinity` where only one of them does. */
function disagreement(cell: ProductAgreementCell): number | null {
  const off = distance(cell);
  if (off !== null) return Math.abs(off);
  if (cell.status === 'undecided') return null;
  return cell.exact === null && cell.status === 'no-stationary-law' ? 0 : Infinity;
}

function agreement(cell: ProductAgreementCell): Claim {
  const { setting: p, exact, tailIndex, standardError, status } = cell;
  const off = disagreement(cell);
  const sampled =
    tailIndex === null || standardError === null
      ? status.replaceAll('-', ' ')
      : `${withErrorWords(tailIndex, standardError)}, ${Math.abs(distance(cell) ?? NaN).toFixed(1)} standard errors off`;
  return {
    claim: `The sampled α agrees with the exact one (η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension})`,
    source: 'Theorem 2',
    kind: 'check',
    measured: `exact ${exact === null ? 'none' : exact.toPrecision(5)}, sampled ${sampled}`,
    verdict: judge(
      off === null ? null : { off, blur: (cell.standardError ?? 0) / (cell.tailIndex ?? 1) },
      AGREES,
    ),
  };
}

/** The rms of n standard normal numbers is within about 2.6/sqrt(2n) of 1 in 99 of 100 cases; the errors are estimates as well. */
function honesty(cells: readonly ProductAgreementCell[]): Claim {
  const off = cells.flatMap((cell) => distance(cell) ?? []);
  const rms = Math.sqrt(off.reduce((sum, z) => sum + z * z, 0) / off.length);
  const chance = 2.6 / Math.sqrt(2 * off.length);
  return {
    claim: 'The standard errors are honest: in their units the distances from the exact values have size 1',
    source: 'delta method over blocks of the population',
    kind: 'check',
    measured:
      off.length === 0
        ? 'no setting to compare'
        : `root mean square ${rms.toFixed(2)} over ${off.length} settings, ${Math.max(0, 1 - chance).toFixed(2)} to ${(1 + chance).toFixed(2)} expected`,
    verdict: judge(off.length === 0 ? null : { rms, chance }, HONEST),
  };
}

/**
 * The claims: agreement at every setting within three standard errors, and the size of the errors over all.
 *
 * @example
 * const { settings, ...spec } = productAgreementSpec('smoke');
 * const result = await runProductAgreement({ ...spec, settings: settings.slice(2) });
 * const [first] = productAgreementClaims(result);
 * first.claim; // 'The sampled α agrees with the exact one (η = 0.91, b = 4, d = 4)'
 * first.verdict; // 'holds'
 */
export const productAgreementClaims = (result: ProductAgreementResult): Claim[] => {
  checkArguments('productAgreementClaims', { result });
  const { cells } = result;
  return [...cells.map(agreement), honesty(cells)];
};
