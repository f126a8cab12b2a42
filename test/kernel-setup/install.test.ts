import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { installedTypeErrors, kernelSpec, writeSpec } from '../../kernel-setup/kernelspec.js';
import { packageFolder } from '../../src/packageFolder.js';

const prefix = mkdtempSync(join(tmpdir(), 'heavytail-install-test-'));
afterAll(() => rmSync(prefix, { recursive: true }));

const install = (...options: string[]): { status: number | null; text: string } => {
  const script = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
  const run = spawnSync(process.execPath, [script, 'kernel', ...options], { encoding: 'utf8', cwd: prefix });
  return { status: run.status, text: run.stdout + run.stderr };
};

const folder = join(prefix, 'share', 'jupyter', 'kernels', 'heavytail');

describe('heavytail kernel', () => {
  it('installs below a prefix, starts the kernel, and says so', () => {
    const { status, text } = install('--prefix', prefix, '--type-errors', 'warn');
    expect(text).toContain(`in ${folder}`);
    expect(text).toContain('1 + 1 = 2');
    expect(status).toBe(0);
    const spec = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as Record<string, unknown>;
    expect(spec).toMatchObject({
      display_name: 'TypeScript (heavytail)',
      language: 'typescript',
      interrupt_mode: 'message',
      env: { HEAVYTAIL_TYPE_ERRORS: 'warn' },
    });
  });

  it('checks what is installed, removes it, and then finds nothing', () => {
    expect(install('check', '--prefix', prefix).text).toContain('1 + 1 = 2');
    expect(install('remove', '--prefix', prefix)).toMatchObject({ status: 0 });
    expect(existsSync(folder)).toBe(false);
    expect(install('check', '--prefix', prefix)).toMatchObject({ status: 1 });
    expect(install('--uninstall', '--prefix', prefix).text).toContain('There is no kernel');
  });

  it('refuses what it does not know with exit code 2', () => {
    expect(install('--nonsense')).toMatchObject({ status: 2 });
    expect(install('repair')).toMatchObject({ status: 2 });
    expect(install('check', '--uninstall')).toMatchObject({ status: 2 });
    expect(install('--type-errors', 'maybe').text).toContain("'maybe'");
    expect(install('--prefix', prefix, '--repository').status).toBe(2);
  });

  it.skipIf(process.platform === 'win32').each(['/dev/null/nowhere', '/proc/nowhere'])(
    'names a folder that cannot be written, %s',
    (place) => {
      const { status, text } = install('--prefix', place);
      expect(status).toBe(1);
      expect(text).toMatch(
        new RegExp(`^heavytail: the kernelspec cannot be written to ${place}/share/jupyter/kernels: .*\\n$`),
      );
    },
  );

  it.each(['', '[', 'null', '{}'])('names a kernelspec that is damaged: %s', (spec) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'kernel.json'), spec);
    const { status, text } = install('check', '--prefix', prefix);
    expect(text).toMatch(/kernel\.json is damaged \(.*\); install the kernel again\n$/);
    expect(status).toBe(1);
    expect(install('remove', '--prefix', prefix).status).toBe(0);
  });
});

describe('heavytail lab', () => {
  it('treats type errors as the installed kernel does', () => {
    const [none, chosen] = ['none', 'chosen'].map((name) => join(prefix, name)) as [string, string];
    expect(installedTypeErrors([none])).toBe('error');
    writeSpec(chosen, kernelSpec('warn'));
    expect(installedTypeErrors([none, chosen])).toBe('warn');
  });
});
