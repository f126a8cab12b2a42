/** Commands in surroundings that are not as they should be. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { kernelPlace } from '../../src/cli/kernelPlace.js';
import { packageFolder } from '../../src/packageFolder.js';
import { startCommand, workFolder } from './notebooks.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A call whose output goes to a file of the system. */
async function callInto(path: string, ...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const file = openSync(path, 'w');
  const command = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', file, 'pipe'] });
  closeSync(file);
  let stderr = '';
  child.stderr!.on('data', (text) => (stderr += String(text)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stderr };
}

it.skipIf(!existsSync('/dev/full'))(
  'output that could not be written is told, with exit code 1',
  async () => {
    for (const args of [['cache', 'where'], ['--version'], ['help']])
      expect(await callInto('/dev/full', ...args)).toEqual({
        code: 1,
        stderr: 'heavytail: what was to be printed is not whole: ENOSPC: no space left on device, write\n',
      });
    expect((await callInto('/dev/full', 'nothing')).code).toBe(2);
    expect(await callInto('/dev/null', 'cache', 'where')).toEqual({ code: 0, stderr: '' });
  },
);

it('a reader that is gone is no failure', async () => {
  const { child, ended } = startCommand(folder, 'help');
  child.stdout!.destroy();
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

it('a user without a home has a cache that keeps nothing', async () => {
  const homeless = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
os.homedir = os.userInfo = () => { throw new Error('uv_os_homedir returned ENOENT'); }; syncBuiltinESMExports();`;
  vi.stubEnv('NODE_OPTIONS', `--import data:text/javascript,${encodeURIComponent(homeless)}`);
  for (const name of ['HEAVYTAIL_CACHE', 'XDG_CACHE_HOME', 'LOCALAPPDATA']) vi.stubEnv(name, undefined);
  const { code, stdout, stderr } = await startCommand(folder, 'cache', 'where').ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\W+nonexistent\W.*heavytail/);
});

it.skipIf(process.platform === 'win32')(
  'an empty HOME is none: the cache is that of the user, in whatever folder',
  async () => {
    const places = [];
    for (const home of ['', 'here', undefined]) {
      vi.stubEnv('HOME', home);
      for (const name of ['HEAVYTAIL_CACHE', 'XDG_CACHE_HOME']) vi.stubEnv(name, undefined);
      places.push((await startCommand(folder, 'cache', 'where').ended).stdout.trim());
    }
    expect(new Set(places)).toEqual(new Set([places[2]]));
    expect(isAbsolute(places[2])).toBe(true);
  },
);

it('the folders that the environment names are the same for the kernels of all notebooks', async () => {
  vi.stubEnv('HEAVYTAIL_CACHE', 'my cache');
  vi.stubEnv('HEAVYTAIL_DATA', undefined);
  const { env } = await kernelPlace({ on: 'threads' });
  expect(env.HEAVYTAIL_CACHE).toBe(join(process.cwd(), 'my cache'));
  expect(env.HEAVYTAIL_DATA).toBeUndefined();
});
