import { describe, expect, it } from 'vitest';
import { countOf } from '../src/countWords.js';

describe('counts in sentences', () => {
  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [9999, '9999 rows'],
    [12_000, '12\u00a0000 rows'],
  ])('%d of something', (count, words) => expect(countOf(count, 'row')).toBe(words));

  it('of a noun whose plural is another word', () => {
    expect(countOf(1, 'cell that does', 'cells that do')).toBe('1 cell that does');
    expect(countOf(3, 'cell that does', 'cells that do')).toBe('3 cells that do');
  });
});
