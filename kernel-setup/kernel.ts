/** The kernel: takes requests in order, answers them, and publishes what happens meanwhile. */
import { createCellRunner, CellRun } from './cellRunner.js';
import { catchFailures, captureStreams } from './capture.js';
import { defineCellGlobals } from './cellGlobals.js';
import { createCommHub } from './commHub.js';
import { createCompiler, type Compiler, type TypeErrors } from './compiler.js';
import type { Connection } from '../src/runner/connection.js';
import { startControl } from './control.js';
import { createExecution, type Execution } from './execution.js';
import { createHistory } from './history.js';
import { kernelInfo } from './kernelInfo.js';
import { completeReply, inspectReply, isCompleteReply } from './language.js';
import { defineLibraryHooks } from './libraryHooks.js';
import { createModules } from './modules.js';
import { createOutputs } from './outputs.js';
import { createChannels } from './sockets.js';
import { createPrompts } from './stdin.js';
import { mapStacks, type Sources } from './traceback.js';
import { tslabModule } from './tslabDisplay.js';
import type { Content, Header, Message } from '../src/runner/wire.js';

export interface KernelOptions {
  /** The notebook's folder: imports are resolved from here. */
  readonly folder: string;
  readonly typeErrors: TypeErrors;
  /** Where the kernel's own log goes. */
  readonly log: (text: string) => void;
}

/** After an error, requests that are already on their way get this long to arrive, to be aborted with the rest. */
const ABORT_MILLISECONDS = 20;

/** The compiler is started by the first request, or after this long. */
const WARM_UP_MILLISECONDS = 2000;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Engine {
  readonly compiler: Compiler;
  readonly execution: Execution;
  declarations(): string;
}

/** Starts the kernel; resolves when it listens. The process ends with a shutdown request, or with its parent. */
export async function startKernel(connection: Connection, options: KernelOptions): Promise<void> {
  const { log } = options;
  const queue: { message: Message; aborted: boolean }[] = [];
  let wake: () => void = () => undefined;
  const info = kernelInfo();

  const channels = createChannels(connection, {
    shell: (message) => {
      queue.push({ message, aborted: false });
      wake();
    },
    stdin: (message) => {
      if (message.header.msg_type === 'input_reply') prompts.answer(message.content);
    },
    log,
  });
  const outputs = createOutputs(channels.publish);
  const prompts = createPrompts(channels.ask);
  const history = createHistory();
  const status = (header: Partial<Header>, execution_state: string): void =>
    outputs.publish({ header, silent: false }, 'status', { execution_state });
  let latest = { header: {} as Partial<Header>, silent: false };
  const originNow = (): typeof latest => CellRun.current()?.origin ?? latest;
  const comms = createCommHub((type, content, extra) => outputs.publish(originNow(), type, content, extra));

  const control = startControl(connection, info, {
    interrupt: () => engine?.execution.active?.interrupt(),
    handled: (header) => {
      status(header, 'busy');
      status(header, 'idle');
    },
    shutdown: (restart, header) => {
      status(header, 'busy');
      outputs.publish({ header, silent: false }, 'shutdown_reply', { status: 'ok', restart });
      status(header, 'idle');
      void leave();
    },
    log,
  });

  const leave = async (): Promise<void> => {
    outputs.flush();
    // ZeroMQ sends in a thread of its own; the last messages get a moment to leave.
    await pause(60);
    process.exit(0);
  };

  captureStreams((name, text) => outputs.write(originNow(), name, text));
  process.on('exit', () => outputs.flush());
  const onSigint = (): void => engine?.execution.active?.interrupt();
  /** Node takes the listeners away while a cell's statements run, and does not give them back if they are terminated. */
  const listenForSigint = (): void => {
    if (!process.listeners('SIGINT').includes(onSigint)) process.on('SIGINT', onSigint);
  };
  listenForSigint();

  let engine: Engine | undefined;
  const createEngine = (): Engine => {
    const compiler = createCompiler(options.typeErrors);
    const special = new Map([
      ['tslab', tslabModule((type, content) => outputs.publish(originNow(), type, content))],
    ]);
    const modules = createModules(options.folder, compiler.compileFile, special);
    const runner = createCellRunner(compiler, modules, control.setUserCode);
    const sources: Sources = { cell: runner.source, file: modules.mapOf };
    mapStacks(sources);
    catchFailures(outputs, sources, () => engine?.execution.active, log);
    const execution = createExecution({ compiler, runner, history, outputs, sources });
    return { compiler, execution, declarations: runner.declarations };
  };
  const ready = (): Engine => (engine ??= createEngine());

  const answers: Record<string, (message: Message) => Content | Promise<Content> | undefined> = {
    kernel_info_request: () => {
      // The compiler takes most of a second to start: begun once the first answer is out, before the first cell comes.
      setTimeout(ready, 10);
      return info;
    },
    execute_request: (message) => ready().execution.execute(message),
    complete_request: ({ content }) => completeReply(ready().compiler, ready().declarations(), content),
    inspect_request: ({ content }) => inspectReply(ready().compiler, ready().declarations(), content),
    is_complete_request: ({ content }) => isCompleteReply(ready().compiler.ts, content),
    history_request: ({ content }) => history.reply(content),
    comm_info_request: ({ content }) => comms.info(content),
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content['restart'] === true }),
  };

  const reply = (message: Message, content: Content): void =>
    channels.reply({
      identities: message.identities,
      type: message.header.msg_type.replace(/_request$/, '_reply'),
      parent: message.header,
      content,
    });

  const abortQueued = async (): Promise<void> => {
    await pause(ABORT_MILLISECONDS);
    for (const entry of queue) if (entry.message.header.msg_type === 'execute_request') entry.aborted = true;
  };

  const handle = async (message: Message, aborted: boolean): Promise<void> => {
    const { header, content } = message;
    latest = { header, silent: content['silent'] === true };
    status(header, 'busy');
    control.setUserCode(false);
    try {
      const answer = answers[header.msg_type];
      if (aborted) reply(message, { status: 'aborted', execution_count: engine?.execution.count ?? 0 });
      else if (answer !== undefined) {
        const answered = (await answer(message)) as Content;
        const stops = header.msg_type === 'execute_request' && content['stop_on_error'] !== false;
        if (answered['status'] === 'error' && stops) await abortQueued();
        reply(message, answered);
      } else if (header.msg_type.startsWith('comm_')) comms.receive(message);
      else log(`the shell channel knows no ${header.msg_type}`);
    } catch (error) {
      log(`${header.msg_type} failed: ${(error as Error).stack ?? String(error)}`);
      const { name, message: evalue } = error as Error;
      if (answers[header.msg_type]) reply(message, { status: 'error', ename: name, evalue, traceback: [] });
    } finally {
      listenForSigint();
      // Between requests as well: what a cell left behind may loop.
      control.setUserCode(true);
      status(header, 'idle');
    }
    if (header.msg_type === 'shutdown_request') await leave();
  };

  const serve = async (): Promise<never> => {
    for (;;) {
      const next = queue.shift();
      if (next !== undefined) await handle(next.message, next.aborted);
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };

  defineCellGlobals();
  defineLibraryHooks({ outputs, originNow, prompts, comms: comms.comms });
  await Promise.all([channels.open(), control.ready]);
  status({}, 'starting');
  void serve();
  setTimeout(ready, WARM_UP_MILLISECONDS).unref();
}
