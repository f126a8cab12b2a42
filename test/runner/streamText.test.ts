import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { appendText } from '../../src/runner/streamText.js';

/** What is seen of texts that came one after another. */
const seen = (...texts: string[]): string =>
  stripVTControlCharacters(
    texts.reduce((before, text) => appendText(before, text, before.endsWith('\r')), ''),
  );

describe('the text of a stream', () => {
  it('has colours that take no place where it is written anew', () => {
    expect(seen('\u001b[32m100%\u001b[0m\rdone')).toBe('done');
    expect(seen('10 %', '\r\u001b[1;32m100 %\u001b[0m\n')).toBe('100 %\n');
    expect(appendText('', 'a\b\u001b[31mb\u001b[0m', false)).toBe('\u001b[31mb\u001b[0m');
  });

  it('is erased as on a terminal: to the end of the line, to its beginning, or all of it', () => {
    expect(seen('downloading\r\u001b[Kdone')).toBe('done');
    expect(seen('downloading\r\u001b[2Kdone')).toBe('done');
    expect(seen('downloading', '\u001b[2Kdone')).toBe('           done');
    expect(seen('abc\b\b\u001b[1Kx')).toBe(' xc');
    expect(seen('abc\u001b[Kdef\n')).toBe('abcdef\n');
  });

  it('is overwritten by what comes after a return that ended a piece', () => {
    expect(seen('downloading 10%\r', 'done\n')).toBe('doneloading 10%\n');
    expect(seen('1\r', '2\r', '3')).toBe('3');
  });
});
