/** Runs cells: compiles them, executes them with the variables of the cells before, and keeps what they declare. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import type { Compiled, Compiler } from './compiler.js';
import { BINDINGS_NAME, createCellScope, type Binding } from './cellScope.js';
import { keptDeclarations } from './keptDeclarations.js';
import { IMPORT_NAME, META_NAME } from './emit.js';
import type { CellModules } from './modules.js';
import type { Origin } from './outputs.js';
import type { Problem } from './problems.js';
import { cellFileName, type CellSource } from './traceback.js';
import type { Content, Message } from './wire.js';

/** A cell that cannot run because it does not compile. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'the cell does not compile');
  }
}

/** A cell that was stopped by the person at the notebook. */
export class Interrupted extends Error {
  override readonly name = 'KeyboardInterrupt';
  constructor() {
    super('the cell was interrupted');
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** One run of one cell; everything it starts knows it by asynchronous context. */
export class CellRun {
  readonly abort = new AbortController();
  /** Rejections and exceptions that nothing in the cell caught. */
  readonly failures: unknown[] = [];
  /** Work that the cell is to wait for. */
  readonly pending = new Set<Promise<unknown>>();
  /** What the reply brings along, such as a page for the pager. */
  readonly payload: Content[] = [];
  finished = false;
  private stop: (reason: unknown) => void = () => undefined;
  /** Rejects when the cell is interrupted or fails outside its own statements. */
  readonly stopped = new Promise<never>((_, reject) => {
    this.stop = reject;
  });

  constructor(
    readonly count: number,
    readonly origin: Origin,
    readonly request: Message,
  ) {
    this.stopped.catch(() => undefined);
  }

  /** The cell that the calling code belongs to, by asynchronous context. */
  static current(): CellRun | undefined {
    return currentRun.getStore();
  }

  interrupt(): void {
    this.fail(new Interrupted());
    this.abort.abort(new Interrupted());
  }

  /** Ends the cell with an error, unless it has ended already. */
  fail(error: unknown): void {
    this.failures.push(error);
    this.stop(error);
  }

  waitFor(work: Promise<unknown>): void {
    this.pending.add(work);
    const settle = (): boolean => this.pending.delete(work);
    work.then(settle, (error: unknown) => {
      settle();
      this.fail(error);
    });
  }
}

export const currentRun = new AsyncLocalStorage<CellRun>();

export interface CellRunner {
  /** Runs a cell and returns the value of its last expression. Throws what the cell throws. */
  run(code: string, run: CellRun, warn: (problems: readonly Problem[]) => void): Promise<unknown>;
  /** The declarations of all cells so far. */
  declarations(): string;
  /** The cell that a script of this name was compiled from. */
  source(fileName: string): CellSource | undefined;
}

interface Execution {
  readonly done: Promise<void>;
  /** Access to the variables of the cell, as far as it came. */
  bindings(): Record<string, Binding>;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function createCellRunner(compiler: Compiler, modules: CellModules): CellRunner {
  let declarations = '';
  let runs = 0;
  const scope = createCellScope();
  const sources = new Map<string, CellSource>();

  const execute = (compiled: Compiled, fileName: string, run: CellRun): Execution => {
    const names = ['exports', 'require', IMPORT_NAME, META_NAME, 'declare'].join(', ');
    const head = `(${compiled.isAsync ? 'async ' : ''}function (${names}) { declare(${BINDINGS_NAME});\n`;
    const tail = compiled.code.includes(BINDINGS_NAME) ? '' : `\nfunction ${BINDINGS_NAME}() { return {}; }`;
    const { require, import: load, meta } = modules;
    let bindings: () => Record<string, Binding> = () => ({});
    const declare = (given: typeof bindings): void => {
      bindings = given;
    };
    // From a fresh turn of the event loop, so that an interrupt ends the cell and nothing of the kernel with it.
    const body = new Promise<void>((resolve, reject) => {
      setImmediate(() => {
        try {
          const script = new Script(`${head}${compiled.code}${tail}\n})`, {
            filename: fileName,
            lineOffset: -1,
          });
          const cell = script.runInThisContext() as CellFunction;
          resolve(callUnderSigint(() => cell(scope.exports, require, load, meta, declare)));
        } catch (error) {
          reject(isSigint(error) ? new Interrupted() : error);
        }
      });
    });
    body.catch(() => undefined);
    return { done: Promise.race([body, run.stopped]), bindings: () => bindings() };
  };

  const run: CellRunner['run'] = async (code, cellRun, warn) => {
    modules.refresh();
    const compiled = compiler.compile(declarations, code);
    if (!('code' in compiled)) throw new CompileError(compiled);
    if (compiled.warnings.length > 0) warn(compiled.warnings);
    const fileName = cellFileName(cellRun.count, ++runs);
    sources.set(fileName, { count: cellRun.count, code, maps: compiled.maps });
    let execution: Execution | undefined;
    let complete = false;
    try {
      await modules.prepare(compiled.imports);
      execution = execute(compiled, fileName, cellRun);
      await execution.done;
      complete = true;
    } finally {
      const bindings = execution?.bindings() ?? {};
      const assigned = scope.commit(bindings);
      declarations = complete
        ? compiled.declarations
        : keptDeclarations(compiler.ts, declarations, compiled.declarations, Object.keys(bindings), assigned);
    }
    await settle(cellRun);
    return compiled.resultName === undefined ? undefined : scope.take(compiled.resultName);
  };

  return { run, declarations: () => declarations, source: (fileName) => sources.get(fileName) };
}

/** Waits for what the cell asked to wait for, and one turn of the event loop for rejections that nobody handles. */
async function settle(run: CellRun): Promise<void> {
  await nextTurn();
  while (run.pending.size > 0 && run.failures.length === 0)
    await Promise.race([Promise.allSettled(run.pending), run.stopped]);
  await nextTurn();
  if (run.failures.length > 0) throw run.failures[0];
}

type CellFunction = (...args: unknown[]) => void | Promise<void>;

let pendingCall: () => void | Promise<void> = () => undefined;
const PENDING = Symbol.for('heavytail.kernel.call');
Object.defineProperty(globalThis, PENDING, { get: () => pendingCall });
const trampoline = new Script(`globalThis[Symbol.for('heavytail.kernel.call')]()`, {
  filename: fileURLToPath(import.meta.url),
});

/** Calls a function in a way that SIGINT ends even a loop without end. */
function callUnderSigint(call: () => void | Promise<void>): void | Promise<void> {
  pendingCall = call;
  return trampoline.runInThisContext({ breakOnSigint: true }) as void | Promise<void>;
}

const isSigint = (error: unknown): boolean =>
  (error as { code?: string } | undefined)?.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
