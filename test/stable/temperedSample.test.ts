import { describe, expect, it } from 'vitest';
import { hill, temperedStableSample, temperedTail, type TemperedStableLaw } from 'heavytail';

/** (re + i im)^a. */
function power(re: number, im: number, a: number): readonly [number, number] {
  const [size, angle] = [Math.hypot(re, im) ** a, Math.atan2(im, re) * a];
  return [size * Math.cos(angle), size * Math.sin(angle)];
}

/** The characteristic function, written down once more from its exponent. */
function characteristic({ alpha, rate, beta = 0, scale = 1 }: TemperedStableLaw, t: number) {
  let [re, im] = [0, 0];
  for (const sign of [1, -1]) {
    const weight = (((1 + sign * beta) / 2) * scale ** alpha) / Math.cos((Math.PI * alpha) / 2);
    const [a, b] = power(rate, -sign * t, alpha);
    re -= weight * (a - rate ** alpha);
    im -= weight * b;
    if (alpha > 1) im -= t * sign * weight * alpha * rate ** (alpha - 1);
  }
  return [Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im)] as const;
}

describe('temperedStableSample', () => {
  const laws: TemperedStableLaw[] = [
    { alpha: 0.7, rate: 0.01, beta: 1 },
    { alpha: 0.5, rate: 3, beta: 1 },
    { alpha: 0.95, rate: 0.5 },
    { alpha: 1.05, rate: 0.2, beta: 1 },
    { alpha: 1.2, rate: 0.1, beta: -1, scale: 2 },
    { alpha: 1.5, rate: 0.3, beta: 0.5 },
    { alpha: 1.9, rate: 0.2 },
  ];
  it.each(laws)('has its characteristic function: %j', (law) => {
    const count = 20_000;
    const x = temperedStableSample(count, law, 'characteristic');
    for (const unit of [0.02, 0.1, 0.3, 1, 3]) {
      const t = unit / (law.scale ?? 1);
      const [re, im] = characteristic(law, t);
      const mean = (of: (v: number) => number): number => x.reduce((sum, v) => sum + of(t * v), 0) / count;
      // The means of cosines and sines have a standard error of at most 1 / √count; seventy of them stay within 3.5.
      expect(Math.abs(mean(Math.cos) - re)).toBeLessThan(3.5 / Math.sqrt(count));
      expect(Math.abs(mean(Math.sin) - im)).toBeLessThan(3.5 / Math.sqrt(count));
    }
  });
  it('has a power range of which temperedTail reads alpha, and Hill does not', () => {
    let [own, hills] = [0, 0];
    for (let i = 0; i < 40; i++) {
      const x = temperedStableSample(10_000, { alpha: 1.2, rate: 0.01 }, `range ${i}`);
      const holds = ({ interval }: ReturnType<typeof hill>): number =>
        interval !== null && interval.lower <= 1.2 && 1.2 <= interval.upper ? 1 : 0;
      const tempered = temperedTail(x, { k: 400 });
      own += tempered.interval && tempered.interval.lower <= 1.2 && 1.2 <= tempered.interval.upper ? 1 : 0;
      hills += holds(hill(x, { k: 400 }));
    }
    // 57 of 60 others held it: three binomial errors of 40 below 95 %.
    expect(own).toBeGreaterThanOrEqual(34);
    expect(hills).toBeLessThan(5);
  });
  it('names what it cannot draw', () => {
    const draw = (law: object) => () => temperedStableSample(1, law as TemperedStableLaw, 0);
    expect(draw({ alpha: 1, rate: 1 })).toThrow(
      /^alpha must be a number from 0.2 to 1.99, at least 0.01 away from 1/,
    );
    for (const alpha of [2, NaN, '1.5', 1n, Symbol('alpha')])
      expect(draw({ alpha, rate: 1 })).toThrow(/^alpha must be a number from/);
    expect(draw({ alpha: 1.5, rate: 0 })).toThrow(/^rate must be/);
    expect(draw({ alpha: 1.5, rate: 60, scale: 2 })).toThrow(/^rate must be at most 100 over the scale 2/);
    expect(draw({ alpha: 1.5, rate: 1, beta: 1.1 })).toThrow(/^beta must be a number from -1 to 1/);
    expect(draw({ alpha: 1.5, rate: 1, lambda: 1 })).toThrow(/has no field "lambda"/);
    expect(temperedStableSample(0, { alpha: 1.5, rate: 1 }, 0)).toHaveLength(0);
  });
});
