import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call, workFolder, writeNotebookFile } from './notebooks.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const good = writeNotebookFile(folder, 'good', [
  { code: "let preset: 'smoke' | 'quick' = 'quick'; let repeats = 3;", tags: ['parameters'] },
]);
writeNotebookFile(join(folder), 'copy', []);
writeFileSync(join(folder, 'broken.ipynb'), '{"nbformat": 4,');
writeFileSync(join(folder, 'old.ipynb'), '{"nbformat": 3, "cells": []}');
writeFileSync(join(folder, 'a-file'), '');
const inPython = (metadata: object): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: [] });
const python3 = { name: 'python3', display_name: 'Python 3' };
writeFileSync(join(folder, 'python.ipynb'), inPython({ kernelspec: { ...python3, language: 'python' } }));
writeFileSync(
  join(folder, 'snake.ipynb'),
  inPython({ kernelspec: python3, language_info: { name: 'Python' } }),
);

const mistakes: [string, string[], RegExp][] = [
  ['no notebook', ['run'], /missing required argument 'notebooks'/],
  ['an unknown command', ['walk'], /unknown command 'walk'/],
  ['help for an unknown command', ['help', 'nope'], /^heavytail: unknown command 'nope'$/m],
  ['help for an unknown command of queue', ['queue', 'help', 'nope'], /^heavytail: unknown command 'nope'$/m],
  ['the same, from above', ['help', 'queue', 'nope'], /^heavytail: unknown command 'nope'$/m],
  [
    'an option that is nearly one',
    ['explorer', '--nope'],
    /unknown option '--nope' \(Did you mean --no-open\?\)/,
  ],
  ['an unknown option', ['run', 'good.ipynb', '--fast'], /unknown option '--fast'/],
  ['an unknown preset', ['run', 'good.ipynb', '--preset', 'huge'], /preset must be one of .*got "huge"/],
  [
    'a preset that the notebook does not know',
    ['run', 'good.ipynb', '--preset', 'paper'],
    /parameter "preset" of good\.ipynb must be one of "smoke", "quick", got "paper"/,
  ],
  [
    'an unknown parameter',
    ['run', 'good.ipynb', '-p', 'n=3'],
    /no parameter "n"; known are: preset, repeats/,
  ],
  ['a bad value', ['run', 'good.ipynb', '-p', 'repeats=many'], /"repeats" .* must be a number, got "many"/],
  ['a parameter without value', ['run', 'good.ipynb', '-p', 'repeats'], /name=value, got "repeats"/],
  ['a missing file', ['run', 'none.ipynb'], /none\.ipynb does not exist/],
  [
    'a file without its ending',
    ['run', 'good'],
    /^heavytail: good does not exist; did you mean good\.ipynb\?$/m,
  ],
  [
    'the name of a notebook of the package',
    ['run', 'fig1a'],
    /^heavytail: fig1a does not exist; did you mean .*notebooks.fig1a\.ipynb\?$/m,
  ],
  [
    'the same from another folder',
    ['run', 'notebooks/fig1a.ipynb'],
    /did you mean .*notebooks.fig1a\.ipynb\?/,
  ],
  [
    'a parameter with two values',
    ['run', 'good.ipynb', '-p', 'repeats=3', '-p', 'repeats=4'],
    /-p repeats=3 contradicts -p repeats=4/,
  ],
  ['a parameter that no object has', ['run', 'good.ipynb', '-p', '__proto__=3'], /no parameter "__proto__"/],
  ['a folder in place of a file', ['run', '.'], /\. cannot be read: it is a folder/],
  ['a malformed notebook', ['run', 'broken.ipynb'], /broken\.ipynb is not a notebook: it is not JSON/],
  ['an old notebook', ['run', 'old.ipynb'], /old\.ipynb has notebook format 3; format 4 is needed/],
  [
    'a notebook in another language',
    ['run', 'python.ipynb'],
    /the language of python\.ipynb must be one of "typescript", "javascript", got "python"/,
  ],
  [
    'a notebook that was run in another language',
    ['run', 'snake.ipynb'],
    /the language of snake\.ipynb must be one of .*, got "python"/,
  ],
  [
    'an option with two values',
    ['run', 'good.ipynb', '--out', 'one', '--preset', 'smoke', '--out', 'two'],
    /^heavytail: --out one contradicts --out two$/m,
  ],
  [
    'the same of a command of queue',
    ['queue', 'drain', '--on', 'redis://127.0.0.1:1', '--on', 'redis://:secret@127.0.0.1:2'],
    /^heavytail: --on is given twice, and not the same$/m,
  ],
  [
    'a folder for what goes elsewhere',
    ['run', 'good.ipynb', '--commit', '--out', 'one'],
    /option '--commit' cannot be used with option '--out <folder>'/,
  ],
  ['an empty folder for the lab', ['lab', ''], /the folder "" does not exist/],
  ['a folder of two lines', ['lab', 'a\nb'], /the folder "a\\nb" does not exist/],
  ['a name of two lines', ['run', 'a\nb.ipynb'], /a b\.ipynb does not exist/],
  ['the same for a cluster', ['slurm', 'a\nb.ipynb', '--dry-run'], /a b\.ipynb does not exist/],
  ['an unwritable folder', ['run', 'good.ipynb', '--out', 'a-file/results'], /cannot be written/],
  ['its own folder as output', ['run', 'good.ipynb', '--out', '.'], /would be written over good\.ipynb/],
  [
    'parameters that none of the notebooks has',
    ['run', 'copy.ipynb', '-p', 'n=3'],
    /copy\.ipynb has no parameter "n"; it has none/,
  ],
  ['the same notebook twice', ['run', 'good.ipynb', './good.ipynb'], /the same file/],
  ['no notebooks to reproduce', ['reproduce'], /there are no notebooks in/],
];

describe('a mistake in the call', () => {
  it.each(mistakes)('%s: one sentence, exit code 2, nothing written', async (_name, args, sentence) => {
    const empty = args[0] === 'reproduce' ? workFolder() : folder;
    if (empty !== folder) mkdirSync(join(empty, 'notebooks'));
    const before = readdirSync(folder).sort();
    const { code, stdout, stderr } = await call(empty, ...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(existsSync(good)).toBe(true);
    if (empty !== folder) rmSync(empty, { recursive: true });
  });
});
