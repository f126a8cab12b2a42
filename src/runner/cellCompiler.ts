/** Compiles cells before kernels run them, in one thread for all notebooks of a run: see `kernel-setup/compiledAhead.ts`. */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { packageFolder } from '../packageFolder.js';
import type { Content } from './wire.js';

export interface CellCompiler {
  /**
   * Begins a notebook that a kernel with this environment runs in `folder`. Its cells are to be handed over in order; each call resolves with
   * the metadata that goes along with the request of the cell. They are empty where the kernel is to compile the cell itself: in another folder than
   * that of the first notebook, and from a cell on that does not compile, or when the thread has died.
   */
  readonly begin: (folder: string, env: NodeJS.ProcessEnv) => NotebookCompiler;
  readonly close: () => Promise<void>;
}

export interface NotebookCompiler {
  readonly compile: (code: string) => Promise<Content>;
  readonly end: () => void;
}

interface Answer {
  readonly id: number;
  readonly metadata: Content;
}

const byKernel: NotebookCompiler = { compile: () => Promise.resolve({}), end: () => undefined };

const realFolder = (folder: string): string | undefined => {
  try {
    return realpathSync(folder);
  } catch {
    // The kernel says what is wrong with it.
    return undefined;
  }
};

/** V8 counts the calls of a function from its version 12 on, and what of its code has run before that; both 5 to 16 times as many as it would itself. */
const OPTIMISES_LATE =
  Number.parseInt(process.versions.v8, 10) < 12
    ? '--interrupt-budget=1080000'
    : '--invocation-count-for-turbofan=15000';

/**
 * Starts with its first notebook. From then on V8 optimises the functions of this process later than it would: TypeScript calls very many
 * functions a little, and optimising them took a quarter or more of the processor time of all cells together. The kernels, which compute, are not concerned.
 */
export const createCellCompiler = (): CellCompiler => {
  let started: { readonly folder: string; readonly thread: Worker } | undefined;
  let notebooks = 0;
  let cells = 0;
  const waiting = new Map<number, (metadata: Content) => void>();
  let isDead = false;

  const start = (folder: string): Worker => {
    setFlagsFromString(OPTIMISES_LATE);
    const thread = new Worker(join(packageFolder(), 'dist', 'kernel-setup', 'aheadThread.js'), {
      workerData: { folder },
    });
    thread.on('message', ({ id, metadata }: Answer) => {
      waiting.get(id)?.(metadata);
      waiting.delete(id);
    });
    // What is not answered by then is compiled by the kernels, which tell of what hinders them.
    thread.on('error', () => undefined);
    thread.on('exit', () => {
      isDead = true;
      for (const resolve of waiting.values()) resolve({});
      waiting.clear();
    });
    return thread;
  };

  return {
    begin: (given, env) => {
      const folder = realFolder(given);
      if (folder === undefined) return byKernel;
      started ??= { folder, thread: start(folder) };
      if (started.folder !== folder) return byKernel;
      const { thread } = started;
      const notebook = notebooks++;
      const typeErrors = env.HEAVYTAIL_TYPE_ERRORS ?? 'error';
      const post = (code?: string): number => {
        thread.postMessage({ id: ++cells, notebook, typeErrors, code });
        return cells;
      };
      return {
        compile: (code) => {
          if (isDead) return Promise.resolve({});
          return new Promise((resolve) => waiting.set(post(code), resolve));
        },
        end: () => void post(),
      };
    },
    close: async () => {
      await started?.thread.terminate();
    },
  };
};
