import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openCamera } from '../../src/drawing/chromium.js';
import { claimsIn } from '../../src/page/report.js';
import { notebookPage } from '../../src/page/htmlPage.js';
import { outputHtml } from '../../src/page/outputHtml.js';
import type { CodeCell } from '../../src/runner/nbformat.js';
import { parseNotebook, readNotebook } from '../../src/runner/notebookFile.js';
import { call, workFolder, writeNotebookFile } from './notebooks.js';

const unixOnly = describe.skipIf(process.platform === 'win32');
let folder: string;
beforeAll(() => {
  folder = workFolder();
  writeNotebookFile(folder, 'good', [{ code: '1 + 1' }]);
});

const figure = (value: string): string => `import { display } from 'heavytail';
display({ 'application/vnd.plotly.v1+json': ${value}, 'text/plain': 'a figure' }, { raw: true });`;

unixOnly('a browser that does not start', () => {
  it.each([
    ['ends at once', '/bin/false'],
    ['says that it is not installed, as the stub of Ubuntu does', 'stub'],
  ])('and %s: pages without pictures, and one line that says so', async (_, browser) => {
    const stub = join(folder, 'stub');
    writeFileSync(stub, '#!/bin/sh\necho "requires the chromium snap to be installed" >&2\nexit 1\n');
    chmodSync(stub, 0o755);
    vi.stubEnv('CHROMIUM', browser === 'stub' ? stub : browser);
    writeNotebookFile(folder, 'drawn', [
      { code: figure('{ data: [{ y: [1, 2] }], layout: { height: 300 } }') },
    ]);
    const { code, stderr } = await call(folder, 'run', 'drawn.ipynb', '--out', 'undrawn');
    vi.unstubAllEnvs();
    expect(stderr.split('\n').filter((line) => line.includes('does not start'))).toHaveLength(1);
    expect(stderr).toContain('drawn.ipynb: done');
    expect(stderr.trim().split('\n').length).toBeLessThan(5);
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'undrawn', 'drawn.html'), 'utf8')).toContain('class="figure"');
  });

  it('is told to the caller once', async () => {
    const notes: string[] = [];
    expect(await openCamera({ CHROMIUM: '/bin/false' }, (note) => notes.push(note))).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^\/bin\/false does not start, so figures get no static pictures \(.*\)$/);
  });
});

describe('one bad place', () => {
  it('of the outputs shows what is wrong, and the rest is there', async () => {
    writeNotebookFile(folder, 'bad', [{ code: figure('{ data: [] }') }, { code: '"after"' }]);
    const { code } = await call(folder, 'run', 'bad.ipynb', 'good.ipynb', '--out', 'shown');
    expect(code).toBe(0);
    const page = readFileSync(join(folder, 'shown', 'bad.html'), 'utf8');
    expect(page).toContain('This figure cannot be shown: it has no object &quot;layout&quot;');
    expect(page).toContain('after');
    expect(existsSync(join(folder, 'shown', 'good.html'))).toBe(true);
  });

  it.each(['%ff.png', 'folder.png', 'missing.png'])(
    'of the text, the picture %s, says so there',
    (address) => {
      mkdirSync(join(folder, 'folder.png'), { recursive: true });
      const text = JSON.stringify({
        ...{ nbformat: 4, nbformat_minor: 4, metadata: {} },
        cells: [{ cell_type: 'markdown', metadata: {}, source: `before ![](${address}) after` }],
      });
      const page = notebookPage(parseNotebook(text, 'x'), 'x', { folder, note: '' });
      const [, svg] = /src="data:image\/svg\+xml;base64,([^"]*)"/.exec(page)!;
      expect(Buffer.from(svg, 'base64').toString()).toContain('cannot be shown');
      expect(page).toContain('after');
    },
  );

  it('of the claims leaves the others, and is told', () => {
    const good = { claim: 'a', source: 'b', measured: 'c', verdict: 'holds' };
    const output = (value: unknown): never =>
      ({
        output_type: 'display_data',
        metadata: {},
        data: { 'application/vnd.heavytail.claims+json': value },
      }) as never;
    expect(claimsIn([output([good])])).toEqual({ claims: [good] });
    const { claims, problem } = claimsIn([output([good, { claim: 1 }]), output('no list'), output([good])]);
    expect(claims).toEqual([good, good]);
    expect(problem).toContain('must be a list of claims');
  });

  it('of a picture cannot break out of its attribute, and SVG runs no scripts', () => {
    const of = (data: object): string =>
      outputHtml({ output_type: 'display_data', metadata: {}, data } as never, {
        ...{ name: 'x', figures: 0, claims: 0 },
      });
    expect(of({ 'image/png': 'iVBO" onerror="alert(1)' })).toBe(
      '<img src="data:image/png;base64,iVBOonerror=alert1" alt="Picture without a description">',
    );
    expect(of({ 'image/svg+xml': '<svg onload="alert(1)"/>' })).toMatch(
      /^<img src="data:image\/svg\+xml;base64,[A-Za-z0-9+/=]*" alt="Picture without a description">$/,
    );
    const height = '1px"><script>alert(1)</script>';
    expect(of({ 'application/vnd.plotly.v1+json': { data: [], layout: { height } } })).toContain(
      'min-height:450px',
    );
  });
});

