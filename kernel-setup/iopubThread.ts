/** The thread that publishes on iopub, see `iopub.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { XPublisher } from 'zeromq';
import { addressOf, isIpv6 } from '../src/runner/connection.js';
import { createGatherer } from './gather.js';
import { CLOSED, SENT, type IopubNews, type IopubStart, type IopubTask } from './iopub.js';
import { settleSockets } from './settleSockets.js';
import { encode, type Outgoing } from './outgoing.js';

const { connection, progress } = workerData as IopubStart;
if (parentPort === null) throw new Error('the iopub thread needs a main thread');
const main = parentPort;
const state = new Int32Array(progress);

/** Messages that wait for a client that reads slowly. */
const HIGH_WATER_MARK = 64;
/**
 * A client that takes nothing for this long is disconnected, so that the others go on and miss nothing; when it reads
 * again, it connects anew by itself. Only Linux and Windows over TCP can do so.
 */
const DISCONNECT_MILLISECONDS = 5000;
/** Elsewhere clients that have no room miss what comes after this long; later they are waited for again. */
const STUCK_MILLISECONDS = 3 * DISCONNECT_MILLISECONDS;
const FORGIVE_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 2;
const LEAVE_MILLISECONDS = 150;

const tell = (news: IopubNews): void => main.postMessage(news);
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const iopub = new XPublisher({
  sendTimeout: 0,
  sendHighWaterMark: HIGH_WATER_MARK,
  noDrop: true,
  verbosity: 'allSubs',
  tcpMaxRetransmitTimeout: DISCONNECT_MILLISECONDS,
  ipv6: isIpv6(connection),
});
/** Until when messages are dropped for clients that have no room for them; 0 if they are waited for. */
let missesUntil = 0;

/** Whether clients without room miss messages. The library warns that this is too late for a socket in use; it is not. */
function setDrop(drop: boolean): void {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  iopub.noDrop = !drop;
  process.emitWarning = emitWarning;
}

const isFull = (error: unknown): boolean => (error as { code?: string }).code === 'EAGAIN';

/** Sends frames as soon as every client has room for them. */
async function sendFrames(frames: (Uint8Array | string)[]): Promise<void> {
  if (missesUntil > 0 && performance.now() > missesUntil) {
    missesUntil = 0;
    setDrop(false);
  }
  for (const began = performance.now(); ; await pause(RETRY_MILLISECONDS)) {
    try {
      return await iopub.send(frames);
    } catch (error) {
      if (!isFull(error)) throw error;
    }
    if (performance.now() - began < STUCK_MILLISECONDS) continue;
    setDrop(true);
    missesUntil = performance.now() + FORGIVE_MILLISECONDS;
  }
}

/** Messages are sent one after the other, in the order of the calls. */
let sending: Promise<void> = Promise.resolve();

/** For subscribers that have not been told yet that they are heard: these messages go before all others. */
const welcomes: Outgoing[] = [];

/** A turn of the event loop, in which new subscriptions are read. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function sendWelcomes(): Promise<void> {
  await turn();
  for (const message of welcomes.splice(0)) await sendFrames(encode(connection.key, message));
}

function send(message: Outgoing, size: number): void {
  sending = sending.then(async () => {
    try {
      await sendWelcomes();
      await sendFrames(encode(connection.key, message));
    } catch (error) {
      tell({
        type: 'log',
        text: `a ${message.type} could not be sent on iopub: ${(error as Error).message}`,
      });
    }
    Atomics.add(state, SENT, size);
    Atomics.notify(state, SENT);
  });
}

const gatherer = createGatherer(({ parent, name, texts, size }) => {
  send({ type: 'stream', parent, content: { name, text: texts.join('') }, identities: ['stream'] }, size);
});

async function close(): Promise<void> {
  gatherer.flush();
  await sending;
  await pause(LEAVE_MILLISECONDS);
  iopub.close();
  main.close();
  await settleSockets();
  Atomics.store(state, CLOSED, 1);
  Atomics.notify(state, CLOSED);
}

main.on('message', (task: IopubTask) => {
  if (task === 'close') return void close();
  if ('text' in task) return gatherer.add(task.text, task.name, task.parent, task.size);
  gatherer.flush();
  send({ ...task.message, content: JSON.parse(task.json) as Outgoing['content'] }, task.size);
});

/** Tells every new subscriber that it is heard from now on. */
async function welcome(): Promise<void> {
  for await (const [event] of iopub) {
    if (event?.[0] !== 1) continue;
    const subscription = event.subarray(1).toString();
    welcomes.push({
      ...{ identities: [subscription], type: 'iopub_welcome', parent: {} },
      content: { subscription },
    });
    sending = sending.then(sendWelcomes).catch(() => undefined);
  }
}

iopub.bind(addressOf(connection, connection.iopub_port)).then(
  () => {
    void welcome();
    tell({ type: 'ready' });
  },
  (error: Error) => tell({ type: 'failed', text: `the iopub channel cannot be opened: ${error.message}` }),
);
