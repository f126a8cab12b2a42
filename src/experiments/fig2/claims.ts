import { isBelow } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { named, type VariantCell, type VariantsResult } from '../variants/experiment.js';

/** Share of cells whose estimate is at least 1.8, by the variant's name. */
function nearTwo(cells: readonly VariantCell[]): { near: number; of: number; least: number } {
  const known = cells.flatMap(({ tailIndex }) => (tailIndex === null ? [] : [tailIndex]));
  return { near: known.filter((alpha) => alpha >= 1.8).length, of: cells.length, least: Math.min(...known) };
}

/** The claims about Figure 2. */
export function fig2Claims(result: VariantsResult): Claim[] {
  const rmsProp = nearTwo(named(result, 'RMSProp'));
  const pairs = named(result, 'SGD').map((cell, i) => [cell, named(result, 'RMSProp')[i]] as const);
  const clear = pairs.filter(
    ([a, b]) =>
      a.interval && b.interval && (isBelow(a.interval, b.interval) || isBelow(b.interval, a.interval)),
  );
  const lighter = clear.filter(([a, b]) => (b.tailIndex ?? 0) > (a.tailIndex ?? 0)).length;
  return [
    {
      claim: 'RMSProp stays near α = 2',
      source: 'Figure 2, Section 4',
      measured: `α ≥ 1.8 in ${rmsProp.near} of ${rmsProp.of} cells, least ${rmsProp.least.toFixed(2)}`,
      verdict:
        rmsProp.near >= 0.9 * rmsProp.of
          ? 'holds'
          : rmsProp.near < 0.5 * rmsProp.of
            ? 'does not hold'
            : 'inconclusive',
    },
    {
      claim: 'RMSProp has lighter tails than SGD at the same η and b',
      source: 'Figure 2 beside Figure 1(a)',
      measured: `true of ${lighter} of the ${clear.length} cells whose 95 % intervals are apart`,
      verdict:
        clear.length === 0
          ? 'inconclusive'
          : lighter >= 0.95 * clear.length
            ? 'holds'
            : lighter < 0.5 * clear.length
              ? 'does not hold'
              : 'inconclusive',
    },
  ];
}

/** The claim about RMSProp with its median subtracted: what is below 2 otherwise is an offset, not a tail. */
export function rmsPropCentredClaims(result: VariantsResult): Claim[] {
  const [published, centred] = ['decay 0.99, ε = 1e-8', 'decay 0.99, centred'].map((name) =>
    nearTwo(named(result, name)),
  );
  return [
    {
      claim:
        'Where RMSProp reads below 2 it has not arrived: less the median over the repeats it stays near 2',
      source: 'ours, beside Figure 2',
      measured: `α ≥ 1.8 in ${centred.near} of ${centred.of} cells, least ${centred.least.toFixed(2)}; as published in ${published.near}, least ${published.least.toFixed(2)}`,
      verdict:
        centred.near >= 0.9 * centred.of && centred.near >= published.near
          ? 'holds'
          : centred.near <= published.near
            ? 'does not hold'
            : 'inconclusive',
    },
  ];
}
