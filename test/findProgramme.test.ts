import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findProgramme } from '../src/findProgramme.js';

const root = mkdtempSync(join(tmpdir(), 'heavytail-programmes-'));
afterAll(() => rmSync(root, { recursive: true }));

const put = (path: string): string => {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
};
const folder = (name: string): string => join(root, name);

it('takes the first name that is anywhere on the PATH, not the first folder', () => {
  const second = put('b/first-choice');
  put('a/second-choice');
  const env = { PATH: `${folder('a')}:${folder('b')}` };
  expect(findProgramme(['first-choice', 'second-choice'], { env, platform: 'linux' })).toBe(second);
  expect(findProgramme(['nowhere'], { env, platform: 'linux' })).toBeUndefined();
});

it('looks in other folders before those of the PATH', () => {
  const before = put('c/tool');
  put('d/tool');
  const env = { PATH: folder('d') };
  expect(findProgramme(['tool'], { before: [folder('c')], env, platform: 'linux' })).toBe(before);
});

it('passes over folders and, but on Windows, files that cannot be executed', () => {
  mkdirSync(folder('e/tool'), { recursive: true });
  chmodSync(put('f/tool'), 0o644);
  const env = { PATH: `${folder('e')}:${folder('f')}` };
  expect(findProgramme(['tool'], { env, platform: 'linux' })).toBeUndefined();
});

it('finds an .exe on Windows, where the variable is spelled Path', () => {
  const file = put('g/chrome.exe');
  put('h/chrome');
  const env = { Path: `${folder('h')};${folder('g')}` };
  expect(findProgramme(['chrome'], { env, platform: 'win32' })).toBe(file);
  expect(findProgramme(['chrome.exe'], { env, platform: 'win32' })).toBe(file);
});
