import { describe, expect, it } from 'vitest';
import {
  runStationaryLaw,
  stationaryLawClaims,
  stationaryLawSpec,
  type IsotropicReading,
  type StationaryLawCell,
} from 'heavytail';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = stationaryLawSpec('paper');
const isotropic: IsotropicReading = {
  exact: 1.3,
  constant: { norm: 0.6, normError: 0.01, projection: 0.3, projectionError: 0.005 },
  far: [{ share: 0.002, norm: 0.95, projection: 1.05 }],
  moments: [{ order: 0.6, moment: 1, error: 0.01, bound: 1.02 }],
  approach: { chance: 0.05, steps: [{ iterations: 1, distance: 1, bound: 1.02 }] },
  limit: { terms: 256, sums: 4000, own: 0.9, lighter: 2, heavier: 2, gaussian: 3 },
};
const direction = (tailIndex: number) => ({ tailIndex, standardError: 0.03, constant: 0.3 });
const cell: StationaryLawCell = {
  setting: spec.settings[0],
  last: { hill: 1.3, hillError: 0.02 },
  averaged: { hill: 1.32, hillError: 0.02 },
  directions: [direction(1.28), direction(1.33)],
  isotropic,
};
const claims = (more: Partial<StationaryLawCell> = {}, beside: Partial<IsotropicReading> = {}) =>
  stationaryLawClaims({ spec, cells: [{ ...cell, isotropic: { ...isotropic, ...beside }, ...more }] });
const verdict = (i: number, ...of: Parameters<typeof claims>) => claims(...of)[i].verdict;

describe('the claims about the stationary law', () => {
  everyClaimCanFail(
    'stationaryLawClaims',
    () => claims(),
    () => [
      claims(
        { averaged: { hill: 1.8, hillError: 0.02 }, directions: [direction(1), direction(2)] },
        {
          far: [{ share: 0.002, norm: 2, projection: 1 }],
          moments: [{ order: 0.6, moment: 1.1, error: 0.01, bound: 1.02 }],
          approach: { chance: 0.05, steps: [{ iterations: 4, distance: 1.3, bound: 1 }] },
          limit: { terms: 256, sums: 4000, own: 2.5, lighter: 2, heavier: 2, gaussian: 3 },
        },
      ),
    ],
  );
  it('are not decided by what is too rough to tell', () => {
    const rough = { hill: 1.32, hillError: 0.2 };
    expect(verdict(0, { averaged: rough })).toBe('inconclusive');
    const wide = { ...direction(1.3), standardError: 0.3 };
    expect(verdict(1, { directions: [wide, wide] })).toBe('inconclusive');
    const unknown = { norm: 0.6, normError: 0.3, projection: 0.3, projectionError: 0.15 };
    expect(verdict(2, {}, { constant: unknown })).not.toBe('holds');
    const vague = [{ order: 0.6, moment: 1, error: 0.3, bound: 1.02 }];
    expect(verdict(3, {}, { moments: vague })).toBe('inconclusive');
    expect(verdict(4, {}, { approach: { chance: 0.5, steps: isotropic.approach!.steps } })).toBe(
      'inconclusive',
    );
  });
  it('are not decided by nothing: no direction, no moment, no step', () => {
    expect(verdict(1, { directions: [] })).toBe('inconclusive');
    expect(verdict(1, { directions: [direction(1.3)] })).toBe('inconclusive');
    expect(verdict(3, {}, { moments: [] })).toBe('inconclusive');
    expect(claims({}, { approach: { chance: 0.05, steps: [] } })).toHaveLength(5);
  });
  it('want a constant above 0 along every direction, and an error of less than a twentieth', () => {
    expect(verdict(1, { directions: [direction(1.3), { ...direction(1.3), constant: 0 }] })).toBe(
      'does not hold',
    );
    const read = (hillError: number) => verdict(0, { averaged: { hill: 1.32, hillError } });
    expect([read(0.06), read(0.065)]).toEqual(['holds', 'inconclusive']);
  });
  it('want the laws that it is not to be seen as such', () => {
    for (const other of ['lighter', 'heavier', 'gaussian'])
      expect(verdict(5, {}, { limit: { ...isotropic.limit!, [other]: 1.2 } })).toBe('inconclusive');
  });
  it('see a direction with another alpha among many, and a constant along one projection', () => {
    const odd = [1.3, 1.3, 1.3, 1.9].map(direction);
    expect(verdict(1, { directions: odd })).toBe('does not hold');
    expect(verdict(2, {}, { far: [{ share: 0.002, norm: 1, projection: 0.2 }] })).toBe('does not hold');
  });
  it('are two for a spectrum, and leave out what does not exist', () => {
    expect(claims({ isotropic: null })).toHaveLength(2);
    expect(claims({}, { approach: null, limit: null })).toHaveLength(4);
  });
});

describe('runStationaryLaw', () => {
  it('reads constants, moments, distances and the limit of sums near what theory says', async () => {
    const small = { ...spec, settings: spec.settings.slice(0, 1), repeats: 20_000, terms: 64 };
    const { cells } = await runStationaryLaw(small, { store: null });
    const [{ last, averaged, directions, isotropic: found }] = cells;
    const { exact, far, moments, approach, limit } = found!;
    expect(exact).toBeCloseTo(1.294, 3);
    // 100 values of each of 20 groups: an error of about 10 %.
    for (const { hill } of [last, averaged]) expect(Math.abs(hill - exact)).toBeLessThan(0.4);
    expect(directions).toHaveLength(2);
    // 400 values beyond the level: an error of 5 %.
    expect(Math.abs(far[0].norm - 1)).toBeLessThan(0.2);
    expect(Math.abs(far[0].projection - 1)).toBeLessThan(0.25);
    for (const { moment, bound } of moments) expect(moment).toBeLessThan(bound);
    expect(approach!.steps[0].distance).toBeGreaterThan(3 * approach!.steps[4].distance);
    expect(limit!.own).toBeLessThan(Math.min(limit!.lighter, limit!.heavier, limit!.gaussian));
    await expect(runStationaryLaw({ ...small, repeats: 2001 })).rejects.toThrow(/repeats must be/);
    const away = { ...spec.settings[0], stepSize: 3 };
    await expect(runStationaryLaw({ ...small, settings: [away] })).rejects.toThrow(/settings\[0\].stepSize/);
  });
});
