import { describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail/random';
import { createHistory, matchesGlob } from '../../../kernel-setup/history.js';

const history = createHistory();
['one', 'two', 'one', 'a*b', 'two\nlines'].forEach((input, i) => history.add(i + 1, input));
history.setOutput(2, 'result');
history.setOutput(99, 'of no cell');

const linesOf = (request: Record<string, unknown>): unknown[] => {
  const { status, history: found } = history.reply(request);
  expect(status).toBe('ok');
  return (found as [number, number, unknown][]).map(([session, line]) => (session === 1 ? line : 'other'));
};

describe('the history of a session', () => {
  it('gives ranges from start on, up to stop and not with it', () => {
    const range = (rest: object): unknown[] => linesOf({ hist_access_type: 'range', session: 1, ...rest });
    expect(range({ start: 2, stop: 4 })).toEqual([2, 3]);
    expect(range({ start: 2, stop: 2 })).toEqual([]);
    expect(range({ start: 5, stop: 6 })).toEqual([5]);
    expect(range({ start: 4 })).toEqual([4, 5]);
    expect(range({})).toEqual([1, 2, 3, 4, 5]);
    expect(range({ stop: 2, session: 0 })).toEqual([1]);
    expect(range({ session: 2 })).toEqual([]);
    expect(range({ session: -1 })).toEqual([]);
    expect(range({ start: 'x', stop: 1.5 })).toEqual([1, 2, 3, 4, 5]);
    expect(range({ start: 1, stop: 4, n: 1 })).toEqual([1, 2, 3]);
  });

  it('gives the last n', () => {
    const tail = (n?: unknown): unknown[] => linesOf({ hist_access_type: 'tail', n });
    expect(tail(2)).toEqual([4, 5]);
    expect(tail(1)).toEqual([5]);
    expect(tail(9)).toEqual([1, 2, 3, 4, 5]);
    expect(tail(0)).toEqual([]);
    expect(tail(-1)).toEqual([]);
    expect(tail()).toEqual([1, 2, 3, 4, 5]);
  });

  it('finds patterns, whose other signs are themselves, each text once where asked', () => {
    const search = (pattern: unknown, rest = {}): unknown[] =>
      linesOf({ hist_access_type: 'search', pattern, ...rest });
    expect(search('one')).toEqual([1, 3]);
    expect(search('on')).toEqual([]);
    expect(search('o?e')).toEqual([1, 3]);
    expect(search('two*')).toEqual([2, 5]);
    expect(search('two?lines')).toEqual([5]);
    expect(search('a.b')).toEqual([]);
    expect(search('a\\*b')).toEqual([]);
    expect(search(undefined)).toEqual([1, 2, 3, 4, 5]);
    expect(search('*', { unique: true })).toEqual([2, 3, 4, 5]);
    expect(search('*', { unique: true, n: 2 })).toEqual([4, 5]);
    expect(search('*', { n: 1 })).toEqual([5]);
  });

  it('matches as a regular expression does, and many stars do not make it slow', () => {
    const { below } = createGenerator('patterns');
    const word = (signs: string): string[] =>
      Array.from({ length: below(7) }, () => signs[below(signs.length)]);
    const found = { true: 0, false: 0 };
    for (let times = 0; times < 3000; times++) {
      const [pattern, text] = [word('ab*?'), word('ab')];
      const rule = pattern.map((sign) => ({ '*': '.*', '?': '.' })[sign] ?? sign).join('');
      const expected = new RegExp(`^${rule}$`).test(text.join(''));
      expect(matchesGlob(pattern, text), `${pattern.join('')} of ${text.join('')}`).toBe(expected);
      found[`${expected}`]++;
    }
    expect(Math.min(...Object.values(found))).toBeGreaterThan(300);
    // A regular expression would try some 10^30 ways.
    expect(matchesGlob([...`${'*a'.repeat(20)}*b`], [...'a'.repeat(100)])).toBe(false);
    expect(matchesGlob(['?'], [...'😀'])).toBe(true);
  });

  it('gives results beside the inputs where asked, empty where there is none', () => {
    const of = (output: unknown): unknown =>
      history.reply({ hist_access_type: 'range', start: 1, stop: 3, output })['history'];
    expect(of(true)).toEqual([
      [1, 1, ['one', '']],
      [1, 2, ['two', 'result']],
    ]);
    expect(of(false)).toEqual([
      [1, 1, 'one'],
      [1, 2, 'two'],
    ]);
  });

  it('notes a result at the last cell of its number', () => {
    const own = createHistory();
    own.add(1, 'silent');
    own.add(1, 'stored');
    own.setOutput(1, 'x');
    expect(own.reply({ hist_access_type: 'tail', n: 2, output: true })['history']).toEqual([
      [1, 1, ['silent', '']],
      [1, 1, ['stored', 'x']],
    ]);
  });
});
