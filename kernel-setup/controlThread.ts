/**
 * A thread that stays responsive while a cell keeps the main thread busy: it answers the heartbeat and the control
 * channel, holds the stdin channel, interrupts the main thread, and ends the process when its parent is gone.
 */
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import { Router } from 'zeromq';
import { killTree } from '../src/runner/killTree.js';
import { addressOf, isIpv6 } from '../src/runner/connection.js';
import { CLOSE, type ControlNews, type ControlStart, TERMINATE_NAME, TERMINATION } from './control.js';
import { encode } from './outgoing.js';
import { createReader } from './reader.js';
import { settleSockets } from './settleSockets.js';
import { sendThrough } from './sigintGate.js';
import { openStdin } from './stdinSocket.js';
import type { Content, Message } from '../src/runner/wire.js';

const { connection, kernelInfo, parent, userCode, sigint, stdin } = workerData as ControlStart;
if (parentPort === null) throw new Error('the control thread needs a main thread');
const main = parentPort;
const userCodeState = new Int32Array(userCode);

const PARENT_POLL_MILLISECONDS = 250;
/** How long the main thread may take to notice an interrupt before SIGINT, and then before its code is terminated. */
const NOTICE_MILLISECONDS = 60;
const STALL_MILLISECONDS = 300;
const EXIT_MILLISECONDS = 1500;
/** How long the main thread may take to answer whether its code may be ended, and then to end it. */
const ANSWER_MILLISECONDS = 1000;

const tell = (news: ControlNews): void => main.postMessage(news);
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const log = (text: string): void => tell({ type: 'log', text });
const die = (): void => killTree(process.pid);

/** Interrupts are numbered; the main thread answers with the number of the last one that it noticed. */
let asked = 0;
let noticed = 0;
main.on('message', (told: number | typeof CLOSE) => {
  if (told === CLOSE) void closeChannels();
  else noticed = told;
});

let closeSockets = (): void => undefined;

async function closeChannels(): Promise<void> {
  closeSockets();
  await settleSockets();
  Atomics.store(userCodeState, 3, 1);
  Atomics.notify(userCodeState, 3);
}

async function noticedWithin(milliseconds: number, number: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds && noticed < number; waited += 10) await pause(10);
  return noticed >= number;
}

/** What the main thread answers to the question whether its code may be ended; `asked` if it does not. */
async function answerWithin(milliseconds: number): Promise<number> {
  const { asked } = TERMINATION;
  const now = (): number => Atomics.load(userCodeState, 2);
  for (let waited = 0; waited < milliseconds && now() === asked; waited += 5) await pause(5);
  return now();
}

/** Makes the main thread end the code that it runs, see `control.ts`. Resolves when it has, or has refused to. */
async function terminateExecution({ number, cell }: Interrupt): Promise<void> {
  const session = new Session();
  session.connectToMainThread();
  try {
    Atomics.store(userCodeState, 2, TERMINATION.asked);
    const expression = `globalThis[Symbol.for('${TERMINATE_NAME}')](${number}, ${cell})`;
    session.post('Runtime.evaluate', { expression });
    if ((await answerWithin(ANSWER_MILLISECONDS)) !== TERMINATION.granted) return;
    const ended = new Promise<void>((resolve) => session.post('Runtime.terminateExecution', () => resolve()));
    Atomics.store(userCodeState, 2, TERMINATION.sent);
    Atomics.notify(userCodeState, 2);
    await Promise.race([ended, pause(ANSWER_MILLISECONDS)]);
  } finally {
    session.disconnect();
  }
}

/** Sends SIGINT as a terminal does: if the kernel leads a process group, to those that the cell waits for as well. */
function signalInterrupt(): void {
  try {
    process.kill(-process.pid, 'SIGINT');
  } catch {
    process.kill(process.pid, 'SIGINT');
  }
}

const runningCell = (): number => Atomics.load(userCodeState, 1);
const inUserCode = (): boolean => Atomics.load(userCodeState, 0) === 1;

interface Interrupt {
  readonly number: number;
  /** The cell that ran when it arrived. */
  readonly cell: number;
}

const concerns = ({ cell }: Interrupt): boolean => inUserCode() && runningCell() === cell;

let newest: Interrupt = { number: 0, cell: 0 };
let ending = false;

/** Ends what the main thread is stuck in, once for all interrupts. */
async function endStuckCode(): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    while (!(await noticedWithin(STALL_MILLISECONDS, newest.number)))
      if (concerns(newest)) await terminateExecution(newest);
  } finally {
    ending = false;
  }
}

/** Interrupts the running cell: by a message, by SIGINT if it loops, by force if it loops after an await. */
async function interrupt(cell: number): Promise<void> {
  const now = { number: ++asked, cell };
  newest = now;
  Atomics.store(userCodeState, 5, cell);
  Atomics.store(userCodeState, 4, now.number);
  tell({ type: 'interrupt', ...now });
  if (await noticedWithin(NOTICE_MILLISECONDS, now.number)) return;
  if (process.platform !== 'win32') sendThrough(sigint, () => concerns(now), signalInterrupt);
  await endStuckCode();
}

async function open(): Promise<void> {
  const unlimited = { linger: 0, sendTimeout: 0, sendHighWaterMark: 0, ipv6: isIpv6(connection) };
  const control = new Router(unlimited);
  // A Reply socket would do, but on bytes that are no request it aborts the process.
  const heartbeat = new Router(unlimited);
  await control.bind(addressOf(connection, connection.control_port));
  await heartbeat.bind(addressOf(connection, connection.hb_port));
  const closeStdin = await openStdin(connection, stdin, log);
  closeSockets = () => {
    control.close();
    heartbeat.close();
    closeStdin();
  };
  void echo(heartbeat);
  void answer(control);
  tell({ type: 'ready' });
}

async function echo(heartbeat: Router): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

async function answer(control: Router): Promise<void> {
  const read = createReader(connection.key);
  for await (const frames of control) {
    try {
      await answerOne(control, read(frames));
    } catch (error) {
      log(`a control message was dropped: ${(error as Error).message}`);
    }
  }
}

async function answerOne(control: Router, message: Message): Promise<void> {
  const { header, identities, content } = message;
  const reply = async (type: string, body: Content): Promise<void> => {
    const frames = encode(connection.key, { identities, type, parent: header, content: body });
    await control.send(frames);
  };
  const handled = (): void => tell({ type: 'handled', header });
  switch (header.msg_type) {
    case 'kernel_info_request':
      await reply('kernel_info_reply', kernelInfo);
      return handled();
    case 'interrupt_request': {
      // Before the reply, upon which the client may send the next cell.
      const cell = runningCell();
      await reply('interrupt_reply', { status: 'ok' });
      handled();
      // Not awaited: the channel stays open for a second interrupt, or a shutdown.
      return void interrupt(cell);
    }
    case 'shutdown_request': {
      const restart = content['restart'] === true;
      await reply('shutdown_reply', { status: 'ok', restart });
      tell({ type: 'shutdown', restart, header });
      setTimeout(die, EXIT_MILLISECONDS);
      await pause(50);
      return closeSockets();
    }
    default:
      handled();
      log(`the control channel knows no ${header.msg_type}`);
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
};

const { ppid } = process;

setInterval(() => {
  if (process.ppid !== ppid || !isAlive(parent)) die();
}, PARENT_POLL_MILLISECONDS);

open().catch((error: unknown) => {
  tell({ type: 'failed', text: `the control channel cannot be opened: ${(error as Error).message}` });
});
