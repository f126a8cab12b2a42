import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepScripts } from '../../kernel-setup/lab.js';
import { packageFolder } from '../../src/packageFolder.js';
import { freePorts } from '../../src/runner/freePorts.js';
import { describeNeeding } from '../needing.js';
import { findPython, missingOf } from './jupyter.js';

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'heavytail-lab-'))));
afterEach(() => rmSync(project, { recursive: true }));

it('the scripts of an environment below a package of modules stay scripts', () => {
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  const environment = join(project, '.jupyter-env');
  mkdirSync(join(environment, 'lib'), { recursive: true });
  const script = join(environment, 'lib', 'yarn.js');
  writeFileSync(script, 'console.log(typeof require)');
  const run = (): string => String(spawnSync(process.execPath, [script]).stdout).trim();
  expect(run()).toBe('undefined');
  keepScripts(environment);
  expect(run()).toBe('function');
});

it('an environment that says itself what its scripts are, or is not there, is left alone', () => {
  keepScripts(join(project, 'none'));
  expect(existsSync(join(project, 'none'))).toBe(false);
  writeFileSync(join(project, 'package.json'), '{}');
  keepScripts(project);
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe('{}');
});

/** Starts `heavytail lab` as a terminal does, sends what Ctrl-C sends once `seen` is written, and waits for its end. */
async function interrupted(seen: RegExp): Promise<{ code: number | null; text: string; left: string }> {
  const [port] = await freePorts(1);
  const command = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
  const words = [command, 'lab', project, '--no-browser', '--allow-root', '--port', String(port)];
  const child = spawn(process.execPath, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let sent = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part) => {
      text += String(part);
      if (!sent && seen.test(text)) sent = process.kill(-child.pid!, 'SIGINT');
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, text, left: spawnSync('pgrep', ['-f', `port ${port}`], { encoding: 'utf8' }).stdout };
}

describeNeeding(missingOf(findPython(['jupyterlab'])), 'heavytail lab', () => {
  it.each([
    ['while it starts', /Starting/],
    ['when it is there', /is running at/],
  ])('ends at Ctrl-C %s, without a question, a traceback or a process left', async (_, seen) => {
    const { code, text, left } = await interrupted(seen);
    expect(code, text).toBe(130);
    expect(text).not.toMatch(/Traceback|y\/\[n\]/);
    expect(left).toBe('');
  });
});
