/** Packs the package, installs it into an empty folder and uses it there: import, require, types, the command. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'heavytail-packed-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Runs a script of Node and returns what it printed, or fails with what it said. */
function run(cwd, ...words) {
  const env = { ...process.env, HEAVYTAIL_CACHE: join(folder, 'cache') };
  const done = spawnSync(process.execPath, words, { cwd, encoding: 'utf8', env });
  if (done.status !== 0) throw new Error(`${words.join(' ')} failed:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

const npm = process.env.npm_execpath;
if (npm === undefined) throw new Error('start this with npm run packed');
const write = (name, text) => writeFileSync(join(folder, name), text);

run(root, npm, 'pack', '--silent', '--pack-destination', folder);
write('package.json', '{ "private": true }');
const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
run(folder, npm, 'install', '--no-audit', '--no-fund', '--omit=optional', `./${archive}`);

write(
  'use.mjs',
  `import { tailIndex, plot } from 'heavytail';
import { tailIndex as same } from 'heavytail/theory';
if (same !== tailIndex || typeof plot !== 'function') throw new Error('import');
`,
);
write(
  'use.cjs',
  `const { tailIndex } = require('heavytail');
if (typeof tailIndex !== 'function') throw new Error('require');
`,
);
run(folder, 'use.mjs');
run(folder, 'use.cjs');
console.log('import and require work');

write(
  'use.mts',
  `import { plot, progressBar, tailIndex, type Figure } from 'heavytail';
import { criticalStepSize } from 'heavytail/theory';
const alpha: number | null = tailIndex({ stepSize: 0.02, batchSize: 5, dimension: 10, sigma: 1 });
const figure: Figure = { data: [], layout: {} };
plot(figure);
progressBar({ total: 3 }).update(criticalStepSize({ batchSize: 1, dimension: 2, sigma: 1 }));
export { alpha };
`,
);
// The parts without networks, every declaration checked.
write(
  'parts.mts',
  `import { logMoment } from 'heavytail/estimators';
import { plot } from 'heavytail/notebook';
import { simulate } from 'heavytail/sgd';
import { stablePdf } from 'heavytail/stable';
import { tailIndex } from 'heavytail/theory';
export const parts = [logMoment, plot, simulate, stablePdf, tailIndex];
`,
);
for (const [resolution, module] of [
  ['node16', 'node16'],
  ['bundler', 'esnext'],
]) {
  const compiler = [
    ...[join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '--strict', '--target', 'es2022'],
    ...['--typeRoots', join(root, 'node_modules', '@types'), '--types', 'node'],
    ...['--module', module, '--moduleResolution', resolution],
  ];
  run(folder, ...compiler, 'parts.mts');
  // TensorFlow.js's own declarations do not pass, so the whole package needs skipLibCheck as TensorFlow.js does.
  run(folder, ...compiler, '--skipLibCheck', 'use.mts');
}
console.log('types work (node16, bundler)');

const cell = (id, source, tags) => {
  const metadata = tags === undefined ? {} : { tags };
  return { cell_type: 'code', id, metadata, source, execution_count: null, outputs: [] };
};
const source = `import { criticalStepSize } from 'heavytail';
criticalStepSize({ batchSize: b, dimension: 2, sigma: 1 })`;
const cells = [cell('a', 'let b = 1;', ['parameters']), cell('b', source)];
write('tiny.ipynb', JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
run(folder, npm, 'exec', '--', 'heavytail', 'run', 'tiny.ipynb', '-p', 'b=2');
if (!readFileSync(join(folder, 'results', 'tiny.ipynb'), 'utf8').includes('"0.8"'))
  throw new Error('npx heavytail run does not give 0.8');
console.log('npx heavytail run works');

const heavytail = (...words) => run(folder, npm, 'exec', '--', 'heavytail', ...words);
const expectThat = (what, holds) => {
  if (!holds) throw new Error(`from the package, ${what}`);
};
heavytail('new', 'first');
heavytail('run', 'first.ipynb', '-p', 'repeats=200');
expectThat('a new notebook does not run', existsSync(join(folder, 'results', 'first.html')));
const installed = heavytail('kernel', 'install', '--prefix', folder);
expectThat('the kernel does not compute', installed.includes('1 + 1 = 2'));
const { argv } = JSON.parse(
  readFileSync(join(folder, 'share', 'jupyter', 'kernels', 'heavytail', 'kernel.json'), 'utf8'),
);
expectThat('the kernel is not that of the package', argv[1].startsWith(join(folder, 'node_modules')));
heavytail('kernel', 'check', '--prefix', folder);
heavytail('kernel', 'remove', '--prefix', folder);
for (const page of ['explorer', 'docs']) {
  const file = heavytail(page, '--no-open').trim();
  expectThat(`heavytail ${page} has no page`, readFileSync(file, 'utf8').includes('<html'));
}
expectThat('the cache is elsewhere', heavytail('cache', 'where').trim() === join(folder, 'cache'));
expectThat('the cache has nothing', /documentation +\d/.test(heavytail('cache')));
expectThat('lab has no help', heavytail('lab', '--help').includes('jupyter lab'));
expectThat('reproduce knows no notebooks', heavytail('reproduce', '--help').includes('[notebooks...]'));
console.log('npx heavytail new, kernel, explorer, docs, cache and lab work');
