import { describe, expect, it } from 'vitest';
import {
  stableCdf,
  stableCharacteristic,
  stableLogPdf,
  stablePdf,
  stableQuantile,
  stableSurvival,
  toParametrization,
  type StableLaw,
} from 'heavytail';

const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

describe('stable laws in closed form', () => {
  it('is Gaussian with variance 2 c² at alpha = 2', () => {
    for (const x of [-20, -3, 0, 0.7, 5, 40]) {
      const z = (x - 1) / 3;
      const law = { alpha: 2, scale: 3, location: 1, beta: 0.4 };
      expect(relative(stablePdf(x, law), Math.exp((-z * z) / 4) / (6 * Math.sqrt(Math.PI)))).toBeLessThan(
        1e-11,
      );
    }
    expect(stableCdf(1.959963984540054 * Math.SQRT2, { alpha: 2 })).toBeCloseTo(0.975, 13);
    expect(relative(stableSurvival(6 * Math.SQRT2, { alpha: 2 }), 9.865876450376946e-10)).toBeLessThan(1e-11);
  });
  it('is Cauchy at alpha = 1, beta = 0', () => {
    for (const x of [-1e6, -2, 0, 1e-3, 30]) {
      expect(relative(stablePdf(x, { alpha: 1 }), 1 / (Math.PI * (1 + x * x)))).toBeLessThan(1e-14);
      expect(relative(stableCdf(x, { alpha: 1 }), Math.atan2(1, -x) / Math.PI)).toBeLessThan(1e-14);
    }
  });
  it('is Lévy at alpha = 1/2, beta = 1, starting at its S1 location', () => {
    const law: StableLaw = { alpha: 0.5, beta: 1, parametrization: 'S1' };
    for (const x of [0.002, 0.1, 1, 30, 1e6]) {
      const pdf = Math.exp(-1 / (2 * x)) / Math.sqrt(2 * Math.PI * x ** 3);
      expect(relative(stablePdf(x, law), pdf)).toBeLessThan(1e-11);
    }
    // P(X > x) = P(|Z| < 1/sqrt(x)) for a normal Z.
    expect(stableSurvival(1, law)).toBeCloseTo(0.6826894921370859, 13);
    expect(stablePdf(-1e-9, law)).toBe(0);
    expect(stableCdf(-1, law)).toBe(0);
    expect(stableQuantile(0, law)).toBe(0);
    expect(stableQuantile(1, law)).toBe(Infinity);
  });
});

const laws: StableLaw[] = [0.2, 0.6, 0.99995, 1, 1.1, 1.7, 1.999, 2].flatMap((alpha) =>
  [-1, -0.3, 0.00004, 0.8].map((beta) => ({ alpha, beta })),
);

