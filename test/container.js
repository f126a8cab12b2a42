/**
 * Tries the Dockerfile: builds it where there is a container tool. Elsewhere its very steps are run in a temporary folder; what they put
 * into the system goes there as well, and packages of the system are not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join('.binder', 'Dockerfile');

/** The instructions of the file, in order, with their arguments. */
const instructions = readFileSync(join(root, file), 'utf8')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => {
    const at = line.indexOf(' ');
    return { name: line.slice(0, at), text: line.slice(at + 1).trim() };
  });

function run(command, words, options) {
  const done = spawnSync(command, words, { stdio: 'inherit', ...options });
  if (done.status !== 0) throw new Error(`failed: ${command} ${words.join(' ')}`);
}

const works = (tool) => spawnSync(tool, ['info'], { stdio: 'ignore', timeout: 30_000 }).status === 0;

function inContainer(tool) {
  run(tool, ['build', '--file', file, '--tag', 'heavytail-test', '.'], { cwd: root });
  run(tool, ['run', '--rm', 'heavytail-test', 'npm', 'run', 'kernel', '--', 'check'], { cwd: root });
  run(tool, ['run', '--rm', 'heavytail-test', 'jupyter', 'lab', '--version'], { cwd: root });
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts what the container starts, and asks it for its kernels. */
async function startServer(text, folder, env) {
  const [command, ...words] = JSON.parse(text);
  const port = await freePort();
  const own = [
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--IdentityProvider.token=test',
    '--ServerApp.allow_root=True',
  ];
  // On this machine only: jupyter takes no option twice.
  const given = words.filter((word) => !word.startsWith('--ip='));
  const server = spawn(command, [...given, ...own], {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    const until = Date.now() + 180_000;
    for (;;) {
      if (server.exitCode !== null || Date.now() > until) throw new Error('the server does not answer');
      const answer = await globalThis
        .fetch(`http://127.0.0.1:${port}/api/kernelspecs?token=test`)
        .catch(() => undefined);
      if (answer?.ok) {
        const { kernelspecs } = await answer.json();
        if (kernelspecs.heavytail === undefined) throw new Error('the server does not know the kernel');
        return;
      }
      await setTimeout(500);
    }
  } finally {
    server.kill();
    await ended;
  }
}

/** Runs the steps, in their order, where they can do no harm. */
async function bySteps(scratch) {
  const there = (text) =>
    text.replaceAll('/opt/', `${scratch}/opt/`).replaceAll('/home/$NB_USER', `${scratch}/home`);
  const variables = { NB_UID: String(process.getuid?.() ?? 0), NB_USER: 'node' };
  const env = { ...process.env, ...variables, HEAVYTAIL_CACHE: join(scratch, 'cache') };
  for (const name of ['JUPYTER_PATH', 'JUPYTER_DATA_DIR', 'XDG_DATA_HOME', 'VIRTUAL_ENV']) delete env[name];
  let folder = scratch;
  for (const { name, text } of instructions) {
    console.log(`${name} ${text}`);
    if (name === 'ENV') {
      const [variable, value] = there(text).split(/=(.*)/s);
      env[variable] = value.replaceAll('$PATH', env.PATH);
      if (variable === 'HOME') mkdirSync(env.HOME, { recursive: true });
    } else if (name === 'WORKDIR') {
      mkdirSync((folder = there(text)), { recursive: true });
    } else if (name === 'COPY') {
      // What git has is what a clone gets; without git, all but what is made here.
      const made = ['node_modules', 'dist', 'results', '.jupyter-env'].map((name) => `--exclude=./${name}`);
      const listed = existsSync(join(root, '.git'))
        ? 'git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- -c'
        : `tar ${made.join(' ')} -c .`;
      const copy = `${listed} | tar -x -C "$0"`;
      run('bash', ['-c', copy, folder], { cwd: root });
    } else if (name === 'RUN') {
      if (/^apt-get |useradd|^chown /.test(text)) console.log('  not here: it is for a system of its own');
      else run('bash', ['-ec', there(text)], { cwd: folder, env });
    } else if (name === 'CMD') {
      await startServer(text, folder, env);
    } else if (!['FROM', 'ARG', 'USER', 'EXPOSE'].includes(name)) {
      throw new Error(`${file} has an instruction that this does not know: ${name}`);
    }
  }
}

const tool = ['docker', 'podman'].find(works);
if (tool !== undefined) {
  inContainer(tool);
  console.log(`the container is built by ${tool}, and its kernel runs`);
} else {
  const scratch = mkdtempSync(join(tmpdir(), 'heavytail-container-'));
  try {
    await bySteps(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  console.log(
    'there is no container tool: the steps of the Dockerfile work, and the kernel is known to JupyterLab',
  );
}
