/** Where Jupyter is on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const isWindows = process.platform === 'win32';
const binFolder = (environment: string): string => join(environment, isWindows ? 'Scripts' : 'bin');
const executable = (folder: string, name: string): string => join(folder, isWindows ? `${name}.exe` : name);

/** Folders that may hold `jupyter`, the most specific first. */
function candidates(places: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const environments = [...places, env['VIRTUAL_ENV'], env['CONDA_PREFIX'], join(process.cwd(), '.venv')];
  const path = (env['PATH'] ?? '').split(delimiter);
  return [...environments.flatMap((each) => (each ? [binFolder(each)] : [])), ...path].filter(
    (each) => each !== '',
  );
}

/** The programme of this name in one of the environments `places`, in the active one, or on the PATH. */
export function findProgramme(
  name: string,
  places: readonly string[],
  env = process.env,
): string | undefined {
  return candidates(places, env)
    .map((folder) => executable(folder, name))
    .find((file) => existsSync(file));
}

export interface Jupyter {
  readonly command: string;
  /** The lines of `jupyter --version`. */
  readonly versions: string;
}

/** Jupyter, if it is there and starts. */
export function findJupyter(places: readonly string[], env = process.env): Jupyter | undefined {
  const command = findProgramme('jupyter', places, env);
  if (command === undefined) return undefined;
  const run = spawnSync(command, ['--version'], { encoding: 'utf8', env, timeout: 60_000 });
  return run.status === 0 ? { command, versions: run.stdout.trim() } : undefined;
}
