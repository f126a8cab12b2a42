import { describe, expect, it } from 'vitest';
import {
  continuousTimeClaims,
  continuousTimeSpec,
  runContinuousTime,
  spectraClaims,
  spectraSpec,
  type ContinuousTimeCurve,
  type ContinuousTimeResult,
  type SpectraCell,
  type Spectrum,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const real = runContinuousTime(continuousTimeSpec('smoke'));

/** The real map with another diffusion: `ratio` times the exact alpha at each share of eta_crit. */
const withRatio = (ratio: (share: number) => number): ContinuousTimeResult => ({
  ...real,
  map: real.map.map((curve) => ({
    ...curve,
    diffusion: curve.exact.map((alpha, i) => alpha && alpha * ratio(curve.stepSizes[i] / curve.critical)),
  })),
});
/** Two batch-sizes whose exact alphas differ by a factor, at the smallest eta/b and at the next. */
const withSpread = (small: number, large: number): ContinuousTimeResult => {
  const curve = (exact: readonly number[]): ContinuousTimeCurve => ({
    ...real.sameRatio[0],
    stepSizes: [0.1, 1],
    exact,
    diffusion: exact,
  });
  return { ...real, sameRatio: [curve([2, 1]), curve([2 * small, large])] };
};
const verdict = (result: ContinuousTimeResult, i: number) => continuousTimeClaims(result)[i].verdict;

describe('the claims about continuous time', () => {
  it('want the ratio near 1.114 for steps below a hundredth of eta_crit, and there only', () => {
    const small = (ratio: number) =>
      verdict(
        withRatio((share) => (share < 0.0095 ? ratio : 9)),
        0,
      );
    expect([small(1.1), small(1.15)]).toEqual(['holds', 'holds']);
    expect([small(1.08), small(1.17)]).toEqual(['does not hold', 'does not hold']);
  });
  it('want a factor of 2 up to a third of eta_crit', () => {
    const until = (end: number, ratio: number) =>
      verdict(
        withRatio((share) => (share < end ? 1 : ratio)),
        1,
      );
    expect([until(0.3, 3), until(0.01, 1.95), until(0.01, 0.51)]).toEqual(Array(3).fill('holds'));
    expect([until(0.05, 2.05), until(0.05, 0.49)]).toEqual(['does not hold', 'does not hold']);
  });
  it('want 10 % everywhere', () => {
    expect(
      [1.09, 1.11].map((ratio) =>
        verdict(
          withRatio(() => ratio),
          2,
        ),
      ),
    ).toEqual(['holds', 'does not hold']);
  });
  it('want alpha = 2 right from ten times b + 1 dimensions on, and nowhere else', () => {
    expect(verdict(real, 3)).toBe('holds');
    const moved = real.map.map((curve) => ({ ...curve, model: { ...curve.model, batchSize: 1 } }));
    expect(verdict({ ...real, map: moved }, 3)).toBe('does not hold');
  });
  it('want equal alpha at equal eta/b, for the smallest steps and for any', () => {
    expect(continuousTimeClaims(withSpread(1.09, 1.09)).slice(4)).toMatchObject([
      { verdict: 'holds' },
      { verdict: 'holds' },
    ]);
    expect(verdictsOf(continuousTimeClaims(withSpread(1.09, 1.11)).slice(4))).toEqual([
      'holds',
      'does not hold',
    ]);
    expect(verdict(withSpread(1.11, 1), 4)).toBe('does not hold');
  });
  it('see no dependence on the ratio where fewer than two batch-sizes have a law', () => {
    const alone = real.sameRatio.map((curve) => ({ ...curve, exact: curve.exact.map(() => null) }));
    const [small, any] = verdictsOf(continuousTimeClaims({ ...real, sameRatio: alone })).slice(4);
    expect([small, any]).toEqual(['inconclusive', 'inconclusive']);
  });
  it('are open where no step-size has both laws', () => {
    const none = real.map.map((curve) => ({ ...curve, diffusion: curve.diffusion.map(() => null) }));
    expect(verdictsOf(continuousTimeClaims({ ...real, map: none })).slice(0, 3)).toEqual(
      Array(3).fill('inconclusive'),
    );
  });
});

const spectra: Spectrum[] = [
  { name: 'four', eigenvalues: [1], multiplicities: [4] },
  { name: 'five', eigenvalues: [2, 1], multiplicities: [2, 3] },
];
const cellOf = (spectrum: Spectrum, more: Partial<SpectraCell> = {}): SpectraCell => ({
  ...{ spectrum, share: 0.5, stepSize: 0.1, diffusion: 2, diffusionError: 0 },
  bounds: { lower: 1.9, upper: 2.1 },
  theorem: { lower: 1, upper: 3 },
  sgd: { status: 'found', tailIndex: 2, standardError: 0.1 },
  ...more,
});
/** Two spectra of four and five dimensions, with the same wrong in both. */
const bounds = (more: Partial<SpectraCell>) =>
  spectraClaims({ spec: spectraSpec('smoke'), cells: spectra.map((spectrum) => cellOf(spectrum, more)) });

describe('the claims about bounds', () => {
  const verdicts = (more: Partial<SpectraCell>) =>
    verdictsOf(
      spectraClaims({
        spec: spectraSpec('smoke'),
        cells: [cellOf(spectra[0]), cellOf(spectra[0], more), cellOf(spectra[1])],
      }),
    );
  const sgd = (tailIndex: number | null, standardError = 0.1): SpectraCell['sgd'] => ({
    ...{ status: tailIndex === null ? 'undecided' : 'found', tailIndex, standardError },
  });
  it('hold within both bounds, up to three standard errors', () => {
    expect(verdicts({})).toEqual(['holds', 'holds', 'holds']);
    expect(verdicts({ sgd: sgd(2.39) })[1]).toBe('holds');
    expect(verdicts({ diffusion: 1.9 - 1e-6 })[0]).toBe('holds');
    expect(verdicts({ bounds: { lower: null, upper: null } })).toEqual(['holds', 'holds', 'holds']);
  });
  it('do not hold outside of either, each dimension by itself', () => {
    expect(verdicts({ diffusion: 2.2, sgd: sgd(2.41) })).toEqual(['does not hold', 'does not hold', 'holds']);
    expect(verdicts({ theorem: { lower: 1, upper: 1.5 } })).toEqual([
      'does not hold',
      'does not hold',
      'holds',
    ]);
    expect(verdicts({ diffusion: 1.9 - 1e-5 })[0]).toBe('does not hold');
  });
  it('are open where the only cells that are not contained have no alpha', () => {
    expect(verdicts({ sgd: sgd(2.1, 0.5) })[1]).toBe('inconclusive');
    expect(verdicts({ diffusion: null, sgd: sgd(null) })).toEqual(['inconclusive', 'inconclusive', 'holds']);
    expect(verdictsOf(spectraClaims({ spec: spectraSpec('smoke'), cells: [] }))).toEqual(['inconclusive']);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'continuousTimeClaims',
    () => continuousTimeClaims({ ...withRatio(() => 1.095), sameRatio: withSpread(1.09, 1.09).sameRatio }),
    () => [
      continuousTimeClaims({ ...withRatio(() => 9), sameRatio: withSpread(1.11, 1.2).sameRatio }),
      continuousTimeClaims({
        ...real,
        map: real.map.map((curve) => ({ ...curve, model: { ...curve.model, batchSize: 1 } })),
      }),
    ],
  );

  everyClaimCanFail(
    'spectraClaims',
    () => bounds({}),
    () => [bounds({ diffusion: 2.2, sgd: { status: 'found', tailIndex: 2.41, standardError: 0.1 } })],
  );
});
