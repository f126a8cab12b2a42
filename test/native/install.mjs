/**
 * Gives the tests the native backend: npm installs @tensorflow/tfjs-node as on any machine, but what its install script downloads
 * comes from this one. What is built for that is kept in `.native`. Where the backend cannot be had, says why and fails; its tests are
 * then skipped, on CI they fail. Linux on x64.
 *
 * node test/native/install.mjs       adds it to the packages that are there, after `npm ci`
 * node test/native/install.mjs ci    installs all packages with it, in place of `npm ci`
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cache = join(root, '.native');
const library = join(cache, 'libtensorflow.tar.gz');
const addon = join(cache, 'addon.tar.gz');

/** Why the native backend does not load here, or `undefined`. */
function fault() {
  const script = `
    require('node:util').isNullOrUndefined = (value) => value == null;
    const tf = require('@tensorflow/tfjs-node');
    if (tf.getBackend() !== 'tensorflow' || tf.add(1, 1).dataSync()[0] !== 2) throw new Error('it does not add');`;
  const child = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
  if (child.status === 0) return undefined;
  return child.stderr.split('\n').find((line) => /Error/.test(line)) ?? 'it ends as it is loaded';
}

function build() {
  const words = [join(root, 'test', 'native', 'build.sh'), cache];
  const child = spawnSync('bash', words, { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] });
  if (child.status !== 0) throw new Error(child.stderr?.trim().split('\n').at(-1) ?? child.error?.message);
}

/** Answers the address of the C library with it, every other with the add-on. */
async function serve() {
  const server = createServer(({ url }, response) => {
    const file = url.includes('/libtensorflow/') ? library : addon;
    response.writeHead(200, { 'content-length': statSync(file).size });
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** Runs npm, for which the downloads of the package's install script come from `address`. */
async function runNpm(words, address) {
  const env = {
    ...process.env,
    TFJS_NODE_CDN_STORAGE: address,
    npm_config_tfjs_binding_binary_host_mirror: address,
  };
  const child = spawn('npm', words, { cwd: root, env, stdio: 'inherit' });
  const code = await new Promise((done) => child.on('exit', done));
  if (code !== 0) throw new Error(`npm ${words.join(' ')} fails`);
}

async function main(all) {
  if (!all && fault() === undefined) return 'is there';
  if (![library, addon].every(existsSync)) build();
  const server = await serve();
  // Left out of the packages where its script had failed, as it is optional.
  const there = existsSync(join(root, 'node_modules', '@tensorflow', 'tfjs-node'));
  const words = all || !there ? ['ci'] : ['rebuild', '@tensorflow/tfjs-node'];
  await runNpm(words, `http://127.0.0.1:${server.address().port}/`);
  const why = fault();
  if (why !== undefined) throw new Error(why);
  return 'is installed';
}

try {
  console.log(`The native backend ${await main(process.argv[2] === 'ci')}.`);
} catch (error) {
  console.log(`The native backend cannot be had: ${error.message}`);
  process.exitCode = 1;
}
// The server is open still.
process.exit();
