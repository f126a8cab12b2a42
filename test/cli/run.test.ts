import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Output } from '../../src/runner/nbformat.js';
import { notebookProblem, readNotebook } from '../../src/runner/notebookFile.js';
import { call, type Ended, workFolder, writeNotebookFile } from './notebooks.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const outputsOf = (path: string): Output[][] =>
  readNotebook(path).cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.outputs] : []));

describe('heavytail run', () => {
  let ended: Ended;
  const executed = join(folder, 'results', 'good.ipynb');
  beforeAll(async () => {
    writeNotebookFile(folder, 'good', [
      { markdown: '# A good notebook' },
      {
        code: "let preset: 'smoke' | 'quick' = 'quick';\nlet repeats = 3; let names: string[] = [];",
        tags: ['parameters'],
      },
      { code: "import { plot, progress } from 'heavytail';" },
      { code: 'for await (const i of progress([1, 2, 3], { label: "steps" })) console.log(i);' },
      { code: '({ preset, repeats, names })' },
      {
        code: "plot({ data: [{ y: new Float64Array([1, NaN, 3]) }], layout: { title: { text: 'a < b' } } })",
      },
      { code: 'throw new TypeError("meant to be");', tags: ['raises-exception'] },
      { code: 'await Promise.resolve("done")' },
    ]);
    ended = await call(
      folder,
      'run',
      'good.ipynb',
      '--preset',
      'smoke',
      '-p',
      'repeats=5',
      '-p',
      'names=["x"]',
    );
  });

  it('ends with 0 and says for each cell how it went', () => {
    expect(ended.stderr).toContain('good.ipynb: done in');
    expect(ended.code).toBe(0);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/good\.ipynb: cell 4\/8 {2}ok/);
  });

  it('writes a valid notebook with the parameters injected and used', () => {
    expect(notebookProblem(JSON.parse(readFileSync(executed, 'utf8')))).toBeUndefined();
    const notebook = readNotebook(executed);
    expect(notebook.cells[2].metadata.tags).toEqual(['injected-parameters']);
    const [, , , , result] = outputsOf(executed);
    expect(result).toMatchObject([
      { data: { 'text/plain': "{ preset: 'smoke', repeats: 5, names: [ 'x' ] }" } },
    ]);
    const counts = notebook.cells.flatMap((cell) =>
      cell.cell_type === 'code' ? [cell.execution_count] : [],
    );
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(notebook.metadata.language_info).toMatchObject({ name: 'typescript' });
  });

  it('keeps one final state of a progress bar', () => {
    const [, , , loop] = outputsOf(executed);
    const bars = loop.filter((output) => output.output_type === 'display_data');
    expect(bars).toHaveLength(1);
    expect(bars[0]).toMatchObject({
      data: { 'text/plain': expect.stringContaining('steps: 100 %, 3/3') as unknown },
    });
  });

  it('keeps a figure in one bundle: data, offline HTML with plotly.js, text', () => {
    const [figure] = outputsOf(executed)[5] as { data: Record<string, unknown> }[];
    expect(figure.data['application/vnd.plotly.v1+json']).toMatchObject({ data: [{ y: [1, null, 3] }] });
    expect(figure.data['text/plain']).toBe('Figure: a < b');
    expect(String(figure.data['text/html']).length).toBeGreaterThan(1_000_000);
    expect(String(figure.data['text/html'])).toContain('a \\u003c b');
  });

  it('goes on after a cell that is tagged raises-exception', () => {
    const outputs = outputsOf(executed);
    expect(outputs[6]).toMatchObject([{ output_type: 'error', ename: 'TypeError', evalue: 'meant to be' }]);
    expect(outputs[7]).toMatchObject([{ data: { 'text/plain': "'done'" } }]);
  });

  it('leaves nothing but the notebook and its page', () => {
    expect(readdirSync(join(folder, 'results')).sort()).toEqual(['good.html', 'good.ipynb']);
  });
});

