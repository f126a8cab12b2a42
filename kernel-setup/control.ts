/** The main thread's side of the control thread. */
import { Worker } from 'node:worker_threads';
import type { Connection } from '../src/runner/connection.js';
import { KERNEL_FOLDERS } from './kernelFolders.js';
import { createWait } from './interruptibleWait.js';
import { waitForMemory } from './platform.js';
import { createGate, gateMemory, type SigintGate } from './sigintGate.js';
import type { StdinStart } from './stdinChannel.js';
import type { Content, Header } from '../src/runner/wire.js';

/** What the control thread is started with. */
export interface ControlStart {
  readonly connection: Connection;
  readonly kernelInfo: Content;
  /** The process whose end ends the kernel. */
  readonly parent: number;
  /**
   * Six Int32: 1 while code of a cell may be running, which alone may be terminated; the number of the cell that runs;
   * a step of {@link TERMINATION}; 1 when the channels are closed; the number of the newest interrupt, and its cell.
   */
  readonly userCode: SharedArrayBuffer;
  /** Says when the main thread listens to SIGINT. */
  readonly sigint: SharedArrayBuffer;
  readonly stdin: StdinStart;
}

/** What the control thread tells. */
export type ControlNews =
  | { readonly type: 'ready' }
  | { readonly type: 'interrupt'; readonly number: number; readonly cell: number }
  | { readonly type: 'handled'; readonly header: Header }
  | { readonly type: 'shutdown'; readonly restart: boolean; readonly header: Header }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string };

export interface ControlHandlers {
  /** The main thread has noticed an interrupt; `ofRunning` says whether it is for the cell that runs now. */
  interrupt(ofRunning: boolean): void;
  /** A request on the control channel was answered; its status is still to be published. */
  handled(header: Header): void;
  shutdown(restart: boolean, header: Header): void;
  log(text: string): void;
}

export interface Control {
  /** Resolves when the control, heartbeat and stdin channels are open. */
  readonly ready: Promise<void>;
  /** Says whether code of a cell is running; returns what was said before. */
  setUserCode(running: boolean): boolean;
  /** Says that the next cell is taken up, or that none is. An interrupt is for the cell that runs when it arrives. */
  setCell(running: boolean): void;
  readonly sigint: SigintGate;
  /** Closes the channels: Node aborts a process that ends while a thread of it has some open. */
  close(): void;
}

/** What the control thread is told, besides the number of the interrupt that was noticed. */
export const CLOSE = 'close';

const CLOSE_MILLISECONDS = 500;

/** The name under which the control thread finds the function that lets it end a loop, see {@link defineTermination}. */
export const TERMINATE_NAME = 'heavytail.kernel.terminate';

/** The steps in which the two threads end a loop: the control thread asks, the main thread answers, the request is sent. */
export const TERMINATION = { asked: 0, refused: 1, granted: 2, sent: 3 } as const;

/** How long the main thread waits for the request that it has granted. */
const REQUEST_MILLISECONDS = 2000;

/** Whether the calling code interrupts code of a cell or a library: not the event loop at rest, and not the kernel. */
function interruptsForeignCode(): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, frames) => frames;
  Error.stackTraceLimit = 100;
  const frames = new Error().stack as unknown as readonly NodeJS.CallSite[];
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  const own = [...KERNEL_FOLDERS, 'node:'];
  return frames.some((frame) => {
    const file = frame.getFileName();
    return typeof file === 'string' && file !== '' && !own.some((start) => file.startsWith(start));
  });
}

/** What Node calls for an exception that nothing catches; it has been on `process` in every version since the first. */
type FatalException = (error: Error, fromPromise?: boolean) => boolean;

/**
 * Empties Node's stack of asynchronous contexts, as Node does after an exception that was handled: code that is
 * terminated leaves the stack unbalanced, and Node aborts a process in which it finds it so. For the moment of the call
 * `emit` says that the exception was handled, and no listener hears of it.
 */