unixOnly('mistakes and accidents', () => {
  it.each([
    ['/dev/zero', '/dev/zero cannot be read: it is no regular file'],
    ['.', '. cannot be read: it is a folder'],
    ['pipe', 'pipe cannot be read: it is no regular file'],
    ['old.ipynb', 'format 4 is needed'],
    ['marked.ipynb', 'has no parameter "n"'],
  ])('of the call, %s, are one line and exit code 2', async (path, message) => {
    if (path === 'pipe') execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'old.ipynb'), '{"nbformat":3,"worksheets":[]}');
    const good = readFileSync(join(folder, 'good.ipynb'), 'utf8');
    writeFileSync(join(folder, 'marked.ipynb'), `\uFEFF${good}`);
    const { code, stderr } = await call(folder, 'run', path, '-p', 'n=1');
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('a cell that prints without end is interrupted, and what it gave first is kept', async () => {
    const path = writeNotebookFile(folder, 'endless', [
      { code: "const line = 'y'.repeat(1e6); while (true) process.stdout.write(line);" },
    ]);
    const { code, stderr } = await call(folder, 'run', path, '--out', 'endless-out');
    expect(stderr).toContain('cell 1 failed: EndlessOutput: it gave far more than can be kept');
    expect(code).toBe(1);
    const { outputs } = readNotebook(join(folder, 'endless-out', 'endless.ipynb')).cells[0] as CodeCell;
    const texts = outputs.flatMap((output) => ('text' in output ? output.text : []));
    expect(texts[0].length).toBeGreaterThan(6e7);
    expect(texts[1]).toMatch(
      /^This cell gave more than 67 million letters; what did not fit is left out\.$/m,
    );
  });

  it('a number beyond all doubles is refused', async () => {
    writeNotebookFile(folder, 'number', [{ code: 'let n = 1;', tags: ['parameters'] }]);
    const { code, stderr } = await call(folder, 'run', 'number.ipynb', '-p', 'n=1e999');
    expect(stderr).toBe('heavytail: parameter "n" of number.ipynb must be a number, got "1e999"\n');
    expect(code).toBe(2);
  });

  it('control codes of a notebook do not reach the terminal', async () => {
    writeNotebookFile(folder, 'codes', [
      { code: `throw new Error('a\\u001b]0;title\\u0007\\u009b31mb\\rc')` },
    ]);
    const { code, stderr } = await call(folder, 'run', 'codes.ipynb', '--out', 'codes');
    const codes = [...stderr].filter((letter) => /[^\P{Cc}\n]/u.test(letter));
    expect(stderr).toContain('cell 1 failed: Error: a');
    expect(codes).toEqual([]);
    expect(code).toBe(1);
  });

  it('a folder in the place of a result is told before the run', async () => {
    mkdirSync(join(folder, 'taken', 'good.html'), { recursive: true });
    const { code, stderr } = await call(folder, 'run', 'good.ipynb', '--out', 'taken');
    expect(stderr).toContain('good.html is a folder: move it away or name another folder with --out');
    expect(code).toBe(2);
  });

  it('a result folder that was removed meanwhile is made again', async () => {
    writeNotebookFile(folder, 'removing', [
      { code: `import { rmSync } from 'node:fs'; rmSync('removed', { recursive: true });` },
    ]);
    const removed = await call(folder, 'run', 'removing.ipynb', '--out', 'removed');
    expect(removed.code).toBe(0);
    expect(readdirSync(join(folder, 'removed')).sort()).toEqual(['removing.html', 'removing.ipynb']);
  });

  it('where a file took the place of the result folder, results are saved elsewhere', async () => {
    writeNotebookFile(folder, 'replacing', [
      {
        code: `import { rmSync, writeFileSync } from 'node:fs'; rmSync('replaced', { recursive: true }); writeFileSync('replaced', '');`,
      },
    ]);
    const replaced = await call(folder, 'run', 'replacing.ipynb', 'good.ipynb', '--out', 'replaced');
    expect(replaced.code).toBe(1);
    const [, elsewhere] = /it is in (\S+replacing\.html)/.exec(replaced.stderr)!;
    expect(readFileSync(elsewhere, 'utf8')).toContain('rmSync');
    expect(replaced.stderr).toContain('good.ipynb: done');
  });
});
