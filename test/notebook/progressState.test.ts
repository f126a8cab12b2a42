import { describe, expect, it } from 'vitest';
import { formatDuration, progressFacts, progressLine } from '../../src/notebook/progressState.js';

const base = { label: '', done: 30, total: 120, seconds: 10, finished: false };

describe('what a progress bar says', () => {
  it('is share, count, rate and time left, and in the end the time taken', () => {
    expect(progressFacts(base)).toBe('25 %, 30/120, 3/s, 30 s left');
    expect(progressFacts({ ...base, done: 120, finished: true })).toBe('100 %, 120/120, 12/s, in 10 s');
  });

  it('is the share alone for a total of 1', () => {
    expect(progressFacts({ ...base, done: 0.5, total: 1 })).toBe('50 %, 10 s left');
  });

  it('is the count without a total, and slow rates are times', () => {
    expect(progressFacts({ ...base, total: undefined, seconds: 90 })).toBe('30, 3.0 s each');
    expect(progressFacts({ ...base, done: 0, seconds: 0 })).toBe('0 %, 0/120');
    expect(progressFacts({ ...base, done: 0, total: 0, finished: true })).toBe('100 %, 0/0, in 10 s');
  });

  it('is what holds the work up, until the end', () => {
    const held = { ...base, notice: 'No worker is there.' };
    expect(progressFacts(held)).toBe('25 %, 30/120, 3/s, 30 s left, No worker is there.');
    expect(progressFacts({ ...held, finished: true })).not.toContain('No worker');
  });

  it('stands behind the label, if there is one', () => {
    expect(progressLine({ ...base, label: 'runs' })).toBe('runs: 25 %, 30/120, 3/s, 30 s left');
    expect(progressLine(base)).toBe(progressFacts(base));
  });

  it('has durations in words', () => {
    expect([0.44, 12.2, 185, 7800].map(formatDuration)).toEqual(['0.4 s', '12 s', '3 min 5 s', '2 h 10 min']);
    expect([9.94, 9.96, 59.4, 59.6, 60].map(formatDuration)).toEqual([
      ...['9.9 s', '10 s', '59 s', '1 min 0 s', '1 min 0 s'],
    ]);
    // Never "60 s" or "60 min".
    expect([3599.4, 3599.6, 3600, 7169, 7170, 7199].map(formatDuration)).toEqual([
      ...['59 min 59 s', '1 h 0 min', '1 h 0 min', '1 h 59 min', '2 h 0 min', '2 h 0 min'],
    ]);
  });
});
