import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  criticalStepSize,
  logMomentGrowth,
  lyapunov,
  maxStepSize,
  momentGrowth,
  regime,
  stationaryVariance,
  tailIndex,
} from 'heavytail';

interface Case {
  stepSize: number;
  batchSize: number;
  dimension: number;
  sigma: number;
  lyapunov: number;
  tailIndex: number | null;
  momentGrowth: { s: number; log: number }[];
}
const { cases } = JSON.parse(readFileSync(new URL('./reference.json', import.meta.url), 'utf8')) as {
  cases: Case[];
};
const relative = (value: number, reference: number): number =>
  Math.abs(value - reference) / Math.abs(reference);

/** c = 0.5 … 1.5 of the critical one, any b and d: both sides of every border. */
const settings = fc
  .record({
    batchSize: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2000 })),
    dimension: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20000 })),
    sigma: fc.double({ min: 0.05, max: 20, noNaN: true }),
    fraction: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
  })
  .map(({ fraction, ...model }) => ({ ...model, stepSize: fraction * criticalStepSize(model) }));
const runs = { numRuns: 60, seed: 20211 };

describe('against a high-precision reference computed by another route', () => {
  for (const c of cases) {
    const name = `eta = ${c.stepSize}, b = ${c.batchSize}, d = ${c.dimension}, sigma = ${c.sigma}`;
    it(`rho, alpha and h agree to 1e-9 relative at ${name}`, () => {
      expect(relative(lyapunov(c), c.lyapunov)).toBeLessThan(1e-9);
      if (c.tailIndex === null) expect(tailIndex(c)).toBeNull();
      else expect(relative(tailIndex(c)!, c.tailIndex)).toBeLessThan(1e-9);
      for (const { s, log } of c.momentGrowth)
        expect(relative(logMomentGrowth(c, s), log), `log h(${s})`).toBeLessThan(1e-9);
    });
  }
});

