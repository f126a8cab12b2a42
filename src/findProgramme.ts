import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where to look for a programme. */
export interface Search {
  /** Folders that come before those of the PATH. */
  readonly before?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly platform?: NodeJS.Platform;
}

/** Whether there is a file at `path` that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Windows writes the name of the variable `Path`, and a copy of the environment keeps the spelling. */
function pathFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const isPath = (name: string): boolean => (platform === 'win32' ? /^path$/i : /^PATH$/).test(name);
  const name = Object.keys(env).find(isPath) ?? 'PATH';
  return (env[name] ?? '').split(platform === 'win32' ? ';' : ':').filter((folder) => folder !== '');
}

/**
 * The file of a programme that has one of `names`, of which the first that is found anywhere wins; undefined if none is.
 * On Windows a name without an extension means an `.exe`.
 */
export function findProgramme(names: readonly string[], search: Search = {}): string | undefined {
  const { before = [], env = process.env, platform = process.platform } = search;
  const folders = [...before, ...pathFolders(env, platform)];
  const fileName = (name: string): string =>
    platform === 'win32' && !/\.\w+$/.test(name) ? `${name}.exe` : name;
  return names.flatMap((name) => folders.map((folder) => join(folder, fileName(name)))).find(isExecutable);
}
