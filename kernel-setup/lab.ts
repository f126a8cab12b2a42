#!/usr/bin/env node
/** `npm run lab`: opens JupyterLab on the notebooks; makes an environment for it if there is none. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { packageFolder } from '../src/packageFolder.js';
import { binFolder, findInEnvironments } from './findJupyter.js';
import { DISPLAY_NAME, installedTypeErrors, kernelSpec, userDataFolder, writeSpec } from './kernelspec.js';

const environment = join(packageFolder(), '.jupyter-env');
const isWindows = process.platform === 'win32';

const HELP = `Usage: npm run lab [-- options of "jupyter lab"]

Opens JupyterLab on the notebooks with the kernel "${DISPLAY_NAME}". Without a JupyterLab on the PATH or in a virtual
environment, one is installed into .jupyter-env of this project (needs Python 3.9 or later and a network).
`;

const BY_HAND = `Install JupyterLab by hand and run "npm run lab" again:
  python3 -m venv ${environment}
  ${join(binFolder(environment), 'pip')} install jupyterlab`;

class SetupError extends Error {}

const succeeds = (command: string, words: string[]): boolean =>
  spawnSync(command, words, { stdio: 'inherit' }).status === 0;

/** A Python that can make environments. */
function findPython(): string {
  const names = isWindows ? ['python', 'python3', 'py'] : ['python3', 'python'];
  const works = (name: string): boolean => spawnSync(name, ['-c', 'import venv, ensurepip']).status === 0;
  const found = names.find(works);
  if (found === undefined) throw new SetupError(`No Python with venv was found.\n${BY_HAND}`);
  return found;
}

/** Installs JupyterLab into an environment of this project's own. */
function installLab(): string {
  console.log(`JupyterLab was not found; installing it into ${environment} (once, about a minute).`);
  const fresh = !existsSync(environment);
  const pip = join(binFolder(environment), isWindows ? 'pip.exe' : 'pip');
  const done =
    (existsSync(pip) || succeeds(findPython(), ['-m', 'venv', environment])) &&
    succeeds(pip, ['install', '--quiet', '--disable-pip-version-check', 'jupyterlab>=4,<5']);
  const lab = done ? findInEnvironments('jupyter-lab', [environment]) : undefined;
  if (lab !== undefined) return lab;
  if (fresh) rmSync(environment, { recursive: true, force: true });
  throw new SetupError(`JupyterLab could not be installed.\n${BY_HAND}`);
}

function main(): void {
  const words = process.argv.slice(2);
  if (words[0] === '--help' || words[0] === '-h') return void process.stdout.write(HELP);
  const lab = findInEnvironments('jupyter-lab', [environment]) ?? installLab();
  const repository = join(packageFolder(), '.jupyter');
  // A folder of its own: what "npm run kernel" installed, and with which options, stays as it is.
  const data = join(repository, 'lab');
  mkdirSync(data, { recursive: true });
  const prefix = join(dirname(dirname(lab)), 'share', 'jupyter');
  writeSpec(data, kernelSpec(installedTypeErrors([repository, prefix, userDataFolder()])));
  const { JUPYTER_PATH } = process.env;
  const env = {
    ...process.env,
    JUPYTER_PATH: [data, ...(JUPYTER_PATH ? [JUPYTER_PATH] : [])].join(delimiter),
  };
  console.log(`Starting ${lab}; end it with Ctrl-C.`);
  const child = spawn(lab, [...words, join(packageFolder(), 'notebooks')], { stdio: 'inherit', env });
  const end = (signal: NodeJS.Signals): void => void child.kill(signal);
  // The terminal sends Ctrl-C to JupyterLab as well; this process must outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGHUP', () => end('SIGTERM'));
  process.on('exit', () => end('SIGTERM'));
  child.on('error', (error) => {
    console.error(`${lab} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
    process.exit();
  });
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
