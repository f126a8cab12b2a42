/** Runs cells: compiles them, executes them with the variables of the cells before, and keeps what they declare. */
import { types } from 'node:util';
import { compiledAhead } from './compiledAhead.js';
import { mapsOf, type Compiler, type Maps } from './compiler.js';
import { createCellFunction, type CellFunction } from './cellFunction.js';
import { createCellScope } from './cellScope.js';
import { follow, reached, type Declarations } from './declarations.js';
import type { Control } from './control.js';
import { commandsOf } from './hints.js';
import { Interrupted } from './interrupted.js';
import type { CellModules } from './modules.js';
import { asNarrowed, followNarrowings, NO_NARROWINGS } from './narrowing.js';
import type { Origin } from './outputs.js';
import { Promise, setImmediate } from './platform.js';
import type { Problem } from './problems.js';
import { createQuietStorage } from './quietInternals.js';
import { runCommands } from './shellCommands.js';
import { isSigint, type SigintListeners } from './sigintListeners.js';
import type { CellSource } from './traceback.js';
import type { Content, Message } from '../src/runner/wire.js';

/** A cell that cannot run because it does not compile. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  constructor(readonly problems: readonly Problem[]) {
    super(problems[0]?.message ?? 'the cell does not compile');
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

export const currentRun = createQuietStorage<CellRun>();

/** The value is wrapped because a promise that is resolved with a proxy asks the proxy for its `then`. */
export interface Result {
  readonly value: unknown;
}

export interface CellRunner {
  /** Runs a cell and returns the value of its last expression, awaited. Throws what the cell throws. */
  run(code: string, run: CellRun, warn: (problems: readonly Problem[]) => void): Promise<Result>;
  /** The declarations of all cells so far, with types as narrow as they are now. */
  declarations(): Declarations;
  /** The cell that a script of this name was compiled from. */
  source(fileName: string): CellSource | undefined;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The control thread is told when code of a cell may be running: that may be terminated, the compiler must not be. */
export function createCellRunner(
  compiler: Compiler,
  modules: CellModules,
  { setUserCode }: Pick<Control, 'setUserCode'>,
  sigint: SigintListeners,
): CellRunner {
  let declarations: Declarations = [];
  let narrowings = NO_NARROWINGS;
  const scope = createCellScope();
  const sources = new Map<string, CellSource>();

  const execute = (script: CellFunction, run: CellRun): Promise<void> => {
    const start = (): void | Promise<void> => {
      // Interrupted while it was compiled.
      if (run.failures.length > 0) throw run.failures[0];
      try {
        return sigint.call(script);
      } catch (error) {
        if (isSigint(error)) run.interrupt();
        throw error;
      }
    };
    // In a new turn of the event loop, so that no frame of the kernel is below the cell when an interrupt ends it; and in the one after, as
    // only that begins with the signals that came while the cell was compiled: they would be lost with the listeners.
    const body = new Promise<void>((resolve, reject) => {
      setImmediate(() =>
        setImmediate(() => {
          try {
            resolve(start());
          } catch (error) {
            reject(error);
          }
        }),
      );
    });
    body.catch(() => undefined);
    return Promise.race([body, run.stopped]);
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
    const earlier = { declarations, narrowings, has: scope.has };
    const ahead = compiledAhead(cellRun.request.metadata, compiler, earlier, code);
    const compiled = ahead ?? compiler.compile(earlier, code);
    if (!('code' in compiled)) {
      const commands = commandsOf(code);
      if (commands === undefined) throw new CompileError(compiled);
      await runCommands(commands, cellRun);
      return { value: undefined };
    }
    if (compiled.warnings.length > 0) warn(compiled.warnings);
    const fileName = freshName(cellRun.count);
    let maps: Maps | undefined;
    sources.set(fileName, {
      count: cellRun.count,
      code,
      get maps() {
        return (maps ??= mapsOf(compiled));
      },
    });
    const names = compiled.variables.map(({ name }) => name);
    const before = scope.look(names);
    const result: { value?: unknown } = {};
    let complete = false;
    setUserCode(true);
    try {
      await modules.prepare(compiled.imports);
      await execute(createCellFunction(compiled, fileName, { scope, modules, result }), cellRun);
      complete = true;
    } finally {
      setUserCode(false);
      const changed = scope.changed(before);
      const unreached = new Set(names.filter((name) => !changed.has(name)));
      const { declarations: own } = compiled;
      declarations = follow(declarations, complete ? own : reached(own, unreached));
      const atEnd = complete ? compiled.narrowings : NO_NARROWINGS;
      narrowings = followNarrowings(narrowings, new Set(compiled.mentions), atEnd);
    }
    setUserCode(true);
    await settle(cellRun);
    const { value } = result;
    const awaited: unknown = types.isProxy(value) ? value : await Promise.race([value, cellRun.stopped]);
    return { value: compiled.showsResult ? awaited : undefined };
  };

  return {
    run,
    declarations: () => asNarrowed(declarations, narrowings),
    source: (fileName) => sources.get(fileName),
  };
}

/** Waits for what the cell asked to wait for, and one turn of the event loop for rejections that nobody handles. */
async function settle(run: CellRun): Promise<void> {
  await nextTurn();
  while (run.pending.size > 0 && run.failures.length === 0)
    await Promise.race([Promise.allSettled(run.pending), run.stopped]);
  await nextTurn();
  if (run.failures.length > 0) throw run.failures[0];
}