describe('momentGrowth', () => {
  it('is 1 - 2 eta sigma² + eta² sigma⁴ (d+b+1)/b at s = 2', () => {
    fc.assert(
      fc.property(settings, (p) => {
        const { batchSize: b, dimension: d } = p;
        const x = p.stepSize * p.sigma ** 2;
        expect(relative(momentGrowth(p, 2), 1 - 2 * x + (x * x * (d + b + 1)) / b)).toBeLessThan(1e-11);
      }),
      runs,
    );
  });
  it('is the polynomial E R² at s = 4', () => {
    fc.assert(
      fc.property(settings, (p) => {
        // R = 1 - B w(u), w = 2u - u², u = cS, S ~ chi²(n): E R² = 1 - 2 E[B] E[w] + E[B²] E[w²].
        const { batchSize: b, dimension: d } = p;
        const n = b + d - 1;
        const c = (p.stepSize * p.sigma ** 2) / b;
        const first = b * c * (2 - c * (n + 2));
        const second = b * (b + 2) * c * c * ((2 - c * (n + 4)) ** 2 + 2 * c * c * (n + 4));
        expect(relative(momentGrowth(p, 4), 1 - 2 * first + second)).toBeLessThan(1e-11);
      }),
      runs,
    );
  });
  it('is 1 at 0, has slope rho there and is log-convex', () => {
    fc.assert(
      fc.property(settings, (p) => {
        expect(momentGrowth(p, 0)).toBe(1);
        const [a, b, c] = [0.3, 1.1, 1.9].map((s) => logMomentGrowth(p, s));
        expect(b).toBeLessThanOrEqual((a + c) / 2 + 1e-12 * Math.abs(a));
        // (log h(s) - log h(-s)) / 2s = rho + O(s²), and the remainder is a fraction of the second cumulant.
        const s = 1e-3;
        const central = (logMomentGrowth(p, s) - logMomentGrowth(p, -s)) / (2 * s);
        const curvature = (logMomentGrowth(p, s) + logMomentGrowth(p, -s)) / (s * s);
        expect(curvature).toBeGreaterThan(0);
        const third = 10 * s * s * curvature ** 1.5 + 1e-10 * Math.sqrt(curvature);
        expect(Math.abs(central - lyapunov(p))).toBeLessThan(third);
      }),
      runs,
    );
  });
  it('has the closed form of a normal moment for d = 1 where eta is huge, also at negative s', () => {
    // |1 - cX|^s -> (cX)^s, E X^s = 2^s Gamma(b/2 + s)/Gamma(b/2); at b = 2 that is 2^s Gamma(1 + s).
    const p = { stepSize: 2e14, batchSize: 2, dimension: 1, sigma: 1 };
    for (const [s, gamma] of [
      [-0.5, Math.sqrt(Math.PI)],
      [0.5, Math.sqrt(Math.PI) / 2],
      [3, 6],
      [6, 720],
    ])
      // The correction to the limit is of order 1/c, or at s = -1/2 of order 1/sqrt(c).
      expect(relative(logMomentGrowth(p, s), s * Math.log(2e14) + Math.log(gamma))).toBeLessThan(1e-7);
  });
  it('agrees with the series of its closed form for d = 1, b = 2, up to the pole', () => {
    // X/2 is exponential: h(s) = k^s e^(-1/k) (Gamma(1 + s) + sum a^(n+1+s)/(n! (n+1+s))), k = 2c, a = 1/k.
    const gammas = [
      [-0.85, 6.220272874049877],
      [-0.5, Math.sqrt(Math.PI)],
      [-0.25, 1.2254167024651776],
      [0.5, Math.sqrt(Math.PI) / 2],
      [3, 6],
    ];
    for (const c of [0.3, 1, 5])
      for (const [s, gamma] of gammas) {
        const k = 2 * c;
        let series = 0;
        let term = k ** (-1 - s);
        for (let n = 0; n < 60; n++, term /= k * n) series += term / (n + 1 + s);
        const exact = k ** s * Math.exp(-1 / k) * (gamma + series);
        const value = momentGrowth({ stepSize: 2 * c, batchSize: 2, dimension: 1, sigma: 1 }, s);
        expect(relative(value, exact), `c = ${c}, s = ${s}`).toBeLessThan(1e-10);
      }
  });
  it('does not overflow in its log version, and says where h is infinite or too near it', () => {
    const p = { stepSize: 0.5, batchSize: 2, dimension: 3, sigma: 3 };
    expect(logMomentGrowth(p, 5000)).toBeGreaterThan(5000);
    expect(momentGrowth(p, 5000)).toBe(Infinity);
    expect(momentGrowth(p, -3)).toBe(Infinity);
    expect(momentGrowth({ ...p, stepSize: 0.01 }, -2.8)).toBeGreaterThan(1);
    expect(() => momentGrowth(p, -2.95)).toThrow(/^s must be from -2.9 to/);
    expect(() => momentGrowth(p, NaN)).toThrow(/^s must be a finite number, got NaN/);
  });
});

describe('lyapunov', () => {
  it('is log c + E log X for d = 1 where eta is huge', () => {
    // E log chi²_2 = log 2 - Euler's constant.
    const rho = lyapunov({ stepSize: 2e20, batchSize: 2, dimension: 1, sigma: 1 });
    expect(relative(rho, Math.log(1e20) + Math.log(2) - 0.5772156649015329)).toBeLessThan(1e-9);
  });
  it('is -eta sigma² where eta is tiny', () => {
    for (const dimension of [1, 2, 7, 300]) {
      const rho = lyapunov({ stepSize: 1e-13, batchSize: 3, dimension, sigma: 2 });
      expect(relative(rho, -4e-13)).toBeLessThan(1e-10);
    }
  });
});

