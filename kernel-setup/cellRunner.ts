/** Runs cells: compiles them, executes them with the variables of the cells before, and keeps what they declare. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { Script } from 'node:vm';
import type { Compiled, Compiler } from './compiler.js';
import { BINDINGS_NAME, createCellScope, type Binding } from './cellScope.js';
import { keptDeclarations } from './keptDeclarations.js';
import { denoJupyter } from './denoJupyter.js';
import { IMPORT_NAME, META_NAME, REQUIRE_NAME } from './emit.js';
import type { Control } from './control.js';
import type { CellModules } from './modules.js';
import type { Origin } from './outputs.js';
import type { Problem } from './problems.js';
import type { SigintGate } from './sigintGate.js';
import type { CellSource } from './traceback.js';
import type { Content, Message } from '../src/runner/wire.js';

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

/** The value is wrapped because a promise that is resolved with a proxy asks the proxy for its `then`. */
export interface Result {
  readonly value: unknown;
}

export interface CellRunner {
  /** Runs a cell and returns the value of its last expression, awaited. Throws what the cell throws. */
  run(code: string, run: CellRun, warn: (problems: readonly Problem[]) => void): Promise<Result>;
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

/** What a cell finds besides its own and the global names. */
const GIVEN = ['exports', 'require', REQUIRE_NAME, IMPORT_NAME, META_NAME, 'Deno', '__declare'].join(', ');

/**
 * The script of a compiled cell: a function in a function, so that a cell may declare what it is given anew. Like every
 * ES module it is strict.
 */
function scriptOf(compiled: Compiled): string {
  const head = `(function (${GIVEN}) { 'use strict'; return ${compiled.isAsync ? 'async ' : ''}function () { __declare(${BINDINGS_NAME});\n`;
  const tail = compiled.code.includes(BINDINGS_NAME) ? '' : `\nfunction ${BINDINGS_NAME}() { return {}; }`;
  return `${head}${compiled.code}${tail}\n} })`;
}

/** `control` is told when code of a cell may be running: that may be terminated, the compiler must not be. */
export function createCellRunner(
  compiler: Compiler,
  modules: CellModules,
  control: Pick<Control, 'setUserCode' | 'sigint'>,
): CellRunner {
  const { setUserCode, sigint } = control;
  let declarations = '';
  const scope = createCellScope();
  const sources = new Map<string, CellSource>();

  const execute = (compiled: Compiled, fileName: string, run: CellRun): Execution => {
    const { require, import: load, meta } = modules;
    let bindings: () => Record<string, Binding> = () => ({});
    const declare = (given: typeof bindings): void => {
      bindings = given;
    };
    // In a new turn of the event loop, so that no frame of the kernel is below the cell when an interrupt ends it.
    const body = new Promise<void>((resolve, reject) => {
      setImmediate(() => {
        // Interrupted while it was compiled.
        if (run.failures.length > 0) return reject(run.failures[0]);
        try {
          const script = new Script(scriptOf(compiled), { filename: fileName, lineOffset: -1 });
          const cell = (script.runInThisContext() as GivenFunction)(
            ...[scope.exports, require, require, load, meta, { jupyter: denoJupyter }, declare],
          );
          resolve(callUnderSigint(cell, sigint));
        } catch (error) {
          if (isSigint(error)) run.interrupt();
          reject(error);
        }
      });
    });
    body.catch(() => undefined);
    return { done: Promise.race([body, run.stopped]), bindings: () => bindings() };
  };

  /** `cell [3]`, or `cell [3]#2` for the second cell with that count: cells that are not stored do not count. */
  const freshName = (count: number): string => {
    const name = `cell [${count}]`;
    let run = 1;
    while (sources.has(run === 1 ? name : `${name}#${run}`)) run++;
    return run === 1 ? name : `${name}#${run}`;
  };

  const run: CellRunner['run'] = async (code, cellRun, warn) => {
    setUserCode(false);
    modules.refresh();
    const compiled = compiler.compile(declarations, code);
    if (!('code' in compiled)) throw new CompileError(compiled);
    if (compiled.warnings.length > 0) warn(compiled.warnings);
    const fileName = freshName(cellRun.count);
    sources.set(fileName, { count: cellRun.count, code, maps: compiled.maps });
    let execution: Execution | undefined;
    let complete = false;
    setUserCode(true);
    try {
      await modules.prepare(compiled.imports);
      execution = execute(compiled, fileName, cellRun);
      await execution.done;
      complete = true;
    } finally {
      setUserCode(false);
      const bindings = execution?.bindings() ?? {};
      const assigned = scope.commit(bindings);
      declarations = complete
        ? compiled.declarations
        : keptDeclarations(compiler.ts, declarations, compiled.declarations, Object.keys(bindings), assigned);
    }
    setUserCode(true);
    await settle(cellRun);
    const value = compiled.resultName === undefined ? undefined : scope.take(compiled.resultName);
    return { value: types.isProxy(value) ? value : await value };
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

type CellFunction = () => void | Promise<void>;
type GivenFunction = (...given: unknown[]) => CellFunction;

let pendingCall: CellFunction = () => undefined;
const PENDING = Symbol.for('heavytail.kernel.call');
Object.defineProperty(globalThis, PENDING, { get: () => pendingCall });
const trampoline = new Script(`globalThis[Symbol.for('heavytail.kernel.call')]()`, {
  filename: fileURLToPath(import.meta.url),
});

/** Calls a function such that SIGINT ends it, also if it loops. */
function callUnderSigint(call: CellFunction, sigint: SigintGate): void | Promise<void> {
  pendingCall = () => {
    sigint.open();
    try {
      return call();
    } finally {
      sigint.close();
    }
  };
  sigint.close();
  try {
    return trampoline.runInThisContext({ breakOnSigint: true }) as void | Promise<void>;
  } finally {
    sigint.open();
  }
}

const isSigint = (error: unknown): boolean =>
  types.isNativeError(error) && (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';
