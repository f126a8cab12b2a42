/** The thread of a run in which the cells of its notebooks are compiled, see `compiledAhead.ts`; started by `src/runner/cellCompiler.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { createAhead } from './compiledAhead.js';
import { createCompiler, type Compiler } from './compiler.js';

/** A cell, or the end of a notebook. */
interface Task {
  readonly id: number;
  readonly notebook: number;
  readonly typeErrors: Compiler['typeErrors'];
  readonly code?: string;
}

if (parentPort === null) throw new Error('the thread that compiles cells needs a main thread');
const main = parentPort;
const compiler = createCompiler('error', (workerData as { readonly folder: string }).folder);
const notebooks = new Map<number, ReturnType<typeof createAhead>>();

main.on('message', ({ id, notebook, typeErrors, code }: Task) => {
  if (code === undefined) {
    notebooks.delete(notebook);
    return;
  }
  const compile = notebooks.get(notebook) ?? createAhead(compiler, typeErrors);
  notebooks.set(notebook, compile);
  let metadata = {};
  try {
    metadata = compile(code);
  } catch {
    // Nested too deeply, for one: the kernel compiles the cell itself, and tells of what is wrong.
    notebooks.set(notebook, () => ({}));
  }
  main.postMessage({ id, metadata });
});
