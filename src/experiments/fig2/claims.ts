import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import { named, type VariantsResult } from '../variants/experiment.js';
import { variantPairs } from '../variants/pairs.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** An estimate from here on is near 2, the alpha of every light tail. */
const NEAR = 1.8;
/** Share of the cells that are near 2. */
const MOSTLY_NEAR: Criterion = { holds: { atLeast: 0.9 }, fails: { below: 0.5 } };
/** The same with the mean subtracted, beside the share as published. */
const NEARER_CENTRED: Criterion<{ centred: number; published: number }> = {
  holds: ({ centred, published }) => centred >= 0.9 && centred > published,
  // Where nothing reads below 2 as published, there is nothing that the mean could take off.
  fails: ({ centred, published }) => centred <= published && (published < 1 || centred < 1),
};

/** How many cells of a variant have an estimate, how many of them are near 2, and the least estimate. */
function nearTwo(
  result: VariantsResult,
  name: string,
): { known: number; near: number; of: number; least: number } {
  const cells = named(result, name);
  const known = cells.flatMap(({ tailIndex }) => (tailIndex === null ? [] : [tailIndex]));
  return {
    known: known.length,
    near: known.filter((alpha) => alpha >= NEAR).length,
    of: cells.length,
    least: Math.min(...known),
  };
}

const inWords = ({ near, of, least }: ReturnType<typeof nearTwo>): string =>
  `α ≥ ${NEAR} in ${near} of ${of} cells, least ${least.toFixed(2)}`;

/**
 * The claims about Figure 2. They are decided on RMSProp with the mean over the repeats subtracted: what is below 2 otherwise may be
 * the way that is left to the minimiser. The mean exists where alpha is above 1, and an alpha between 1 and 2 is read as such; one
 * below 1 is read as about 1, so that the claims fail of such tails too.
 *
 * @example
 * const result = await runVariants(fig2Spec('smoke'));
 * claims(fig2Claims(result));
 * fig2Claims(result)[0].claim; // 'RMSProp stays near α = 2'
 */
export function fig2Claims(result: VariantsResult): Claim[] {
  checkArguments('fig2Claims', { result });

  const centred = nearTwo(result, 'RMSProp, centred');
  const published = nearTwo(result, 'RMSProp');
  return [
    {
      claim: 'RMSProp stays near α = 2',
      source: 'Figure 2, Section 4',
      measured:
        `with the mean over the repeats subtracted, because K iterations do not bring RMSProp to the minimiser: ${inWords(centred)}; ` +
        `less the minimiser only, as published: ${inWords(published)}`,
      verdict: judge(centred.known === 0 ? null : centred.near / centred.of, MOSTLY_NEAR),
    },
    orderClaim(
      {
        claim: 'RMSProp has lighter tails than SGD at the same η and b',
        source: 'Figure 2 beside Figure 1(a)',
        second: 'larger',
        pairs: 'of cells with the same η and b',
      },
      variantPairs(result, 'SGD', 'RMSProp, centred'),
    ),
  ];
}

/**
 * The claim about RMSProp with its mean subtracted, on all cells of the figure: what is below 2 otherwise is an offset, not a tail.
 *
 * @example
 * const [{ claim }] = rmsPropCentredClaims(await runVariants(fig2Spec('smoke')));
 * claim.slice(0, 27); // 'Where RMSProp reads below 2'
 */
export function rmsPropCentredClaims(result: VariantsResult): Claim[] {
  checkArguments('rmsPropCentredClaims', { result });

  const published = nearTwo(result, 'RMSProp');
  const centred = nearTwo(result, 'RMSProp, centred');
  const shares = { centred: centred.near / centred.of, published: published.near / published.of };
  return [
    {
      claim:
        'Where RMSProp reads below 2 its iterates are still on their way: with the mean over the repeats subtracted it stays near 2',
      source: 'ours, beside Figure 2',
      kind: 'ours',
      measured: `${inWords(centred)}; as published: ${inWords(published)}`,
      verdict: judge(centred.known === 0 ? null : shares, NEARER_CENTRED),
    },
  ];
}