describe('tailIndex', () => {
  it('solves h(alpha) = 1, is null exactly where rho >= 0, and depends on eta sigma² only', () => {
    fc.assert(
      fc.property(settings, (p) => {
        const alpha = tailIndex(p);
        if (alpha === null) {
          expect(lyapunov(p)).toBeGreaterThanOrEqual(0);
          return;
        }
        expect(lyapunov(p)).toBeLessThan(0);
        expect(Math.abs(logMomentGrowth(p, alpha))).toBeLessThan(
          1e-10 * Math.abs(alpha * lyapunov(p)) + 1e-14,
        );
        const doubled = tailIndex({ ...p, sigma: 2 * p.sigma, stepSize: p.stepSize / 4 })!;
        expect(relative(doubled, alpha)).toBeLessThan(1e-10);
      }),
      runs,
    );
  });
  it('passes through 2 at the critical step-size and tends to 0 at the largest', () => {
    for (const model of [
      { batchSize: 1, dimension: 1, sigma: 1 },
      { batchSize: 3, dimension: 2, sigma: 0.5 },
      { batchSize: 20, dimension: 100, sigma: 3 },
    ]) {
      const crit = criticalStepSize(model);
      expect(tailIndex({ ...model, stepSize: crit })).toBe(2);
      expect(Math.abs(tailIndex({ ...model, stepSize: crit * (1 + 1e-9) })! - 2)).toBeLessThan(1e-5);
      expect(Math.abs(tailIndex({ ...model, stepSize: crit * (1 - 1e-9) })! - 2)).toBeLessThan(1e-5);
      const max = maxStepSize(model);
      expect(tailIndex({ ...model, stepSize: max * (1 - 1e-7) })!).toBeLessThan(1e-4);
      expect(tailIndex({ ...model, stepSize: max * (1 + 1e-7) })).toBeNull();
    }
  });
  it('keeps to both sides of 2 next to the critical step-size for huge d and b', () => {
    for (const [batchSize, dimension] of [
      [1, 1e6],
      [1e6, 1],
      [1e6, 1e6],
      [1, 1e8],
      [1e8, 1e8],
    ]) {
      const model = { batchSize, dimension, sigma: 1 };
      const crit = criticalStepSize(model);
      for (const gap of [1e-15, 1e-12, 1e-9, 1e-3]) {
        expect(tailIndex({ ...model, stepSize: crit * (1 - gap) })!).toBeGreaterThan(2);
        expect(tailIndex({ ...model, stepSize: crit * (1 + gap) }) ?? 0).toBeLessThan(2);
      }
    }
  });
  it('vanishes in proportion to eta_max - eta', () => {
    for (const model of [
      { batchSize: 3, dimension: 3, sigma: 2.7 },
      { batchSize: 6, dimension: 8, sigma: 0.1 },
      { batchSize: 18, dimension: 3, sigma: 30 },
    ]) {
      const max = maxStepSize(model);
      const at = (gap: number): number => tailIndex({ ...model, stepSize: max * (1 - gap) })!;
      // The next order is of the size of the gap; rho near 0 keeps about 8 digits.
      expect(relative(at(1e-5), 10 * at(1e-6))).toBeLessThan(1e-3);
      expect(relative(at(1e-6), 10 * at(1e-7))).toBeLessThan(1e-4);
    }
  });
  it('is 1.79556/c for tiny c = eta sigma²/b, whatever b and d', () => {
    // Half the root of 1 + y = y log y, by large deviations; the next order is (b + d) c log(1/c).
    let y = 3.6;
    for (let i = 0; i < 40; i++) y = (1 + y) / Math.log(y);
    for (const [batchSize, dimension] of [
      [1, 1],
      [1, 2],
      [5, 100],
      [1000, 3],
    ])
      for (const c of [1e-7, 1e-12, 2e-13, 1e-20]) {
        const alpha = tailIndex({ stepSize: c * batchSize, batchSize, dimension, sigma: 1 })!;
        expect(relative(alpha * c, y / 2)).toBeLessThan(
          3e-10 + (batchSize + dimension) * c * Math.log(1 / c),
        );
      }
  });
  it('agrees with adaptive quadrature at 40 digits where it is huge, d = 1', () => {
    // By `large_alpha` of makeReference.py.
    for (const [c, batchSize, alpha] of [
      [1e-7, 1, 17955606.716589756],
      [1e-9, 1, 1795560737.6675577],
      [1e-9, 5, 1795560704.197813],
      [1e-11, 5, 179556073792.09039],
    ])
      expect(
        relative(tailIndex({ stepSize: c * batchSize, batchSize, dimension: 1, sigma: 1 })!, alpha),
      ).toBeLessThan(2e-12);
  });
  it('falls with eta, sigma and d and rises with b (Theorem 4)', () => {
    const p = { stepSize: 0.3, batchSize: 4, dimension: 9, sigma: 1 };
    const alpha = tailIndex(p)!;
    expect(tailIndex({ ...p, stepSize: 0.31 })!).toBeLessThan(alpha);
    expect(tailIndex({ ...p, sigma: 1.01 })!).toBeLessThan(alpha);
    expect(tailIndex({ ...p, dimension: 10 })!).toBeLessThan(alpha);
    expect(tailIndex({ ...p, batchSize: 5 })!).toBeGreaterThan(alpha);
  });
});

