import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as heavytail from 'heavytail';
import * as nets from 'heavytail/nets';
import { asModule, exportsOf, hasExample, isFunction, problemsOf, programOf } from './compileExamples.js';
import { notebookImports } from './notebookImports.js';
import { markdownExamples, sourceExamples } from './readExamples.js';
import { runExample } from './runExample.js';
import { isWritten } from './writtenValue.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const modules: Record<string, unknown> = { heavytail, 'heavytail/nets': nets };

const examples = [...sourceExamples(root), ...markdownExamples(root, 'README.md')].map((example) =>
  asModule(example, Object.keys(heavytail)),
);
const imports = notebookImports(join(root, 'notebooks'));

const exampleFile = (i: number): string => join(root, `example-${i}.ts`);
const moduleFile = (module: string): string => join(root, `all-${module.replace('/', '-')}.ts`);
const program = programOf(
  root,
  new Map([
    ...examples.map(({ text }, i) => [exampleFile(i), text] as const),
    ...Object.keys(modules).map(
      (module) => [moduleFile(module), `import * as all from '${module}';`] as const,
    ),
  ]),
);

describe('examples in doc comments and the README', () => {
  let folder: string;
  const home = process.cwd();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'examples-'));
    // Some save a file.
    process.chdir(folder);
    // Examples that begin with one experiment compute it once and then find it here.
    vi.stubEnv('HEAVYTAIL_CACHE', folder);
    vi.stubEnv('HEAVYTAIL_BACKEND', 'wasm');
    vi.stubEnv('HEAVYTAIL_FIGURES', 'live');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    process.chdir(home);
    await rm(folder, { recursive: true, force: true });
  });

  it.each(examples.map((example, i) => [example.name, example, exampleFile(i)] as const))(
    '%s',
    async (_, example, file) => {
      expect(problemsOf(program, file)).toEqual([]);
      expect(await runExample(example, modules)).toEqual([]);
    },
  );
});

describe('functions that a notebook calls', () => {
  it.each(Object.keys(modules))('have an example, those of %s', (module) => {
    const called = new Set(imports.filter((found) => found.module === module).map(({ name }) => name));
    const functions = exportsOf(program, moduleFile(module)).filter(
      (symbol) => called.has(symbol.name) && isFunction(program, symbol),
    );
    expect(functions.filter((symbol) => !hasExample(symbol)).map(({ name }) => name)).toEqual([]);
    expect(functions.length).toBeGreaterThan(0);
  });

  it('come from the modules that are looked at', () => {
    expect(imports.filter(({ module }) => !(module in modules))).toEqual([]);
  });
});

describe('the value in a comment', () => {
  it.each<[unknown, string]>([
    [1.7234, '1.7'],
    [1.75, '1.8'],
    [2, '2'],
    [-3e-7, '-3e-7'],
    [1.414e200, '1.41e200'],
    ['holds', "'holds'"],
    [[1, null, -Infinity], '[1, null, -Infinity]'],
    [Float64Array.of(0.5, 1 / 3), '[0.5, 0.33]'],
    [{ k: 20, method: 'normal' }, "{ method: 'normal', k: 20 }"],
    [undefined, 'undefined'],
    [NaN, 'NaN'],
  ])('%o is %s', (value, written) => {
    expect(isWritten(value, written)).toBe(true);
  });
  it.each<[unknown, string]>([
    [1.7234, '1.8'],
    [1.7234, '1.72341'],
    [12.6, '12'],
    ['1', '1'],
    ['Holds', "'holds'"],
    [[1, 2], '[1, 2, 3]'],
    [[1, 2], '[2, 1]'],
    [{ k: 20, method: 'normal' }, '{ k: 20 }'],
    [{ k: 20 }, "{ k: 20, method: 'normal' }"],
    [null, 'undefined'],
    [undefined, 'null'],
  ])('%o is not %s', (value, written) => {
    expect(isWritten(value, written)).toBe(false);
  });
  it.each(['about 1.7', '1.7 and more', 'fit.tailIndex'])('"%s" is none', (written) => {
    expect(() => isWritten(1.7, written)).toThrow('is not a value');
  });
});
