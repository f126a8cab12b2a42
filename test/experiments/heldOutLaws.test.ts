import { describe, expect, it } from 'vitest';
import {
  calibrationLaws,
  createGenerator,
  feuervergerHall,
  heldOutChains,
  heldOutLaws,
  runCalibration,
  type CalibrationLaw,
} from 'heavytail';

const held = ({ tailIndex }: CalibrationLaw, x: Float64Array, dependent: boolean): boolean => {
  const { lower, upper } = feuervergerHall(x, { dependent, level: 0.999 }).interval!;
  return lower <= tailIndex && tailIndex <= upper;
};

describe('the laws that were held out', () => {
  // An interval of 99.9 % of 20 000 values: a wrong tail-index by a quarter would show in nearly all of them.
  it.each(heldOutLaws().map((law) => [law.name, law] as const))(
    'have the tail-index they are said to have: %s',
    async (name, law) => {
      const x = await law.draw(20_000, createGenerator('held out', name));
      expect(x).toHaveLength(20_000);
      expect(held(law, x, false)).toBe(true);
    },
  );
  it.each(heldOutChains().map((law) => [law.name, law] as const))(
    'are chains that the diagnostic sees: %s',
    async (name, law) => {
      const x = await law.draw(20_000, createGenerator('held out', name));
      expect(held(law, x, true)).toBe(true);
      expect(feuervergerHall(x).warnings.join()).toMatch(/Consecutive rows depend on each other/);
    },
  );
  it('have a GARCH process whose alpha is the root of its moment', () => {
    const { tailIndex } = heldOutChains().find(({ name }) => name.includes('GARCH'))!;
    const g = createGenerator('garch');
    const draws = 400_000;
    let mean = 0;
    for (let i = 0; i < draws; i++) mean += (0.3 * g.normal() ** 2 + 0.6) ** (tailIndex / 2) / draws;
    // The variable has a standard deviation of about 0.9: four standard errors are 0.006.
    expect(Math.abs(mean - 1)).toBeLessThan(0.006);
  });
  it('have names of their own', () => {
    const names = [...calibrationLaws(), ...heldOutLaws(), ...heldOutChains()].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('runCalibration', () => {
  const spec = { sizes: [{ size: 300, repeats: 1 }], seed: 'test', only: ['feuerverger-hall'] };
  it('measures the estimators and laws that are asked for', async () => {
    const some = await runCalibration({ ...spec, lawSet: 'held out' }, { store: null });
    const laws = [...heldOutLaws(), ...heldOutChains()];
    expect(some.map(({ law }) => law)).toEqual(laws.map(({ name }) => name));
    expect(new Set(some.map(({ estimator }) => estimator))).toEqual(new Set(['feuerverger-hall']));
  });
  it('refuses an estimator or a set of laws that there is not', async () => {
    await expect(runCalibration({ ...spec, only: ['hill'] }, { store: null })).rejects.toThrow(
      /only\[0\] must be one of/,
    );
    const lawSet = 'all' as 'both';
    await expect(runCalibration({ ...spec, lawSet }, { store: null })).rejects.toThrow(
      /lawSet must be one of/,
    );
  });
});
