/** Places in the text of a cell, and words about it. */
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { toCodePoints, toCodeUnits } from '../../../kernel-setup/codePoints.js';
import { createEdits, placeMap } from '../../../kernel-setup/edits.js';
import { awaitHint, commandsOf, hint } from '../../../kernel-setup/hints.js';
import { describeProblem, isCellFile, renderProblem } from '../../../kernel-setup/problems.js';

describe('a place counted in characters', () => {
  it('is found in code units, and back', () => {
    const text = 'a😀b';
    expect([0, 1, 2, 3, 4].map((place) => toCodeUnits(text, place))).toEqual([0, 1, 3, 4, 4]);
    expect([0, 1, 3, 4].map((units) => toCodePoints(text, units))).toEqual([0, 1, 2, 3]);
    expect(toCodeUnits(text, -1)).toBe(0);
  });
});

describe('edits of a text', () => {
  it('keep its lines and lead back to where a place came from', () => {
    const source = 'one two\nthree\nfour';
    const edits = createEdits(source);
    edits.insert(4, 'AA ');
    edits.insert(4, 'B');
    edits.replace(8, 13, 'x');
    const { text, lines } = edits.apply();
    const map = placeMap(lines);
    expect(text).toBe('one AA Btwo\nx\nfour');
    const back = (line: number, column: number): unknown => map.findEntry(line, column);
    expect(back(0, 2)).toEqual({ originalLine: 0, originalColumn: 2 });
    expect(back(0, 5)).toEqual({ originalLine: 0, originalColumn: 4 });
    expect(back(0, 7)).toEqual({ originalLine: 0, originalColumn: 4 });
    expect(back(0, 8)).toEqual({ originalLine: 0, originalColumn: 4 });
    expect(back(0, 10)).toEqual({ originalLine: 0, originalColumn: 6 });
    expect(back(1, 0)).toEqual({ originalLine: 1, originalColumn: 0 });
    expect(back(2, 3)).toEqual({ originalLine: 2, originalColumn: 3 });
    expect(back(9, 0)).toEqual({});
  });

  it('keep the line breaks of what they replace', () => {
    const edits = createEdits('a\nb\nc d');
    edits.replace(0, 5, 'x');
    const { text, lines } = edits.apply();
    const map = placeMap(lines);
    expect(text).toBe('x\n\n d');
    expect(map.findEntry(2, 1)).toEqual({ originalLine: 2, originalColumn: 2 });
  });

  it('lead every kept character back to itself', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '\n', ' '), { maxLength: 30 });
    const places = fc.array(fc.tuple(fc.nat(30), fc.constantFrom('', '#', '##')), { maxLength: 4 });
    fc.assert(
      fc.property(letters, places, (signs, insertions) => {
        const source = signs.join('');
        const edits = createEdits(source);
        for (const [at, text] of insertions) edits.insert(Math.min(at, source.length), text);
        const { text, lines } = edits.apply();
        const map = placeMap(lines);
        expect(text.replaceAll('#', '')).toBe(source);
        const original = source.split('\n');
        text.split('\n').forEach((line, number) =>
          [...line].forEach((sign, column) => {
            if (sign === '#') return;
            const found = map.findEntry(number, column) as { originalLine: number; originalColumn: number };
            expect(found.originalLine).toBe(number);
            expect(original[number][found.originalColumn]).toBe(sign);
          }),
        );
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('hints', () => {
  it('know cells that are commands of a shell', () => {
    expect(commandsOf('!ls -l\n\n// why\n  ! pwd ')).toEqual(['ls -l', 'pwd ']);
    expect(commandsOf('!ls\n1 + 1')).toBeUndefined();
    expect(commandsOf('!== 2')).toBeUndefined();
    expect(commandsOf('// nothing')).toBeUndefined();
    expect(commandsOf('')).toBeUndefined();
    expect(commandsOf('!')).toBeUndefined();
  });

  it('name magics, commands among code, and JSX, at a line that is wrong', () => {
    const of = (code: string, ...wrong: number[]): unknown => hint(ts as never, code, new Set(wrong));
    expect(of('let a = 1;\n%%time', 2)).toEqual({
      line: 2,
      text: '%%time is a command of IPython; cells of this kernel are TypeScript',
    });
    expect(of(' %matplotlib inline', 1)).toMatchObject({
      line: 1,
      text: expect.stringMatching(/^%matplotlib is/),
    });
    expect(of('let a = 1;\n%time', 1)).toBeUndefined();
    expect(of('let a = 1;\n!ls', 2)).toMatchObject({
      line: 2,
      text: expect.stringMatching(/^!command runs only/),
    });
    expect(of('1 +\nlet', 1, 2)).toBeUndefined();
    expect(of('const a =\n  <b>text</b>;', 2)).toMatchObject({
      line: 2,
      text: expect.stringContaining('cannot hold JSX'),
    });
  });

  it('say what to await, of a promise alone', () => {
    const message = "Type 'Promise<string>' is not assignable to type 'string'.";
    expect(awaitHint('const a: string = input ("x")', message)).toBe(
      ' The answer comes later: write "await input(…)".',
    );
    expect(awaitHint('const a = await input("x")', message)).toBe('');
    expect(awaitHint('const a = my.input("x")', message)).toBe('');
    expect(awaitHint('const a = $input("x")', message)).toBe('');
    expect(awaitHint('input("x")', "Type 'number'")).toBe('');
    expect(awaitHint(`await${' '.repeat(1_000_000)}1`, message)).toBe('');
  });
});

describe('a problem that the compiler finds', () => {
  const problemOf = (name: string, text: string, start: number, length: number) => {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    const found = { file, start, length, code: 7, category: 1, messageText: 'what' } as ts.Diagnostic;
    return describeProblem(ts as never, found);
  };
  const plain = (text: string): string => text.replace(/\u001b\[\d+m/g, ''); // eslint-disable-line no-control-regex

  it('stands in the cell, whose first line is the second of its file', () => {
    const problem = problemOf('/x/__tslab__.ts', 'export {};\nlet a = b;\n', 19, 1);
    expect(problem).toEqual({
      ...{
        code: 7,
        message: 'what',
        file: undefined,
        line: 1,
        column: 9,
        sourceLine: 'let a = b;',
        width: 1,
      },
    });
    expect(plain(renderProblem(problem, 3, 'error'))).toBe(
      'cell [3]:1:9 - error TS7: what\n\n1 | let a = b;\n  |         ^\n',
    );
  });

  it('stands in a file of its own, with carets that end at the line and follow its tabs', () => {
    const problem = problemOf(`${process.cwd()}/own.ts`, '\n\tlet ab\n', 2, 99);
    expect(problem).toMatchObject({ file: 'own.ts', line: 2, column: 2, width: 6 });
    expect(plain(renderProblem(problem, 3, 'warning'))).toBe(
      'own.ts:2:2 - warning TS7: what\n\n2 | \tlet ab\n  | \t^^^^^^\n',
    );
    expect(problemOf('own.ts', 'a', 1, 0)).toMatchObject({ column: 2, width: 1 });
  });

  it('of no place, or of an empty line, is its message', () => {
    const nowhere = describeProblem(ts as never, { code: 1, category: 1, messageText: 'x' } as ts.Diagnostic);
    expect(nowhere).toMatchObject({ file: undefined, line: 1, column: 1, width: 1 });
    expect(plain(renderProblem(nowhere, 2, 'error'))).toBe('cell [2]:1:1 - error TS1: x');
  });

  it('is of a cell by the name of its file', () => {
    expect(['__tslab__.ts', '/a/__tslab__.js', 'a/__tslab__.tsx'].map(isCellFile)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['my__tslab__.ts', '__tslab__.d.ts', '__tslab__.ts/x'].map(isCellFile)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
