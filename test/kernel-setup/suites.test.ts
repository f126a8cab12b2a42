import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kernelSpec, writeSpec } from '../../kernel-setup/kernelspec.js';
import { packageFolder } from '../../src/packageFolder.js';
import { findPython, missingOf } from './jupyter.js';
import { describeNeeding } from '../needing.js';

const python = findPython([
  'jupyter_kernel_test',
  'nbclient',
  'nbconvert',
  'papermill',
  'heavytail_papermill',
  'pytest',
]);
const folder = mkdtempSync(join(tmpdir(), 'heavytail-suites-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  writeSpec(folder, { ...kernelSpec(), argv: installedKernel() });
  const tslab = join(folder, 'kernels', 'tslab');
  mkdirSync(tslab, { recursive: true });
  const main = join(dirname(createRequire(import.meta.url).resolve('tslab/package.json')), 'bin', 'tslab');
  const argv = [process.execPath, main, 'kernel', '--config-path={connection_file}'];
  writeFileSync(
    join(tslab, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'tslab', language: 'typescript' }),
  );
});

/** The kernel as it is built, whichever way this test loads the installer. */
const installedKernel = (): string[] => [
  process.execPath,
  join(packageFolder(), 'dist', 'kernel-setup', 'launcher.js'),
  '{connection_file}',
];

async function pytest(file: string): Promise<{ code: number | null; text: string }> {
  if ('missing' in python) throw new Error(python.missing);
  const { JUPYTER_PATH } = process.env;
  const child = spawn(python.command, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-rs', file], {
    cwd: join(packageFolder(), 'test', 'kernel-setup', 'python'),
    env: {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      // As it is now, whatever was installed.
      PYTHONPATH: join(packageFolder(), 'kernel-setup', 'papermill'),
      JUPYTER_PATH: [folder, ...(JUPYTER_PATH ? [JUPYTER_PATH] : [])].join(delimiter),
      HEAVYTAIL_PACKAGE: packageFolder(),
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (text += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

describeNeeding(missingOf(python), 'suites of others', () => {
  it.each([
    ['jupyter_kernel_test, all its tests', 'test_protocol.py'],
    ['nbclient, nbconvert, papermill and tslab itself', 'test_tools.py'],
  ])(
    'pass: %s',
    async (_, file) => {
      const { code, text } = await pytest(file);
      expect(text).not.toMatch(/failed|skipped|error in/i);
      expect(code, text).toBe(0);
    },
    600_000,
  );
});