describe('stable laws, identities', () => {
  it('is mirrored by the sign of beta', () => {
    for (const law of laws)
      for (const x of [-40, -0.5, 0.1, 3]) {
        const other = { ...law, beta: -(law.beta ?? 0) };
        expect(relative(stablePdf(x, law) + 1e-300, stablePdf(-x, other) + 1e-300)).toBeLessThan(1e-9);
        expect(relative(stableCdf(x, law) + 1e-300, stableSurvival(-x, other) + 1e-300)).toBeLessThan(1e-9);
      }
  });
  it('has probabilities that add to 1 and a density that is their slope', () => {
    for (const law of laws)
      for (const x of [-6, 0.2, 15]) {
        const below = stableCdf(x, law);
        expect(below + stableSurvival(x, law)).toBeCloseTo(1, 11);
        const f = stablePdf(x, law);
        // Simpson's rule over a short step: error about step^5 f'''' / 90.
        const h = 1e-3;
        const mass = (h / 3) * (stablePdf(x - h, law) + 4 * f + stablePdf(x + h, law));
        const smaller = below < 0.5 ? stableCdf : (at: number, l: StableLaw) => -stableSurvival(at, l);
        if (law.alpha < 0.5 && Math.abs(x) < 1) continue; // the peak is narrower than the step
        expect(Math.abs(smaller(x + h, law) - smaller(x - h, law) - mass)).toBeLessThan(1e-11 + 2e-9 * mass);
      }
  });
  it('has the Pareto tail sin(pi alpha / 2) Gamma(alpha) (1 + beta) / pi x^-alpha', () => {
    const gamma: Record<number, number> = { 0.5: Math.sqrt(Math.PI), 1: 1, 1.5: Math.sqrt(Math.PI) / 2 };
    for (const alpha of [0.5, 1, 1.5])
      for (const beta of [-0.6, 0, 1]) {
        const x = 1e12;
        const tail = ((Math.sin((Math.PI * alpha) / 2) * gamma[alpha]) / Math.PI) * (1 + beta) * x ** -alpha;
        expect(relative(stableSurvival(x, { alpha, beta }), tail)).toBeLessThan(1e-5);
        expect(relative((stablePdf(x, { alpha, beta }) * x) / alpha, tail)).toBeLessThan(1e-5);
      }
  });
  it('is continuous in alpha at 1 and where the formulas change', () => {
    for (const beta of [-1, 0.4, 0])
      for (const x of [-3, 0.2, 8, 1e4]) {
        const f = (alpha: number) => stableLogPdf(x, { alpha, beta });
        if (f(1) < -30) continue;
        expect(f(1 + 1e-9)).toBeCloseTo(f(1), 6);
        for (const [near, far] of [
          [0.98e-4, 1.02e-4],
          [-0.98e-4, -1.02e-4],
        ] as const) {
          const slope = (f(1 + 2 * far) - f(1 + far)) / far;
          expect(Math.abs(f(1 + far) - f(1 + near) - slope * (far - near))).toBeLessThan(1e-8);
        }
      }
  });
  it('inverts the distribution function, in the tails too', () => {
    for (const law of laws)
      for (const p of [1e-12, 0.2, 0.999]) {
        const x = stableQuantile(p, law);
        expect(
          relative(p <= 0.5 ? stableCdf(x, law) : stableSurvival(x, law), p <= 0.5 ? p : 1 - p),
        ).toBeLessThan(1e-9);
      }
  });
  it('agrees between its two forms', () => {
    for (const law of laws) {
      const s0: StableLaw = { ...law, scale: 2.5, location: -0.3 };
      const s1 = toParametrization(s0, 'S1');
      expect(toParametrization(s1, 'S0').location).toBeCloseTo(-0.3, 8);
      if (Math.abs(law.alpha - 1) < 1e-3 && law.alpha !== 1) continue; // the shift is too large to undo
      expect(stablePdf(1.7, s1)).toBeCloseTo(stablePdf(1.7, s0), 11);
      const [a, b] = [stableCharacteristic(0.7, s0), stableCharacteristic(0.7, s1)];
      expect(a.re).toBeCloseTo(b.re, 12);
      expect(a.im).toBeCloseTo(b.im, 12);
    }
  });
  it('has the characteristic function as the transform of its density', () => {
    const law = { alpha: 1.8, beta: 0.5, scale: 0.7, location: 0.4 };
    const t = 1.3;
    let [re, im] = [0, 0];
    const h = 0.01;
    const xs = Float64Array.from({ length: 60_001 }, (_, i) => (i - 30_000) * h);
    stablePdf(xs, law).forEach((f, i) => {
      re += h * f * Math.cos(t * xs[i]);
      im += h * f * Math.sin(t * xs[i]);
    });
    const expected = stableCharacteristic(t, law);
    // What lies beyond 300 has a probability of about 1e-5, and oscillates.
    expect(re).toBeCloseTo(expected.re, 6);
    expect(im).toBeCloseTo(expected.im, 6);
  });
  it('gives for arrays, from a table, what it gives for points', () => {
    for (const law of [0.3, 0.9, 1, 1.5, 2].map((alpha) => ({ alpha, beta: alpha < 1 ? 1 : -0.6 }))) {
      const xs = Float64Array.from({ length: 1000 }, (_, i) => Math.sinh((i - 300) / 50));
      const many = stableLogPdf(xs, law);
      for (let i = 3; i < 1000; i += 41) {
        const one = stableLogPdf(xs[i], law);
        if (one === -Infinity) expect(many[i]).toBe(-Infinity);
        else
          expect(Math.abs(many[i] - one)).toBeLessThan(
            Math.abs(xs[i]) > 1e4 ? 1e-7 : 1e-9 * Math.max(1, -one / 100),
          );
      }
    }
  });
  it('names what is out of range', () => {
    expect(() => stablePdf(0, { alpha: 2.1 })).toThrow('alpha must be a number from 0.2 to 2, got 2.1');
    expect(() => stableCdf(0, { alpha: 0.1 })).toThrow(/alpha/);
    expect(() => stableCdf(0, { alpha: 1, beta: -1.5 })).toThrow(
      'beta must be a number from -1 to 1, got -1.5',
    );
    expect(() => stablePdf(0, { alpha: 1, scale: 0 })).toThrow(/scale/);
    expect(() => stablePdf(NaN, { alpha: 1 })).toThrow('x must be a number, got NaN');
    expect(() => stablePdf(Float64Array.of(1, NaN), { alpha: 1 })).toThrow('x[1] must be a number, got NaN');
    expect(() => stableQuantile(1.1, { alpha: 1 })).toThrow('p must be a number from 0 to 1, got 1.1');
    expect(() => stablePdf(0, { alpha: 1, parametrization: 'S2' as 'S1' })).toThrow(/parametrization/);
    expect(stablePdf(Infinity, { alpha: 1.5 })).toBe(0);
    expect(stableCdf(-Infinity, { alpha: 1.5 })).toBe(0);
  });
});
