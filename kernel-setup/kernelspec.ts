/** The kernelspec: how Jupyter finds and starts the kernel. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../src/files/makeFolder.js';
import { readBounded } from '../src/files/readBounded.js';
import { homeFolder } from '../src/homeFolder.js';
import type { TypeErrors } from './problems.js';

/** The name that notebooks carry in their metadata. */
export const KERNEL_NAME = 'heavytail';
export const DISPLAY_NAME = 'TypeScript (heavytail)';

export interface KernelSpec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'message';
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The kernelspec of this installation, with the Node that runs now. */
export function kernelSpec(typeErrors: TypeErrors = 'error'): KernelSpec {
  const launcher = fileURLToPath(new URL('./launcher.js', import.meta.url));
  return {
    argv: [process.execPath, launcher, '{connection_file}'],
    display_name: DISPLAY_NAME,
    language: 'typescript',
    interrupt_mode: 'message',
    ...(typeErrors === 'error' ? {} : { env: { HEAVYTAIL_TYPE_ERRORS: typeErrors } }),
    metadata: { debugger: false },
  };
}

/** The folder where Jupyter looks for a user's own data. */
export function userDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['JUPYTER_DATA_DIR'];
  if (given !== undefined && given !== '') return given;
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Jupyter');
  if (process.platform === 'win32')
    return join(env['APPDATA'] ?? join(homeFolder(), 'AppData', 'Roaming'), 'jupyter');
  return join(env['XDG_DATA_HOME'] || join(homeFolder(), '.local', 'share'), 'jupyter');
}

export const specFolder = (dataFolder: string): string => join(dataFolder, 'kernels', KERNEL_NAME);

/** Writes the kernelspec below a Jupyter data folder and returns its folder. */
export function writeSpec(dataFolder: string, spec: KernelSpec): string {
  const folder = specFolder(dataFolder);
  const fresh = `${folder}.new-${process.pid}`;
  try {
    makeFolder(fresh);
    writeFileSync(join(fresh, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(fresh, folder);
  } catch (error) {
    if (existsSync(fresh)) rmSync(fresh, { recursive: true, force: true });
    const reason = (error as Error).message;
    throw new Error(`the kernelspec cannot be written to ${dirname(folder)}: ${reason}`, { cause: error });
  }
  return folder;
}

/** Removes the kernelspec; returns whether there was one. */
export function removeSpec(dataFolder: string): boolean {
  const folder = specFolder(dataFolder);
  if (!existsSync(folder)) return false;
  rmSync(folder, { recursive: true });
  return true;
}

/** Bytes that a kernelspec may have. */
const LARGEST_SPEC = 1e6;

/**
 * The kernelspec below a Jupyter data folder; undefined if there is none.
 *
 * @throws Error naming the file if it is damaged
 */
export function readSpec(dataFolder: string): KernelSpec | undefined {
  const file = join(specFolder(dataFolder), 'kernel.json');
  if (!existsSync(file)) return undefined;
  try {
    const spec = JSON.parse(readBounded(file, LARGEST_SPEC).toString('utf8')) as KernelSpec | null;
    if (spec !== null && Array.isArray(spec.argv)) return spec;
    throw new Error('it has no list "argv"');
  } catch (error) {
    throw new Error(`${file} is damaged (${(error as Error).message}); install the kernel again`, {
      cause: error,
    });
  }
}

/** How type errors are treated by the first kernel that is installed in one of the data folders; `error` if none is. */
export function installedTypeErrors(dataFolders: readonly string[]): TypeErrors {
  const spec = dataFolders.map(readSpec).find((each) => each !== undefined);
  return (spec?.env?.['HEAVYTAIL_TYPE_ERRORS'] as TypeErrors | undefined) ?? 'error';
}
