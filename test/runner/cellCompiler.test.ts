import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type CellCompiler, createCellCompiler } from '../../src/runner/cellCompiler.js';
import type { KernelOptions } from '../../src/runner/kernelClient.js';
import type { CodeCell, Notebook, Output } from '../../src/runner/nbformat.js';
import { runNotebook, type RunResult } from '../../src/runner/runNotebook.js';
import type { Content } from '../../src/runner/wire.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

let opened: CellCompiler[] = [];
afterEach(async () => {
  await Promise.all(opened.map(({ close }) => close()));
  opened = [];
});
const open = (): CellCompiler => {
  const compiler = createCellCompiler();
  opened.push(compiler);
  return compiler;
};

const MAY_FAIL = 'raises-exception';

/** Cells; one that begins with `// fails` may. */
const notebookOf = (...sources: string[]): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: sources.map((source, index): CodeCell => {
    const metadata = source.startsWith('// fails') ? { tags: [MAY_FAIL] } : {};
    return { cell_type: 'code', id: `c${index}`, metadata, source, execution_count: null, outputs: [] };
  }),
});

const run = (
  notebook: Notebook,
  compiler?: CellCompiler,
  more: Partial<KernelOptions> = {},
): Promise<RunResult> => runNotebook(notebook, { cwd: folder, compiler, ...more });

const outputsOf = ({ notebook }: RunResult): Output[] =>
  notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));

const textsOf = (result: RunResult): string[] =>
  outputsOf(result).map((output) =>
    stripVTControlCharacters(
      output.output_type === 'error'
        ? output.traceback.join('\n')
        : output.output_type === 'stream'
          ? output.text
          : String(output.data['text/plain']),
    ),
  );

/** What a cell says of the kernel it runs in. */
const LOADED = `Object.keys(require('node:module')._cache).some((file) => file.endsWith('typescript.js'))`;

