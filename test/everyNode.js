/**
 * Runs what depends on Node on every version that is supported besides the one that runs this: the tests of the kernel and
 * of the networks, and one notebook. `npm run nodes`, or `npm run nodes -- 24` for some of them; after `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['20', '22', '24', 'latest'];
const TESTS = ['test/kernel-setup', 'test/runner', 'test/nets'];
const NOTEBOOK = ['run', 'notebooks/fig1a.ipynb', '--preset', 'smoke'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'heavytail-nodes-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The package of npm that holds the binary of Node for this system; unlike the package `node` it needs no script. */
function binaryPackage() {
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'win' : platform;
  return `${system === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node'}-${system}-${arch}`;
}

/** Fetches a Node; returns its file, or why it cannot be had. */
function fetchNode(version) {
  const npm = process.env.npm_execpath;
  if (npm === undefined) return { missing: 'npm is not known; start this with npm run nodes' };
  const home = join(folder, version);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true }');
  const name = binaryPackage();
  const words = [npm, 'install', '--no-save', '--no-package-lock', '--ignore-scripts', `${name}@${version}`];
  const installed = spawnSync(process.execPath, words, { cwd: home, encoding: 'utf8', timeout: 300_000 });
  const file = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const started = spawnSync(file, ['--version'], { encoding: 'utf8' });
  if (started.status === 0) return { file, version: started.stdout.trim() };
  const said = installed.stderr?.split('\n').find((line) => /npm (error|ERR!) (?!code)/.test(line));
  return { missing: said ?? started.error?.message ?? `${name} does not run here` };
}

const summaryOf = (home) => join(home, 'summary.txt');

/** Runs the tests and the notebook; returns whether all is well. */
function passes(file, home) {
  const env = {
    ...process.env,
    PATH: `${dirname(file)}${delimiter}${process.env.PATH}`,
    HEAVYTAIL_CACHE: join(home, 'cache'),
    HEAVYTAIL_TEST_SUMMARY: summaryOf(home),
  };
  const runs = [
    [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...TESTS],
    [join('dist', 'src', 'cli', 'main.js'), ...NOTEBOOK, '--out', join(home, 'results')],
  ];
  return runs.every((words) => spawnSync(file, words, { cwd: root, env, stdio: 'inherit' }).status === 0);
}

function check(version) {
  const node = fetchNode(version);
  if (node.missing !== undefined) {
    console.log(`Node ${version} skipped: ${node.missing}`);
    // A user may be offline; on CI a version that was not tried is a fault.
    return process.env.CI !== 'true';
  }
  const major = (text) => text.replace(/^v(\d+).*$/s, '$1');
  if (major(node.version) === major(process.version)) return true;
  console.log(`\nNode ${node.version}`);
  const began = performance.now();
  const passed = passes(node.file, join(folder, version));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`Node ${node.version} ${passed ? 'passed' : 'FAILED'} (${seconds} s)`);
  return passed;
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : VERSIONS;
// Every version runs, also after one that fails.
const results = wanted.map(check);
// What failed is said once more here: the end of a long log is what is read.
for (const version of wanted) {
  const summary = summaryOf(join(folder, version));
  if (existsSync(summary)) console.log(`\nNode ${version}\n${readFileSync(summary, 'utf8').trimEnd()}`);
}
process.exitCode = results.every((passed) => passed) ? 0 : 1;
