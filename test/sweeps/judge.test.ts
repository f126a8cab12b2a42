import { describe, expect, it } from 'vitest';
import { inEveryCase, judge, type Criterion } from '../../src/sweeps/judge.js';

describe('judge', () => {
  it('takes thresholds on either side, with or without the threshold itself', () => {
    const rises: Criterion = { holds: { atLeast: 0.9 }, fails: { below: 0.5 } };
    expect([1, 0.9, 0.899, 0.5, 0.499].map((value) => judge(value, rises))).toEqual([
      'holds',
      'holds',
      'inconclusive',
      'inconclusive',
      'does not hold',
    ]);
    const falls: Criterion = { holds: { atMost: 0.05 }, fails: { above: 0.5 } };
    expect([-Infinity, 0.05, 0.051, 0.5, 0.501, Infinity].map((value) => judge(value, falls))).toEqual([
      'holds',
      'holds',
      'inconclusive',
      'inconclusive',
      'does not hold',
      'does not hold',
    ]);
  });
  it('takes a range, of which both ends must be kept', () => {
    const near: Criterion = { holds: { above: -0.7, below: -0.3 }, fails: { atLeast: 0 } };
    expect([-0.7, -0.5, -0.3, 0].map((value) => judge(value, near))).toEqual([
      'inconclusive',
      'holds',
      'inconclusive',
      'does not hold',
    ]);
  });
  it('takes several numbers with functions; where both conditions are met the claim holds', () => {
    const more: Criterion<{ more: number; less: number }> = {
      holds: ({ more: m, less }) => m >= less,
      fails: ({ more: m, less }) => m <= less,
    };
    expect(judge({ more: 2, less: 1 }, more)).toBe('holds');
    expect(judge({ more: 1, less: 1 }, more)).toBe('holds');
    expect(judge({ more: 0, less: 1 }, more)).toBe('does not hold');
  });
  it('leaves nothing open otherwise, and refutes nothing that can never fail', () => {
    expect([1, 0.99].map((share) => judge(share, inEveryCase))).toEqual(['holds', 'does not hold']);
    expect(judge(0, { holds: { above: 0 }, fails: 'never' })).toBe('inconclusive');
  });
  it('is open where nothing was measured, whatever the criterion', () => {
    for (const nothing of [null, undefined, NaN, 0 / 0])
      expect(judge(nothing, { holds: { atMost: Infinity }, fails: 'otherwise' })).toBe('inconclusive');
  });

  it('refuses criteria that no number can meet, and what bounds cannot judge', () => {
    const of =
      (holds: unknown, fails: unknown = 'otherwise', value: unknown = 1) =>
      () =>
        judge(value, { holds, fails } as never);
    expect(of({ above: NaN })).toThrow('criterion.holds.above must be a number, got NaN');
    expect(of({ above: 1 }, { atMost: NaN })).toThrow('criterion.fails.atMost must be a number, got NaN');
    expect(of({ above: 1 }, { atmost: 1 })).toThrow('criterion.fails has no field "atmost"');
    expect(of({ over: 1 })).toThrow(/^criterion\.holds .*"over"/);
    // Also where nothing was measured: a criterion that is wrong is wrong.
    expect(of({ above: NaN }, 'otherwise', null)).toThrow('criterion.holds.above');
    expect(of({ above: 1 }, 'otherwise', 'much')).toThrow(
      'value must be a number where bounds judge it, got "much"',
    );
    expect(of(() => true, { above: 2 }, 'much')()).toBe('holds');
    expect(
      of(
        () => false,
        () => true,
        'much',
      )(),
    ).toBe('does not hold');
    expect(
      of(
        () => false,
        () => false,
        'much',
      )(),
    ).toBe('inconclusive');
  });
});