describe('maxStepSize', () => {
  it('has rho = 0 and scales as 1/sigma²', () => {
    for (const [batchSize, dimension] of [
      [1, 1],
      [1, 2],
      [5, 100],
      [1000, 3],
      [2, 10000],
    ]) {
      const stepSize = maxStepSize({ batchSize, dimension, sigma: 2 });
      expect(stepSize).toBeGreaterThan(criticalStepSize({ batchSize, dimension, sigma: 2 }));
      const p = { stepSize, batchSize, dimension, sigma: 2 };
      const slope = (lyapunov({ ...p, stepSize: stepSize * 1.001 }) - lyapunov(p)) / 0.001;
      expect(Math.abs(lyapunov(p)) / slope).toBeLessThan(1e-10);
      expect(relative(maxStepSize({ batchSize, dimension, sigma: 1 }), 4 * stepSize)).toBeLessThan(1e-12);
    }
  });
});

describe('regime', () => {
  it('names each regime and puts alpha = 2 with the heavy tails', () => {
    const model = { batchSize: 2, dimension: 3, sigma: 1 };
    const at = (stepSize: number): string => regime({ ...model, stepSize });
    const [crit, max] = [criticalStepSize(model), maxStepSize(model)];
    expect(at(0.99 * crit)).toBe('light-tailed');
    expect(at(crit)).toBe('heavy-tailed');
    expect(at(0.99 * max)).toBe('infinite-mean');
    expect(at(max * 1.0001)).toBe('no-stationary-law');
  });
  it('agrees with the tail-index', () => {
    fc.assert(
      fc.property(settings, (p) => {
        const alpha = tailIndex(p);
        const name =
          alpha === null
            ? 'no-stationary-law'
            : alpha > 2
              ? 'light-tailed'
              : alpha > 1
                ? 'heavy-tailed'
                : 'infinite-mean';
        expect(regime(p)).toBe(name);
      }),
      runs,
    );
  });
});

describe('stationaryVariance', () => {
  it('solves v = h(2) v + eta² sigma² noise² / b and is infinite from the critical step-size on', () => {
    const p = { stepSize: 0.1, batchSize: 4, dimension: 9, sigma: 1.5 };
    const v = stationaryVariance(p, 3);
    expect(relative(v, momentGrowth(p, 2) * v + (0.1 ** 2 * 1.5 ** 2 * 9) / 4)).toBeLessThan(1e-10);
    expect(stationaryVariance({ ...p, stepSize: criticalStepSize(p) }, 3)).toBe(Infinity);
  });
});

describe('bad input', () => {
  it('is named with its value and what is allowed', () => {
    const p = { stepSize: 0.1, batchSize: 4, dimension: 9, sigma: 1 };
    expect(() => tailIndex({ ...p, stepSize: 0 })).toThrow('stepSize must be a finite number above 0, got 0');
    expect(() => lyapunov({ ...p, batchSize: 1.5 })).toThrow(
      /^batchSize must be an integer from 1 .*got 1.5/,
    );
    expect(() => momentGrowth({ ...p, dimension: 0 }, 1)).toThrow(/^dimension must be an integer from 1/);
    expect(() => maxStepSize({ ...p, sigma: -1 })).toThrow('sigma must be a finite number above 0, got -1');
    expect(() => regime({ ...p, stepSize: Infinity })).toThrow(/^stepSize must be/);
    expect(() => tailIndex({ ...p, stepSize: 1e200 })).toThrow(/must be between 1e-100 and 1e100/);
  });
});