describe('a failing notebook', () => {
  it('ends with 1, names the cell and the error, keeps what came before, and lets the next one run', async () => {
    writeNotebookFile(folder, 'failing', [
      { markdown: '# Fails' },
      { code: 'console.log("before")' },
      {
        code: 'const list: number[] = [];\nfunction first() { throw new RangeError("no <element>"); }\nfirst();',
      },
      { code: 'console.log("never")' },
    ]);
    writeNotebookFile(folder, 'next', [{ code: '1 + 1' }]);
    const out = join(folder, 'partial');
    const { code, stderr } = await call(folder, 'run', 'failing.ipynb', 'next.ipynb', '--out', out);
    expect(stderr).toContain('failing.ipynb: cell 2 failed: RangeError: no <element>');
    expect(stderr).toContain('next.ipynb: done');
    expect(code).toBe(1);
    const [before, failed, never] = outputsOf(join(out, 'failing.ipynb'));
    expect(before).toMatchObject([{ text: 'before\n' }]);
    expect(failed).toMatchObject([{ output_type: 'error', ename: 'RangeError', evalue: 'no <element>' }]);
    expect(never).toEqual([]);
    const page = readFileSync(join(out, 'failing.html'), 'utf8');
    expect(page).toContain('cell 2 failed: RangeError: no &lt;element&gt;');
  });

  it('that ends its kernel is reported with the exit code', async () => {
    writeNotebookFile(folder, 'dying', [
      { code: '"alive"' },
      { code: 'process.kill(process.pid, "SIGKILL")' },
    ]);
    const { code, stderr } = await call(folder, 'run', 'dying.ipynb', '--out', 'died');
    expect(stderr).toContain('dying.ipynb: cell 2 failed: KernelDied: the kernel died (signal SIGKILL)');
    expect(code).toBe(1);
    expect(outputsOf(join(folder, 'died', 'dying.ipynb'))[1]).toMatchObject([{ ename: 'KernelDied' }]);
  });

  it('that does not take the parameters keeps no other from running, and is a line', async () => {
    writeNotebookFile(folder, 'other', [{ code: 'let other = 1;', tags: ['parameters'] }]);
    writeNotebookFile(folder, 'taking', [{ code: 'let size = "small";', tags: ['parameters'] }]);
    writeNotebookFile(folder, 'narrow', [
      { code: "type Size = 'small' | 'large';\nlet size: Size = 'small';", tags: ['parameters'] },
    ]);
    writeFileSync(join(folder, 'broken.ipynb'), '{"nbformat": 4,');
    const wrong = ['broken.ipynb', 'missing.ipynb', 'other.ipynb'];
    const out = join(folder, 'others');
    const given = ['-p', 'size=huge', '--out', out];
    const { code, stderr } = await call(folder, 'run', ...wrong, 'narrow.ipynb', 'taking.ipynb', ...given);
    expect(stderr).toContain('taking.ipynb: done');
    const lines = stderr.split('\n').filter((line) => /broken|missing|other\.ipynb|not accept/.test(line));
    expect(lines).toEqual([
      expect.stringContaining('failed before it began, the others run: broken.ipynb is not a notebook'),
      expect.stringContaining('failed before it began, the others run: missing.ipynb does not exist'),
      expect.stringContaining('others run: other.ipynb has no parameter "size"; known are: other'),
      expect.stringMatching(/^narrow\.ipynb: does not accept the parameters given: /),
    ]);
    expect(code).toBe(1);
    expect(readdirSync(out).sort()).toEqual(['taking.html', 'taking.ipynb']);
  });

  it('that does not take the preset fails alone among all results, without links to what it never wrote', async () => {
    const known = writeNotebookFile(folder, 'known', [
      { code: "let preset: 'smoke' | 'quick' = 'quick';", tags: ['parameters'] },
    ]);
    const unknown = writeNotebookFile(folder, 'unknown', [
      { code: "let preset: 'tiny' = 'tiny';", tags: ['parameters'] },
    ]);
    const out = join(folder, 'all');
    const asked = ['reproduce', known, unknown, '--preset', 'smoke', '--out', out];
    const { code, stderr } = await call(folder, ...asked);
    expect(stderr).toContain('known.ipynb: done');
    expect(code).toBe(1);
    const { notebooks } = JSON.parse(readFileSync(join(out, 'claims.json'), 'utf8')) as {
      notebooks: { name: string; failure?: string }[];
    };
    expect(notebooks.map(({ name, failure }) => [name, failure])).toEqual([
      ['known', undefined],
      ['unknown', expect.stringContaining('must be "tiny", got "smoke"')],
    ]);
    const index = readFileSync(join(out, 'index.html'), 'utf8');
    expect(index).toContain('1 of 2 notebooks did not run to their end');
    expect(index).toContain('href="known.html"');
    expect(index).not.toContain('unknown.html');
    expect(index).not.toContain('unknown.ipynb"');
  });

  it('whose types do not accept a parameter is a mistake in the call', async () => {
    writeNotebookFile(folder, 'typed', [
      { code: "type Size = 'small' | 'large';\nlet size: Size = 'small';", tags: ['parameters'] },
    ]);
    const { code, stderr } = await call(folder, 'run', 'typed.ipynb', '-p', 'size=huge', '--out', 'typed');
    expect(stderr).toContain('typed.ipynb does not accept the parameters given');
    expect(code).toBe(2);
    expect(readdirSync(join(folder, 'typed'))).toEqual([]);
  });
});
