/** Opens JupyterLab on the notebooks; makes an environment for it if there is none. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { binFolder, findInEnvironments } from './findJupyter.js';
import { installedTypeErrors, kernelSpec, userDataFolder, writeSpec } from './kernelspec.js';
import { ownFolder } from './ownFolder.js';

const isWindows = process.platform === 'win32';

const byHand = (environment: string): string => `Install JupyterLab by hand and try again:
  python3 -m venv ${environment}
  ${join(binFolder(environment), 'pip')} install jupyterlab`;

const succeeds = (command: string, words: string[]): boolean =>
  spawnSync(command, words, { stdio: 'inherit' }).status === 0;

/** A Python that can make environments. */
function findPython(environment: string): string {
  const names = isWindows ? ['python', 'python3', 'py'] : ['python3', 'python'];
  const works = (name: string): boolean => spawnSync(name, ['-c', 'import venv, ensurepip']).status === 0;
  const found = names.find(works);
  if (found === undefined) throw new Error(`No Python with venv was found.\n${byHand(environment)}`);
  return found;
}

/** Installs JupyterLab into an environment of its own. */
function installLab(environment: string, say: (line: string) => void): string {
  say(`JupyterLab was not found; installing it into ${environment} (once, about a minute).`);
  const fresh = !existsSync(environment);
  const pip = join(binFolder(environment), isWindows ? 'pip.exe' : 'pip');
  const done =
    (existsSync(pip) || succeeds(findPython(environment), ['-m', 'venv', environment])) &&
    succeeds(pip, ['install', '--quiet', '--disable-pip-version-check', 'jupyterlab>=4,<5']);
  const lab = done ? findInEnvironments('jupyter-lab', [environment]) : undefined;
  if (lab !== undefined) return lab;
  if (fresh) rmSync(environment, { recursive: true, force: true });
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
 * @returns its exit code
 * @throws Error where there is no JupyterLab and none can be installed
 */
export async function openLab(
  folder: string,
  words: readonly string[],
  say: (line: string) => void,
): Promise<number> {
  const environment = ownFolder('jupyter-env');
  const lab = findInEnvironments('jupyter-lab', [environment]) ?? installLab(environment, say);
  keepScripts(environment);
  say(`Starting ${lab}; end it with Ctrl-C.`);
  const child = spawn(lab, [...words, folder], { stdio: 'inherit', env: withKernel(lab) });
  const end = (): void => void child.kill('SIGTERM');
  process.on('exit', end);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', (error) => reject(new Error(`${lab} cannot be started: ${error.message}`)));
      child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
    });
  } finally {
    for (const event of ['exit', 'SIGTERM', 'SIGHUP']) process.off(event, end);
  }
}
