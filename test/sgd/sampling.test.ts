import { describe, expect, it } from 'vitest';
import { keepsOrder, samplingCode } from '../../src/sgd/jobLayout.js';
import * as at from '../../src/sgd/layout.js';
import type { CheckedSetting } from '../../src/sgd/setting.js';

const codeOf = (setting: Partial<CheckedSetting>): number =>
  samplingCode({ sampling: 'withoutReplacement', batchSize: 1, rows: 100, ...setting } as CheckedSetting);

// The way of drawing decides which numbers a seed gives: results that were stored depend on these limits.
describe('how rows are drawn', () => {
  it.each([
    [1, 2, at.SAMPLING_INDEPENDENT],
    [1, 1, at.SAMPLING_INDEPENDENT],
    [2, 4, at.SAMPLING_REJECTION],
    [2, 3, at.SAMPLING_SHUFFLE],
    [32, 64, at.SAMPLING_REJECTION],
    [32, 63, at.SAMPLING_SHUFFLE],
    [33, 1000, at.SAMPLING_SHUFFLE],
    [32, 1000, at.SAMPLING_REJECTION],
  ])('%i of %i rows without replacement', (batchSize, rows, code) => {
    expect(codeOf({ batchSize, rows })).toBe(code);
  });

  it('in the other ways, whatever their number', () => {
    expect(codeOf({ sampling: 'withReplacement' })).toBe(at.SAMPLING_INDEPENDENT);
    expect(codeOf({ sampling: 'epochs' })).toBe(at.SAMPLING_EPOCHS);
    expect(codeOf({ sampling: 'cyclic' })).toBe(at.SAMPLING_CYCLIC);
    const stream = (name: string): CheckedSetting['stream'] => ({ law: { name } }) as never;
    expect(codeOf({ stream: stream('gaussian') })).toBe(at.SAMPLING_FRESH);
    expect(codeOf({ stream: stream('student') })).toBe(at.SAMPLING_STREAM_LAW);
  });

  it('with an order that is kept where a draw goes on from the last one', () => {
    const kept = [at.SAMPLING_SHUFFLE, at.SAMPLING_EPOCHS];
    const all = [
      ...kept,
      at.SAMPLING_REJECTION,
      at.SAMPLING_INDEPENDENT,
      at.SAMPLING_CYCLIC,
      at.SAMPLING_FRESH,
    ];
    expect(all.filter(keepsOrder)).toEqual(kept);
  });
});