function clearAsyncStack(): void {
  const { emit, _fatalException } = process as typeof process & { _fatalException: FatalException };
  process.emit = (() => true) as never;
  try {
    _fatalException(new Error('the running code was terminated'), false);
  } finally {
    process.emit = emit;
  }
}

/**
 * Defines the function that the control thread has called amid whatever code the main thread is stuck in. It lets that
 * code be ended, unless interrupt `number` has been noticed, or the kernel itself or another cell is running by now;
 * variables stay. The control thread's request is handled when this function has returned and before the stuck code goes
 * on: made from here, it could end this function in place of that code, and the interrupt would be lost.
 */
function defineTermination(
  userCode: Int32Array,
  isStuck: (number: number, cell: number) => boolean,
  sigint: SigintGate,
): void {
  const answer = (step: number): void => {
    Atomics.store(userCode, 2, step);
    Atomics.notify(userCode, 2);
  };
  const terminate = (number: number, cell: number): void => {
    // Asked again in the meantime, and answered: what is asked twice is granted once.
    if (Atomics.load(userCode, 2) !== TERMINATION.asked) return;
    if (!isStuck(number, cell) || !interruptsForeignCode()) return answer(TERMINATION.refused);
    // Listeners that Node took away do not come back when the script ends in this way.
    sigint.close();
    clearAsyncStack();
    answer(TERMINATION.granted);
    waitForMemory(userCode, 2, TERMINATION.granted, REQUEST_MILLISECONDS);
  };
  Object.defineProperty(globalThis, Symbol.for(TERMINATE_NAME), { value: terminate });
}

/**
 * The process that started the kernel: the one that it names itself, as Jupyter does too, because it may have ended before
 * this one can ask for its parent. On Windows Jupyter's variable holds a handle, which says nothing here.
 */
function parentProcess(): number {
  const named = Number(process.env['JPY_PARENT_PID']);
  return process.platform !== 'win32' && Number.isInteger(named) && named > 1 ? named : process.ppid;
}

export function startControl(
  connection: Connection,
  kernelInfo: Content,
  stdin: StdinStart,
  handlers: ControlHandlers,
): Control {
  const userCode = new SharedArrayBuffer(24);
  const flag = new Int32Array(userCode);
  const memory = gateMemory();
  const sigint = createGate(memory);
  const start: ControlStart = {
    ...{ connection, kernelInfo, stdin, parent: parentProcess(), userCode },
    sigint: memory,
  };
  const worker = new Worker(new URL('./controlThread.js', import.meta.url), {
    workerData: start,
    transferList: [stdin.port],
  });
  let noticed = 0;
  const runningCell = (): number => Atomics.load(flag, 1);
  defineTermination(
    flag,
    (number, cell) =>
      noticed < number && Atomics.load(flag, 0) === 1 && runningCell() === cell && !isWaiting(),
    sigint,
  );
  const isInterrupted = (): boolean =>
    noticed < Atomics.load(flag, 4) && Atomics.load(flag, 5) === runningCell();
  const { wait, isWaiting, reset } = createWait(sigint, isInterrupted);
  Atomics.wait = wait;
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (news: ControlNews) => {
      if (news.type === 'ready') resolve();
      else if (news.type === 'failed') reject(new Error(news.text));
      else if (news.type === 'handled') handlers.handled(news.header);
      else if (news.type === 'shutdown') handlers.shutdown(news.restart, news.header);
      else if (news.type === 'log') handlers.log(news.text);
      else {
        noticed = Math.max(noticed, news.number);
        worker.postMessage(noticed);
        handlers.interrupt(news.cell === runningCell());
      }
    });
  });
  let cells = 0;
  return {
    ready,
    setUserCode: (running) => Atomics.exchange(flag, 0, running ? 1 : 0) === 1,
    setCell: (running) => {
      reset();
      Atomics.store(flag, 1, running ? ++cells : 0);
    },
    sigint,
    close: () => {
      worker.postMessage(CLOSE);
      waitForMemory(flag, 3, 0, CLOSE_MILLISECONDS);
    },
  };
}
