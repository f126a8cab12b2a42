import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keepScripts } from '../../kernel-setup/lab.js';

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
