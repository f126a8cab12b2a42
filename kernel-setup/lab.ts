/** Opens JupyterLab on the notebooks; makes an environment for it if there is none. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { killTree } from '../src/runner/killTree.js';
import { binFolder, findInEnvironments } from './findJupyter.js';
import { installedTypeErrors, kernelSpec, userDataFolder, writeSpec } from './kernelspec.js';
import { ownFolder } from './ownFolder.js';

const isWindows = process.platform === 'win32';

const byHand = (environment: string): string => `Install JupyterLab by hand and try again:
  python3 -m venv ${environment}
  ${join(binFolder(environment), 'pip')} install jupyterlab`;

const succeeds = (command: string, words: string[], signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, words, { stdio: 'inherit', signal });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });

/** A Python that can make environments. */
function findPython(environment: string): string {
  const names = isWindows ? ['python', 'python3', 'py'] : ['python3', 'python'];
  const works = (name: string): boolean => spawnSync(name, ['-c', 'import venv, ensurepip']).status === 0;
  const found = names.find(works);
  if (found === undefined) throw new Error(`No Python with venv was found.\n${byHand(environment)}`);
  return found;
}

/** Installs JupyterLab into an environment of its own. */
async function installLab(
  environment: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  say(`JupyterLab was not found; installing it into ${environment} (once, about a minute).`);
  const fresh = !existsSync(environment);
  const pip = join(binFolder(environment), isWindows ? 'pip.exe' : 'pip');
  const done =
    (existsSync(pip) || (await succeeds(findPython(environment), ['-m', 'venv', environment], signal))) &&
    (await succeeds(pip, ['install', '--quiet', '--disable-pip-version-check', 'jupyterlab>=4,<5'], signal));
  const lab = done ? findInEnvironments('jupyter-lab', [environment]) : undefined;
  if (lab !== undefined) return lab;
  if (fresh) rmSync(environment, { recursive: true, force: true });
  signal.throwIfAborted();
  throw new Error(`JupyterLab could not be installed.\n${byHand(environment)}`);
}

/**
 * Jupyter runs scripts of its own with Node. Below the folder of this package they would count as modules, which they are not, and each
 * start of JupyterLab would print one of them whole.
 */
export function keepScripts(environment: string): void {
  const file = join(environment, 'package.json');
  if (existsSync(environment) && !existsSync(file)) writeFileSync(file, '{ "type": "commonjs" }\n');
}

/** The environment of a JupyterLab that has our kernel, beside all that the user has installed. */
function withKernel(lab: string): NodeJS.ProcessEnv {
  const own = ownFolder('jupyter');
  // A folder of its own: what "heavytail kernel" installed, and with which options, stays as it is.
  const data = join(own, 'lab');
  const prefix = join(dirname(dirname(lab)), 'share', 'jupyter');
  writeSpec(data, kernelSpec(installedTypeErrors([own, prefix, userDataFolder()])));
  const { JUPYTER_PATH } = process.env;
  return {
    ...process.env,
    JUPYTER_PATH: [data, ...(JUPYTER_PATH ? [JUPYTER_PATH] : [])].join(delimiter),
  };
}

/**
 * Opens JupyterLab on a folder and waits for its end.
 *
 * @param words options of `jupyter lab`
 * @param signal ends it, without a question
 * @returns its exit code
 * @throws Error where there is no JupyterLab and none can be installed; the reason of `signal` once that is aborted
 */
export async function openLab(
  folder: string,
  words: readonly string[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const environment = ownFolder('jupyter-env');
  const lab =
    findInEnvironments('jupyter-lab', [environment]) ?? (await installLab(environment, say, signal));
  keepScripts(environment);
  say(`Starting ${lab}; end it with Ctrl-C.`);
  const env = withKernel(lab);
  // Signals that have come until now are heard first.
  await setTimeout(1);
  signal.throwIfAborted();
  // In a process group of its own, so that the terminal's Ctrl-C does not reach it too: it would ask back, or print where it was.
  const child = spawn(lab, [...words, folder], { stdio: 'inherit', env, detached: !isWindows });
  const end = (): void => void child.kill('SIGTERM');
  const endAll = (): void => (child.pid === undefined ? undefined : killTree(child.pid));
  signal.addEventListener('abort', end, { once: true });
  process.on('exit', endAll);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Error(`${lab} cannot be started: ${error.message}`)));
      child.on('exit', (code) => (signal.aborted ? reject(signal.reason as Error) : resolve(code ?? 1)));
    });
  } finally {
    process.off('exit', endAll);
    signal.removeEventListener('abort', end);
  }
}