describe('cells that are compiled before the kernel runs them', () => {
  it('need no TypeScript in the kernel, and give what they give without', async () => {
    const notebook = notebookOf(
      `import { tailIndex } from 'heavytail'; import { inspect } from 'node:util';`,
      `let alpha: number | null = tailIndex({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }); alpha`,
      `if (alpha === null) throw new Error('no law');`,
      `const double = (x: number): number => 2 * x; double(alpha)`,
      `enum Way { Up, Down } interface Named { name: string } function named({ name }: Named) { return name + Way.Down; }`,
      `console.log(inspect({ named: named({ name: 'x' }) })); await Promise.resolve(Way.Up)`,
    );
    const [ahead, own] = await Promise.all([run(notebook, open()), run(notebook)]);
    expect(ahead.failure).toBeUndefined();
    expect(outputsOf(ahead)).toEqual(outputsOf(own));
    expect(textsOf(ahead)).toHaveLength(4);
    const loaded = notebookOf(`let before = 1;`, LOADED);
    expect(textsOf(await run(loaded, open()))).toEqual(['false']);
    expect(textsOf(await run(loaded))).toEqual(['true']);
  });

  it('are run by a kernel that collects garbage with one thread, as a run keeps the processors busy by itself', async () => {
    const notebook = notebookOf(`process.execArgv.includes('--single-threaded-gc')`);
    expect(textsOf(await run(notebook, open()))).toEqual(['true']);
    expect(textsOf(await run(notebook))).toEqual(['false']);
  });

  it('serve several notebooks at once, each with the names of its own', async () => {
    const compiler = open();
    const texts = ['1', '"two"', '[3]'];
    const runs = texts.map((value) =>
      run(notebookOf(`const mine = ${value};`, 'mine', '// fails\ntheirs', 'mine'), compiler),
    );
    const found = (await Promise.all(runs)).map(textsOf);
    expect(found.map((each) => each[0])).toEqual(['1', "'two'", '[ 3 ]']);
    expect(found.map((each) => each[2])).toEqual(found.map((each) => each[0]));
    for (const [, error] of found) expect(error).toContain("Cannot find name 'theirs'");
  });

  it('are compiled by the kernel after one that fails, as that left other names', async () => {
    const notebook = notebookOf(
      `const fail = (): number => { throw new Error('no'); };`,
      `// fails\nconst first = 1; const second = fail();`,
      `first`,
      `// fails\nsecond`,
      LOADED,
    );
    const [ahead, own] = [await run(notebook, open()), await run(notebook)];
    expect(textsOf(ahead)).toEqual(textsOf(own));
    expect(textsOf(ahead)[2]).toContain("Cannot find name 'second'");
    expect(textsOf(ahead).at(-1)).toBe('true');
  });

  it('are compiled by the kernel where only types are others than they would be', async () => {
    const notebook = notebookOf(
      `let either = Number('1') as string | number;`,
      `// fails\nif (typeof either === 'number') throw new Error('no text');`,
      `// fails\nconst text: string = either; text`,
    );
    const texts = textsOf(await run(notebook, open()));
    expect(texts[1]).toContain("'string | number' is not assignable");
  });

  it('fail with the lines that their author wrote', async () => {
    const notebook = notebookOf(
      `type Pair = [number, number];\nconst thrower = (pair: Pair): never => {\n  throw new Error(\`at \${pair}\`);\n};`,
      `// fails\n\nconst pair: Pair = [1, 2];\nthrower(pair);`,
      `// fails\nconst wrong: number = 'text';`,
    );
    const [ahead, own] = [await run(notebook, open()), await run(notebook)];
    expect(textsOf(ahead)).toEqual(textsOf(own));
    expect(textsOf(ahead)[0]).toMatch(/cell \[1\]:3:9[^]*cell \[2\]:4:1/);
    expect(textsOf(ahead)[1]).toContain('TS2322');
  });

  it('keep to what a comment or the environment says of type errors', async () => {
    const wrong = `const n: number = 'text'; n`;
    const inCell = notebookOf(`// @type-errors: off\nlet a = 1;`, wrong, LOADED);
    expect(textsOf(await run(inCell, open()))).toEqual(["'text'", 'true']);
    const env = { ...process.env, HEAVYTAIL_TYPE_ERRORS: 'off' };
    expect(textsOf(await run(notebookOf(wrong, LOADED), open(), { env }))).toEqual(["'text'", 'false']);
  });
});

describe('the compiler of cells', () => {
  const metadataOf = async (...sources: string[]): Promise<boolean[]> => {
    const notebook = open().begin(folder, {});
    const all: Content[] = [];
    for (const source of sources) all.push(await notebook.compile(source));
    return all.map((metadata) => 'heavytail_compiled' in metadata);
  };

  it('leaves to the kernel what earlier cells may change, and all cells after it', async () => {
    writeFileSync(join(folder, 'own.ts'), 'export const own = 1;');
    writeFileSync(join(folder, 'types.d.ts'), 'export type Own = 1;');
    expect(await metadataOf(`1`, `import { own } from './own.js';`, `2`)).toEqual([true, false, false]);
    expect(await metadataOf(`import type { Own } from './types.js';`, `2`)).toEqual([false, false]);
    expect(await metadataOf(`import { later } from './later.js';`, `2`)).toEqual([false, false]);
    expect(await metadataOf(`!echo 1`, `2`)).toEqual([false, false]);
    expect(await metadataOf(`[`.repeat(10_000), `2`)).toEqual([false, false]);
  });

  it('compiles for one folder, and not after its end', async () => {
    const compiler = open();
    const first = compiler.begin(folder, {});
    expect(await compiler.begin(tmpdir(), {}).compile('1')).toEqual({});
    expect(await compiler.begin(join(folder, 'missing'), {}).compile('1')).toEqual({});
    const waiting = first.compile('1');
    await compiler.close();
    await waiting;
    expect(await first.compile('1')).toEqual({});
  });
});
