import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openCamera } from '../../src/drawing/chromium.js';
import { packageFolder } from '../../src/packageFolder.js';
import { describeInBrowser, browserPath } from '../page/chromium.js';
import { isRunning } from '../../src/files/temporaryName.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-chromium-'));
afterAll(() => rmSync(folder, { recursive: true }));
const figure = { data: [{ y: [1, 2] }], layout: {} };
const module = pathToFileURL(join(packageFolder(), 'dist', 'src', 'drawing', 'chromium.js')).href;

/** A programme in place of the browser. */
function stub(lines: string): string {
  const path = join(folder, 'stub');
  writeFileSync(path, `#!/bin/sh\n${lines}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** What a process that may open so many files says of a browser, and how it ends. */
function opened(browser: string, files: number, patience: number): { stdout: string; status: number | null } {
  const script = `const { openCamera } = await import('${module}');
const camera = await openCamera({ CHROMIUM: '${browser}' }, console.log, ${patience});
console.log(camera === undefined ? 'none' : 'there');
await camera?.close();
process.exit(0);`;
  const words = ['-c', 'ulimit -n "$1"; exec "$2" --input-type=module -e "$3"', 'sh', String(files)];
  return spawnSync('sh', [...words, process.execPath, script], { encoding: 'utf8' });
}

describe.skipIf(process.platform === 'win32')('a browser', () => {
  it('that hangs at its start is given up, and does not outlive the process that waited for it', async () => {
    const pidFile = join(folder, 'pid');
    const { stdout, status } = opened(stub(`echo $$ > ${pidFile}\nexec sleep 1000`), 1000, 1500);
    expect(stdout).toMatch(/^\S+stub does not start, .* \(.*Timeout 1500ms exceeded.*\)\nnone\n$/);
    expect(status).toBe(0);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5000);
  });
});

describeInBrowser('a real browser', () => {
  it('that stops answering is asked once, and is not waited for at the end', async () => {
    const { png, close } = (await openCamera({ CHROMIUM: browserPath }, undefined, 8000))!;
    expect(await png(figure)).toMatch(/^iVBO/);
    const words = ['-P', String(process.pid), 'chrom'];
    const pid = Number(execFileSync('pgrep', words, { encoding: 'utf8' }).split('\n')[0]);
    process.kill(pid, 'SIGSTOP');
    await expect(png(figure)).rejects.toThrow('no answer in 8 s');
    const began = performance.now();
    await expect(png(figure)).rejects.toThrow('no answer in 8 s');
    await close();
    expect(performance.now() - began).toBeLessThan(4000);
    process.kill(pid, 'SIGKILL');
  });

  it('draws what comes after a figure that is too much for it', async () => {
    const { png, close } = (await openCamera({ CHROMIUM: browserPath }, undefined, 10_000))!;
    const heavy = Array.from({ length: 20_000 }, (_, i) => ({ y: [i, i + 1, i + 2] }));
    const [lost, drawn] = await Promise.allSettled([png({ data: heavy, layout: {} }), png(figure)]);
    expect(lost).toMatchObject({ reason: { message: 'no answer in 10 s' } });
    expect(drawn).toMatchObject({ value: expect.stringMatching(/^iVBO/) as unknown });
    await expect(png({ ...figure, layout: { height: 1e6 } })).rejects.toThrow(
      'draws nothing so large, 900 by 1000000',
    );
    await close();
  });

  it.each([24, 48, 96])('that finds %i file descriptors starts, or one line says why not', (files) => {
    const { stdout, status } = opened(browserPath!, files, 30_000);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^(\S+ does not start, so figures get no static pictures \(.*\)\nnone|there)\n$/);
  });
});
