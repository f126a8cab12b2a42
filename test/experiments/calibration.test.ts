import { describe, expect, it } from 'vitest';
import { runCalibration } from 'heavytail';

describe('runCalibration', () => {
  const rows = runCalibration({ sizes: [1000], repeats: 12, seed: 'test' });
  const row = (law: string, estimator: string) => {
    const found = rows.find((one) => one.law === law && one.estimator === estimator);
    if (found === undefined) throw new Error(`no row for ${law} and ${estimator}`);
    return found;
  };
  it('finds stable samples by the log-moment estimator and Pareto samples by Hill', () => {
    expect(Math.abs((row('stable 1.5', 'log-moment').median as number) - 1.5)).toBeLessThan(0.15);
    expect(Math.abs((row('Pareto 3', 'hill, k = n/20').median as number) - 3)).toBeLessThan(0.6);
  });
  it('shows that the log-moment estimator reads lighter tails as 2 or less', () => {
    for (const law of ['Gaussian', 'Student t, 3 degrees'])
      expect(row(law, 'log-moment').median as number).toBeLessThan(2.25);
  });
  it('has the exact tail index of SGD from the theory', () => {
    const sgd = rows.filter((one) => one.law.startsWith('SGD') && one.estimator === 'log-moment');
    expect(sgd.map((one) => one.exact as number).every((alpha) => alpha > 0)).toBe(true);
    expect(sgd.map((one) => one.median as number)).toEqual(
      sgd.map((one) => one.median as number).sort((a, b) => b - a),
    );
  });
  it('refuses sizes that are too small', () => {
    expect(() => runCalibration({ sizes: [5], repeats: 1, seed: 1 })).toThrow(/sizes\[0\]/);
  });
});
