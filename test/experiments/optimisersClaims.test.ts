import { describe, expect, it } from 'vitest';
import { galleryClaims, gallerySpec } from 'heavytail';
import { reading, variantsResult, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = { ...gallerySpec('smoke'), stepSizes: [0.1, 0.2, 0.4] };
const heavier = ['heavy ball', 'cyclic step-size', 'random step-size'];
const lighter = ['clipped by norm', 'RMSProp'];

/** SGD at 1.5; `shift` is how far tails differ in the way claimed, `drift` how far they differ where they should not. */
const gallery = (shift: readonly number[], drift: number) =>
  variantsResult(spec, (variant, i) => {
    if (heavier.includes(variant)) return reading(1.5 - shift[i]);
    if (lighter.includes(variant)) return reading(1.5 + shift[i]);
    return reading(variant === 'SGD' ? 1.5 : 1.5 + drift);
  });
const verdicts = (shift: readonly number[], drift: number) =>
  verdictsOf(galleryClaims(gallery(shift, drift)));
const all = (oneWay: string, theSame: string) => [...Array(5).fill(oneWay), theSame];

describe('the claims of the gallery', () => {
  it('hold where tails differ as claimed at some step-size and never the other way', () => {
    expect(verdicts([0.3, 0.3, 0.3], 0)).toEqual(all('holds', 'holds'));
    expect(verdicts([0.11, 0.11, 0], -0.14)).toEqual(all('holds', 'holds'));
  });
  it('do not hold where tails differ the other way, or where they should not', () => {
    expect(verdicts([-0.3, -0.3, -0.3], 0.6)).toEqual(all('does not hold', 'does not hold'));
    expect(verdicts([-0.11, -0.11, 0], -0.51)).toEqual(all('does not hold', 'does not hold'));
  });
  it('are open where intervals overlap, and where step-sizes contradict each other', () => {
    expect(verdicts([0.09, 0.09, 0.09], 0.16)).toEqual(all('inconclusive', 'inconclusive'));
    expect(verdicts([-0.09, -0.09, -0.09], 0.16)).toEqual(all('inconclusive', 'inconclusive'));
    expect(verdicts([0.3, -0.3, 0.3], 0.49)).toEqual(all('inconclusive', 'inconclusive'));
  });
  it('see no agreement of intervals that agree with anything', () => {
    const wide = variantsResult(spec, (variant) =>
      variant === 'SGD' ? reading(1.5) : { tailIndex: 1.5, interval: { lower: 0.95, upper: 2.05 } },
    );
    expect(verdictsOf(galleryClaims(wide)).at(-1)).toBe('inconclusive');
  });
  it('are open where one step-size decides', () => {
    expect(verdicts([0.3, 0, 0], 0)).toEqual(all('inconclusive', 'holds'));
    expect(verdicts([-0.3, 0, 0], 0)).toEqual(all('inconclusive', 'holds'));
  });
  it('leave out step-sizes without an estimate: a law that is one point is neither heavy nor the same', () => {
    const none = variantsResult(spec, (variant) => (variant === 'SGD' ? reading(1.5) : { degenerate: true }));
    expect(verdictsOf(galleryClaims(none))).toEqual(all('inconclusive', 'inconclusive'));
  });
  it('see no agreement in tails that are all too light to be told apart', () => {
    const light = variantsResult(spec, () => reading(2));
    expect(verdictsOf(galleryClaims(light)).at(-1)).toBe('inconclusive');
  });
  it('are open without the variants', () => {
    const alone = variantsResult({ ...spec, variants: [{ name: 'SGD' }] }, () => reading(1.5));
    expect(verdictsOf(galleryClaims(alone))).toEqual(all('inconclusive', 'inconclusive'));
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'galleryClaims',
    () => galleryClaims(gallery([0.3, 0.3, 0.3], 0)),
    () => [galleryClaims(gallery([-0.3, -0.3, -0.3], 0.6))],
  );
});
