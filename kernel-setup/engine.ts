/** What runs cells: compiler, modules and the state of the cells before. The compiler takes most of a second to start. */
import { catchFailures } from './capture.js';
import { createCellRunner } from './cellRunner.js';
import { createCompiler, type Compiler } from './compiler.js';
import type { Control } from './control.js';
import type { Declarations } from './declarations.js';
import { createExecution, type Execution } from './execution.js';
import type { FrontEnd } from './frontEnd.js';
import { createHistory, type History } from './history.js';
import { createModules } from './modules.js';
import { setTimeout } from './platform.js';
import type { TypeErrors } from './problems.js';
import type { SigintListeners } from './sigintListeners.js';
import { mapStacks, type Sources } from './traceback.js';
import { tslabModule } from './tslabDisplay.js';
import { plainTypeScript } from './typescript.js';

export interface EngineOptions {
  /** The notebook's folder: imports are resolved from here. */
  readonly folder: string;
  readonly typeErrors: TypeErrors;
  /** The front end sends cells compiled: the compiler is started with the first that is not. */
  readonly lateCompiler?: boolean;
  /** Where the kernel's own log goes. */
  readonly log: (text: string) => void;
}

export interface Engine {
  readonly compiler: Compiler;
  readonly execution: Execution;
  /** The declarations of all cells so far. */
  declarations(): Declarations;
}

/** An engine that is started when it is first needed. */
export interface LazyEngine {
  readonly history: History;
  /** Undefined until it is started. */
  readonly started: Engine | undefined;
  start(): Engine;
  /** Starts it in the background, TypeScript first: what needs no more than that is answered in between. */
  warmUp(): void;
}

/** How long requests may come between the parts of a start in the background. */
const BETWEEN_MILLISECONDS = 100;

export function createEngine(
  options: EngineOptions,
  { outputs, originNow }: FrontEnd,
  control: Control,
  sigint: SigintListeners,
): LazyEngine {
  const history = createHistory();
  let engine: Engine | undefined;
  const start = (): Engine => {
    const compiler = createCompiler(options.typeErrors, options.folder);
    const tslab = tslabModule((type, content) => outputs.publish(originNow(), type, content));
    const modules = createModules(options.folder, compiler.compileFile, new Map([['tslab', tslab]]));
    const runner = createCellRunner(compiler, modules, control, sigint);
    const sources: Sources = { cell: runner.source, file: modules.mapOf };
    mapStacks(sources);
    catchFailures(outputs, sources, () => engine?.execution.active, options.log);
    const execution = createExecution({ compiler, runner, history, outputs, sources });
    return { compiler, execution, declarations: runner.declarations };
  };
  /** Between requests, code that a cell left behind may be terminated; the compiler, which starts then, may not. */
  const unterminated = <T>(work: () => T): T => {
    const before = control.setUserCode(false);
    try {
      return work();
    } finally {
      control.setUserCode(before);
    }
  };
  const startOnce = (): Engine => (engine ??= unterminated(start));
  let warming = false;
  return {
    history,
    get started() {
      return engine;
    },
    start: startOnce,
    warmUp: () => {
      if (warming) return;
      warming = true;
      if (options.lateCompiler === true) {
        setTimeout(startOnce);
        return;
      }
      setTimeout(() => {
        unterminated(plainTypeScript);
        setTimeout(() => unterminated(() => startOnce().compiler.start()), BETWEEN_MILLISECONDS);
      });
    },
  };
}
