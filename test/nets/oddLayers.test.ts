import { describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail';
import { layerReport, type LayerReport } from 'heavytail/nets';

describe('layerReport of odd weights', () => {
  const of = async (shape: number[], value: (i: number) => number): Promise<LayerReport> => {
    const values = Array.from({ length: shape.reduce((size, n) => size * n, 1) }, (_, i) => value(i));
    return (await layerReport([{ name: 'w', shape, values }]))[0];
  };
  const random = createGenerator('odd');

  it('of signs and of masks says that the largest values are equal', async () => {
    const signs = await of([96, 60], () => (random.uniform() < 0.5 ? -1 : 1));
    // As GPT-2 keeps: what lies behind a word is not seen.
    const mask = await of([1, 1, 64, 64], (i) => (i % 64 <= Math.floor(i / 64) ? 1 : 0));
    for (const { tails } of [signs, mask]) {
      expect(tails[0].warnings.join(' ')).toMatch(/largest values are equal/);
      for (const { tailIndex, warnings } of tails)
        expect(tailIndex !== null || warnings.length > 0).toBe(true);
    }
    expect(signs.stableRank).toBeGreaterThan(10);
  });
  it('has spectra up to where squares end, and says so beyond', async () => {
    const normal = Array.from({ length: 400 }, () => random.normal());
    const plain = await of([20, 20], (i) => normal[i]);
    for (const power of [70, -70]) {
      const scaled = await of([20, 20], (i) => normal[i] * 10 ** power);
      expect(scaled.stableRank! / plain.stableRank!).toBeCloseTo(1, 9);
      expect(scaled.logNorm! - 2 * power).toBeCloseTo(plain.logNorm!, 9);
      expect(scaled.deviation! / 10 ** power / plain.deviation!).toBeCloseTo(1, 9);
    }
    for (const power of [90, 200, -90, -200]) {
      const { spectrum, deviation, logNorm } = await of([20, 20], (i) => normal[i] * 10 ** power);
      expect([spectrum.exponent, logNorm]).toEqual([null, null]);
      expect(spectrum.warnings[0]).toMatch(/^Out of range: the squares of eigenvalues of weights up to/);
      expect(deviation! / 10 ** power / plain.deviation!).toBeCloseTo(1, 9);
    }
  });
  it('has the same intervals of weights of any size', async () => {
    const normal = Array.from({ length: 3000 }, () => random.normal());
    const [plain, small, least] = await Promise.all(
      [1, 2 ** -140, 2 ** -900].map(
        async (factor) => (await of([60, 50], (i) => normal[i] * factor)).tails[0],
      ),
    );
    for (const { tailIndex, interval } of [small, least]) {
      expect(tailIndex! / plain.tailIndex!).toBeCloseTo(1, 6);
      expect(interval!.lower / plain.interval!.lower).toBeCloseTo(1, 6);
      expect(interval!.upper / plain.interval!.upper).toBeCloseTo(1, 6);
    }
  });
  it('has no mean and deviation where there are no finite numbers', async () => {
    const none = await Promise.all([
      of([0, 5], () => 0),
      of([4, 5], (i) => (i === 7 ? NaN : i)),
      of([4, 5], (i) => (i ? i : Infinity)),
    ]);
    for (const { mean, deviation } of none) expect([mean, deviation]).toEqual([null, null]);
  });
  it('counts equal eigenvalues once', async () => {
    const { spectrum, stableRank } = await of([70, 70], (i) => (i % 71 === 0 ? 2 : 0));
    expect(spectrum.warnings).toEqual(['Too few distinct eigenvalues above 0 (1) for a fit.']);
    expect(stableRank).toBe(70);
  });
});
