import { describe, expect, it } from 'vitest';
import type { Notebook } from '../../src/runner/nbformat.js';
import { parseNotebook } from '../../src/runner/notebookFile.js';
import {
  declaredParameters,
  injectParameters,
  notebookParameters,
  parameterTexts,
  parameterValues,
} from '../../src/runner/parameters.js';

const declared = declaredParameters(`
let preset: 'smoke' | 'quick' | 'paper' = 'quick'; // a comment
let repeats = 1600, stepSize = -0.1;
let seed: string | number = 'figure 1(a)';
let sizes: readonly number[] = [1, 2];
let names = ['a', 'b'];
let fresh = false;
let limit: number | null = null;
let other: Preset = 'quick';
const fixed = 3;
function inner() { let hidden = 1; return hidden; }
`);

const value = (name: string, text: string): unknown =>
  parameterValues(declared, { [name]: text }, 'x.ipynb')[name];

const notebook = (...sources: [string, string[]?][]): Notebook =>
  parseNotebook(
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: sources.map(([source, tags = []], i) => ({
        cell_type: 'code',
        id: `c${i}`,
        metadata: { tags },
        source,
        execution_count: null,
        outputs: [],
      })),
    }),
    'x.ipynb',
  );

describe('a number for every preset', () => {
  const sized = declaredParameters(`
let preset: 'smoke' | 'quick' | 'paper' = 'quick';
let repeats: ByPreset<number> = { smoke: 200, quick: 800, paper: 1600 };
let sizes: ByPreset<number[]> = {
  smoke: [1],
  quick: [1, 2],
  paper: [1, 2, 3],
};
let shared: ByPreset<number> = 7;`);

  it('is one number from outside', () => {
    expect(parameterValues(sized, { repeats: '5', sizes: '4,5', shared: '1' }, 'x')).toEqual({
      repeats: 5,
      sizes: [4, 5],
      shared: 1,
    });
    expect(() => parameterValues(sized, { repeats: '[5]' }, 'x')).toThrow(/must be a number/);
  });

  it('is shown at the preset of the run, or as given', () => {
    expect(parameterTexts(sized, {})).toEqual({
      preset: "'quick'",
      repeats: '800',
      sizes: '[1, 2]',
      shared: '7',
    });
    expect(parameterTexts(sized, { preset: 'smoke', repeats: 5 })).toEqual({
      preset: '"smoke"',
      repeats: '5',
      sizes: '[1]',
      shared: '7',
    });
  });
});

describe('the parameters of a notebook', () => {
  it('are what its parameters cell declares with let at the top level', () => {
    expect(declared.map(({ name }) => name)).toEqual(
      'preset repeats stepSize seed sizes names fresh limit other'.split(' '),
    );
    expect(notebookParameters(notebook(['let a = 1'], ['let b = 2', ['parameters']]))).toMatchObject([
      { name: 'b', defaultText: '2' },
    ]);
  });

  it('take values of their type', () => {
    expect(value('preset', 'paper')).toBe('paper');
    expect(value('repeats', '1e3')).toBe(1000);
    expect(value('stepSize', '-.5')).toBe(-0.5);
    expect(value('seed', '7')).toBe('7');
    expect(value('seed', '"7"')).toBe('7');
    expect(value('seed', 'a=b c')).toBe('a=b c');
    expect(value('sizes', '[1, 5]')).toEqual([1, 5]);
    expect(value('sizes', '1,5')).toEqual([1, 5]);
    expect(value('names', '["x"]')).toEqual(['x']);
    expect(value('fresh', 'true')).toBe(true);
    expect(value('limit', 'null')).toBe(null);
    expect(value('limit', '3')).toBe(3);
    expect(value('other', 'anything')).toBe('anything');
  });

  it('refuse other values in one sentence that says what is allowed', () => {
    expect(() => value('preset', 'huge')).toThrow(
      'parameter "preset" of x.ipynb must be one of "smoke", "quick", "paper", got "huge"',
    );
    expect(() => value('repeats', 'many')).toThrow('must be a number, got "many"');
    expect(() => value('repeats', '')).toThrow('must be a number');
    expect(() => value('repeats', '0x10')).toThrow('must be a number');
    expect(() => value('sizes', 'a,b')).toThrow('must be a list (a number each), such as [1, 2]');
    expect(() => value('fresh', 'yes')).toThrow('must be a boolean');
    expect(() => value('limit', 'x')).toThrow('must be a number or null');
  });

  it('refuse unknown names with the list of known ones', () => {
    expect(() => value('repeat', '3')).toThrow(
      'x.ipynb has no parameter "repeat"; known are: preset, repeats,',
    );
    expect(() => parameterValues([], { a: '1' }, 'x.ipynb')).toThrow('it has none');
  });
});

describe('the injected cell', () => {
  it('stands after the parameters cell and assigns', () => {
    const { cells } = injectParameters(notebook(['let a = 1; let b = "x"', ['parameters']], ['a']), {
      a: 2,
      b: 'it\'s "b"',
    });
    expect(cells.map(({ metadata }) => metadata.tags)).toEqual([['parameters'], ['injected-parameters'], []]);
    expect(cells[1].source).toBe('// Parameters of this run\n{\n  a = 2;\n  b = "it\'s \\"b\\"";\n}');
  });

  it('replaces one from an earlier run, and is absent without values', () => {
    const first = injectParameters(notebook(['let a = 1', ['parameters']]), { a: 2 });
    const second = injectParameters(first, { a: 3 });
    expect(second.cells).toHaveLength(2);
    expect(second.cells[1].source).toContain('a = 3');
    expect(injectParameters(second, {}).cells).toHaveLength(1);
  });
});
