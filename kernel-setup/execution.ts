/** `execute_request`: runs a cell and says what came of it. */
import { types } from 'node:util';
import { chosenTypeErrors } from './cellText.js';
import type { Compiler } from './compiler.js';
import { CellRun, CompileError, currentRun, type CellRunner, type Result } from './cellRunner.js';
import type { History } from './history.js';
import type { MimeBundle } from '../src/notebook/displayable.js';
import { mimeBundle } from '../src/notebook/mime.js';
import { plainText } from '../src/notebook/plainText.js';
import type { Outputs } from './outputs.js';
import { Promise } from './platform.js';
import { renderProblem, type Problem } from './problems.js';
import { errorContent, type ErrorContent, type Sources } from './traceback.js';
import { isRecord } from '../src/plainData.js';
import { textOf, type Content, type Message } from '../src/runner/wire.js';

export interface Execution {
  /** Runs one request and returns the content of its reply. */
  execute(request: Message): Promise<Content>;
  readonly active: CellRun | undefined;
  readonly count: number;
}

export interface ExecutionParts {
  readonly compiler: Compiler;
  readonly runner: CellRunner;
  readonly history: History;
  readonly outputs: Outputs;
  readonly sources: Sources;
}

const isStored = (content: Content): boolean =>
  content['silent'] !== true && content['store_history'] !== false;

/** What the reply to cell number `cell` says of the error that ended it. */
function failure(thrown: unknown, cell: number, sources: Sources): ErrorContent {
  if (types.isProxy(thrown) || !(thrown instanceof CompileError))
    return errorContent(thrown, sources, plainText);
  const [first] = thrown.problems;
  return {
    ename: first === undefined ? 'TypeScript' : `TS${first.code}`,
    evalue: thrown.message,
    traceback: thrown.problems.map((problem) => renderProblem(problem, cell, 'error')),
  };
}

export function createExecution(parts: ExecutionParts): Execution {
  const { compiler, runner, history, outputs, sources } = parts;
  let count = 0;
  let active: CellRun | undefined;

  const run = async (code: string, cellRun: CellRun): Promise<Result> => {
    compiler.typeErrors = chosenTypeErrors(compiler, code) ?? compiler.typeErrors;
    const warn = (problems: readonly Problem[]): void => {
      const text = problems.map((problem) => renderProblem(problem, cellRun.count, 'warning')).join('\n');
      outputs.write(cellRun.origin, 'stderr', `${text}\n`);
    };
    return currentRun.run(cellRun, () => runner.run(code, cellRun, warn));
  };

  /** What is shown of a value; making it may take long, and may be interrupted. */
  const bundle = (value: unknown, cellRun: CellRun): Promise<MimeBundle> =>
    currentRun.run(cellRun, () => Promise.race([mimeBundle(value), cellRun.stopped]));

  const evaluate = async (expression: string, request: Message): Promise<Content> => {
    const origin = { header: request.header, silent: true };
    try {
      const evaluated = (active = new CellRun(count, origin, request));
      const { value } = await run(`(${expression}\n)`, evaluated);
      return { status: 'ok', data: await bundle(value, evaluated), metadata: {} };
    } catch (error) {
      return { status: 'error', ...failure(error, count, sources) };
    }
  };

  const evaluateAll = async (request: Message): Promise<Content> => {
    const expressions = request.content['user_expressions'];
    const results: [name: string, result: Content][] = [];
    if (isRecord(expressions))
      for (const [name, expression] of Object.entries(expressions))
        results.push([name, await evaluate(textOf(expression), request)]);
    return Object.fromEntries(results);
  };

  const showResult = async (value: unknown, cellRun: CellRun, stored: boolean): Promise<void> => {
    if (value === undefined) return;
    const data = await bundle(value, cellRun);
    if (Object.keys(data).length === 0) return;
    outputs.publish(cellRun.origin, 'execute_result', { execution_count: cellRun.count, data, metadata: {} });
    if (stored) history.setOutput(cellRun.count, String(data['text/plain'] ?? ''));
  };

  const execute = async (request: Message): Promise<Content> => {
    const { content, header } = request;
    const code = typeof content['code'] === 'string' ? content['code'] : '';
    const silent = content['silent'] === true;
    const stored = isStored(content);
    if (stored) history.add(++count, code);
    const origin = { header, silent };
    outputs.publish(origin, 'execute_input', { code, execution_count: count });
    const cellRun = new CellRun(count, origin, request);
    active = cellRun;
    try {
      const { value } = await run(code, cellRun);
      await showResult(value, cellRun, stored);
      const user_expressions = await evaluateAll(request);
      return { status: 'ok', execution_count: count, payload: cellRun.payload, user_expressions };
    } catch (thrown) {
      const error = failure(thrown, cellRun.count, sources);
      outputs.publish(origin, 'error', error);
      return { status: 'error', execution_count: count, ...error, payload: [], user_expressions: {} };
    } finally {
      cellRun.finished = true;
      active = undefined;
    }
  };

  return {
    execute,
    get active() {
      return active;
    },
    get count() {
      return count;
    },
  };
}
