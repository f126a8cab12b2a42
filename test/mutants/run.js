/**
 * Changes the code in small ways and looks whether the unit tests notice: `npm run mutants` for the files that differ from
 * the branch main, `npm run mutants -- --all` for all rooms, `npm run mutants -- theory data/npy.ts` for some. With
 * `--share 0.1` only a tenth of the statements, drawn by `--seed`, is changed: an estimate of the score in a tenth of the
 * time. Results are kept in dist/mutants, and only what changed is tried again.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Rooms of src whose unit tests are quick enough to run for every change. */
const ROOMS = ['theory', 'estimators', 'sgd', 'sweeps', 'data', 'files', 'shapes'];

const git = (...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim();

/** The files of the rooms that differ from where this branch left main. */
function changedFiles() {
  const main = ['origin/main', 'main'].find(
    (name) => spawnSync('git', ['rev-parse', '--verify', '--quiet', name], { cwd: root }).status === 0,
  );
  const base = main === undefined ? 'HEAD' : git('merge-base', 'HEAD', main);
  const names = git('diff', '--name-only', '--diff-filter=d', base, '--', 'src', 'kernel-setup').split('\n');
  return names.filter((name) => ROOMS.includes(name.split('/')[1]) || PURE.includes(name));
}

/** What a word of the command line means: a room, a file or folder in src, or a file of the kernel. */
const patternOf = (word) => {
  const path = [word, `src/${word}`].find((name) => existsSync(join(root, name)));
  if (path === undefined) throw new Error(`no file or folder is named ${word} here or in src`);
  return path.endsWith('.ts') ? path : `${path}/**/*.ts`;
};

/** Files of the kernel that can be tested without starting one. */
const PURE = [
  ...['codePoints', 'colours', 'commandLine', 'edits', 'gather', 'history', 'hints', 'problems', 'reader'],
  ...['requestQueue', 'sigintGate', 'stdin'],
].map((name) => `kernel-setup/${name}.ts`);

const { values, positionals } = parseArgs({
  options: { all: { type: 'boolean' }, share: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const named = values.all ? [...ROOMS.map((room) => `src/${room}`), ...PURE] : positionals;
const patterns = named.length > 0 ? named.map(patternOf) : changedFiles();
if (patterns.length === 0) {
  console.log('No file of these rooms differs from main: name some, or give --all.');
  process.exit(0);
}
/** The folder of the tests of a file. */
const roomOf = (name) =>
  name.startsWith('kernel-setup/') ? 'kernel-setup/pure' : name.replace(/^src\//, '').split('/')[0];
const rooms = [...new Set(patterns.map(roomOf))];
mkdirSync(join(root, 'dist', 'mutants'), { recursive: true });
const env = {
  ...process.env,
  MUTANTS_SHARE: values.share ?? '1',
  MUTANTS_SEED: values.seed ?? '1',
  MUTANTS_ROOMS: rooms.join(','),
};
const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const words = [stryker, 'run', 'test/mutants/stryker.config.js', '--mutate'];
// What runs when the package is built runs in no test.
const mutate = [...patterns, '!**/assembly/**', '!src/shapes/writeShapes.ts'].join(',');
process.exitCode =
  spawnSync(process.execPath, [...words, mutate], { cwd: root, env, stdio: 'inherit' }).status ?? 1;
