/** tslab's converter with the compiler and the host that it is given here. */
import { fileURLToPath } from 'node:url';
import type * as Converters from 'tslab/dist/converter.js';
import { createCellHost, type LocalFiles } from './compilerHost.js';
import { loadTslab, loadTypeScript, plainTypeScript } from './typescript.js';

/** tslab's converter: another is made where one was left halfway, and where documentation is asked for. */
export interface Converter {
  /** The one in use. */
  now(): Converters.Converter;
  use<T>(use: (local: LocalFiles) => T): T;
  /** The first time everything is read again with its documentation, which takes about a second. */
  useWithComments<T>(use: (local: LocalFiles) => T): T;
}

/** The converter for cells of a notebook in `folder`. Takes most of a second. */
export function createOwnConverter(folder: string): Converter {
  let current: LocalFiles | undefined;
  /** Whether documentation is read: cells run without it, and most kernels are never asked for it. */
  let comments = false;
  const globals = fileURLToPath(new URL('./cellGlobals.d.ts', import.meta.url));
  // The converter asks there for its folder; a thread cannot change to one.
  plainTypeScript().sys.getCurrentDirectory = () => folder;
  loadTypeScript((original) => ({
    createWatchCompilerHost: (...args: unknown[]) => {
      const create = original.createWatchCompilerHost as never;
      const created = createCellHost(original, create, args, { globals, comments });
      current = created.local;
      return created.host;
    },
  }));
  const { createConverter } = loadTslab<typeof Converters>('dist/converter');
  let converter = createConverter();
  /** Code that is nested too deeply exhausts the stack, and a converter that was left halfway fails ever after. */
  const use = <T>(work: (local: LocalFiles) => T): T => {
    try {
      if (current === undefined) throw new Error('the converter did not ask for a compiler host');
      return work(current);
    } catch (cause) {
      converter = createConverter();
      if (!(cause instanceof RangeError)) throw cause;
      throw new RangeError('the code is nested too deeply for the compiler', { cause });
    }
  };
  return {
    now: () => converter,
    use,
    useWithComments: (work) => {
      if (!comments) {
        comments = true;
        converter.close();
        converter = createConverter();
      }
      return use(work);
    },
  };
}
