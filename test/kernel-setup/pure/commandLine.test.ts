import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { commandLines } from '../../../kernel-setup/commandLine.js';

it('leaves plain words as they are', () => {
  const words = ['/usr/bin/jupyter', 'lab', '/home/me/notebooks'];
  expect(commandLines(words, { JUPYTER_PATH: '/home/me/.jupyter' }, 'linux')).toEqual([
    { line: 'JUPYTER_PATH=/home/me/.jupyter /usr/bin/jupyter lab /home/me/notebooks' },
  ]);
});

it.skipIf(process.platform === 'win32')('is taken by a POSIX shell with any text in it', () => {
  const odd = `a b'c"d$e\\f*ü`;
  const [command] = commandLines(['printf', '%s|%s', odd], { ODD_FOR_TEST: odd }, 'linux');
  const run = spawnSync('sh', ['-c', `${command?.line}; true`], { encoding: 'utf8' });
  expect(run.stdout).toBe(`${odd}|`);
  const [env] = commandLines(['sh', '-c', 'printf %s "$ODD_FOR_TEST"'], { ODD_FOR_TEST: odd }, 'linux');
  expect(spawnSync('sh', ['-c', env?.line ?? ''], { encoding: 'utf8' }).stdout).toBe(odd);
});

it('has forms for cmd and for PowerShell', () => {
  const words = ['C:\\Program Files\\jupyter.exe', 'lab', 'C:\\n'];
  expect(commandLines(words, { JUPYTER_PATH: `C:\\it's mine` }, 'win32')).toEqual([
    {
      shell: 'cmd',
      line: `set "JUPYTER_PATH=C:\\it's mine" && "C:\\Program Files\\jupyter.exe" lab C:\\n`,
    },
    {
      shell: 'PowerShell',
      line: `$env:JUPYTER_PATH = 'C:\\it''s mine'; & 'C:\\Program Files\\jupyter.exe' lab C:\\n`,
    },
  ]);
});
