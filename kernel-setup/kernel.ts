/** The kernel: takes requests in order, answers them, and publishes what happens meanwhile. */
import type { Connection } from '../src/runner/connection.js';
import type { Content, Message } from '../src/runner/wire.js';
import { createAnswers, type Answers } from './answers.js';
import { captureStreams, drainBeforeDeath } from './capture.js';
import { defineCellGlobals } from './cellGlobals.js';
import { startControl, type Control, type ControlHandlers } from './control.js';
import { createEngine, type EngineOptions, type LazyEngine } from './engine.js';
import { createFrontEnd, type FrontEnd } from './frontEnd.js';
import { kernelInfo } from './kernelInfo.js';
import { defineLibraryHooks } from './libraryHooks.js';
import { Promise, setTimeout } from './platform.js';
import { createRequestQueue, type Queued, type RequestQueue } from './requestQueue.js';
import { createSigintListeners, type SigintListeners } from './sigintListeners.js';

/** After an error, requests that are already on their way get this long to arrive, to be aborted with the rest. */
const ABORT_MILLISECONDS = 20;

/** The compiler is started after the first answer, or after this long. */
const WARM_UP_MILLISECONDS = 1000;

/** ZeroMQ sends in a thread of its own; the last messages get this long to leave. */
const LEAVE_MILLISECONDS = 60;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Kernel {
  readonly frontEnd: FrontEnd;
  readonly engine: LazyEngine;
  readonly control: Control;
  readonly queue: RequestQueue;
  readonly answers: Answers;
  readonly log: (text: string) => void;
  readonly sigint: SigintListeners;
}

async function leave(): Promise<void> {
  await pause(LEAVE_MILLISECONDS);
  process.exit(0);
}

function controlHandlers(
  frontEnd: FrontEnd,
  interrupt: ControlHandlers['interrupt'],
  log: (text: string) => void,
): ControlHandlers {
  const { outputs, status } = frontEnd;
  return {
    interrupt,
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
  };
}

/** Answers one request; `known` says how, unless its type is unknown or has no answer. */
async function answer(kernel: Kernel, message: Message, known: Answers[string] | undefined): Promise<void> {
  const { frontEnd, queue, log } = kernel;
  const { header, content } = message;
  if (known !== undefined) {
    const answered = await known(message);
    const stops = header.msg_type === 'execute_request' && content['stop_on_error'] !== false;
    if (answered['status'] === 'error' && stops) {
      await pause(ABORT_MILLISECONDS);
      queue.abortCells();
    }
    frontEnd.reply(message, answered);
  } else if (header.msg_type.startsWith('comm_')) frontEnd.comms.receive(message);
  else log(`the shell channel knows no ${header.msg_type}`);
}

const errorReply = ({ name, message }: Error): Content => ({
  status: 'error',
  ename: name,
  evalue: message,
  traceback: [],
});

async function handle(kernel: Kernel, { message, aborted }: Queued): Promise<void> {
  const { frontEnd, engine, control, answers, log } = kernel;
  const { header, content } = message;
  frontEnd.setLatest({ header, silent: content['silent'] === true });
  frontEnd.status(header, 'busy');
  control.setUserCode(false);
  control.setCell(header.msg_type === 'execute_request');
  const known = Object.hasOwn(answers, header.msg_type) ? answers[header.msg_type] : undefined;
  try {
    if (aborted)
      frontEnd.reply(message, {
        status: 'aborted',
        execution_count: engine.started?.execution.count ?? 0,
      });
    else await answer(kernel, message, known);
  } catch (error) {
    log(`${header.msg_type} failed: ${(error as Error).stack ?? String(error)}`);
    if (known !== undefined) frontEnd.reply(message, errorReply(error as Error));
  } finally {
    // The main thread is back from code that may have been terminated.
    kernel.sigint.listen();
    // Between requests as well: what a cell left behind may loop.
    control.setUserCode(true);
    control.setCell(false);
    frontEnd.status(header, 'idle');
  }
  if (header.msg_type === 'shutdown_request') await leave();
}

/** Starts the kernel; resolves when it listens. The process ends with a shutdown request, or with its parent. */
export async function startKernel(connection: Connection, options: EngineOptions): Promise<void> {
  const { log } = options;
  const queue = createRequestQueue();
  const frontEnd = createFrontEnd(connection, queue.add, log);
  const info = kernelInfo();
  const interrupt = (): void => engine.started?.execution.active?.interrupt();
  const onInterrupt = (ofRunning: boolean): void => {
    sigint.listen();
    if (ofRunning) interrupt();
  };
  const control = startControl(connection, info, frontEnd.stdin, controlHandlers(frontEnd, onInterrupt, log));
  const sigint = createSigintListeners(control.sigint, interrupt);
  const engine = createEngine(options, frontEnd, control, sigint);
  const answers = createAnswers(info, connection, engine, frontEnd.comms);

  captureStreams((name, text) => frontEnd.outputs.write(frontEnd.originNow(), name, text));
  drainBeforeDeath(frontEnd.drain);
  process.on('exit', () => {
    frontEnd.close();
    control.close();
  });
  sigint.listen();
  defineCellGlobals(frontEnd.prompts);
  defineLibraryHooks({ ...frontEnd, comms: frontEnd.comms.comms });

  await Promise.all([frontEnd.open(), control.ready]);
  frontEnd.status({}, 'starting');
  const kernel: Kernel = { frontEnd, engine, control, queue, answers, log, sigint };
  const serve = async (): Promise<never> => {
    for (;;) await handle(kernel, await queue.next());
  };
  void serve();
  setTimeout(engine.warmUp, WARM_UP_MILLISECONDS).unref();
}
