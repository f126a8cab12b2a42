/** Where Jupyter is on this machine. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findProgramme } from '../src/findProgramme.js';

/** The folder of a virtual environment that holds its programmes. */
export const binFolder = (environment: string): string =>
  join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');

/** The programme of this name in one of the environments `places`, in the active one, or on the PATH. */
export function findInEnvironments(
  name: string,
  places: readonly string[],
  env = process.env,
): string | undefined {
  const environments = [...places, env['VIRTUAL_ENV'], env['CONDA_PREFIX'], join(process.cwd(), '.venv')];
  const before = environments.flatMap((each) => (each ? [binFolder(each)] : []));
  return findProgramme([name], { before, env });
}

export interface Jupyter {
  readonly command: string;
  /** The lines of `jupyter --version`. */
  readonly versions: string;
}

/** Jupyter, if it is there and starts. */
export function findJupyter(places: readonly string[], env = process.env): Jupyter | undefined {
  const command = findInEnvironments('jupyter', places, env);
  if (command === undefined) return undefined;
  const run = spawnSync(command, ['--version'], { encoding: 'utf8', env, timeout: 60_000 });
  return run.status === 0 ? { command, versions: run.stdout.trim() } : undefined;
}
