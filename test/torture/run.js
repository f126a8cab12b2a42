/**
 * All tests of kills, disks, floods, damaged files and junk, whole and with new random cases: `npm run torture`; the
 * environment variable SEED chooses the cases, words of the command line which of the tests: `npm run torture -- test/junk`.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const TESTS = [
  ...['torture', 'junk', 'files', 'data', 'drawing', 'cli/degrading.test.ts'].map((name) => `test/${name}`),
  ...['attack', 'lastWords', 'signedJunk'].map((name) => `test/kernel-setup/${name}.test.ts`),
];

const words = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [vitest, 'run', ...(words.length > 0 ? words : TESTS)], {
  cwd: root,
  env: { ...process.env, HEAVYTAIL_TORTURE: process.env.SEED ?? '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
