/**
 * The iopub channel as the main thread sees it. A thread of its own sends, so that what a cell prints is seen while the
 * cell goes on computing, and so that it can be waited for: by a loop that prints faster than clients read, and by a
 * process that is about to end.
 */
import { Worker } from 'node:worker_threads';
import type { Connection } from '../src/runner/connection.js';
import type { Header } from '../src/runner/wire.js';
import type { Outgoing } from './outgoing.js';
import { JSON, performance, Promise, waitForMemory } from './platform.js';

export type StreamName = 'stdout' | 'stderr';

/** What the thread is started with. */
export interface IopubStart {
  readonly connection: Connection;
  /** Two Int32: the size of what was sent, which wraps around; and 1 when the channel is closed. */
  readonly progress: SharedArrayBuffer;
}

/** What the thread is told. Contents are JSON, so that what a library made of them is what is sent. */
export type IopubTask =
  | {
      readonly text: string;
      readonly name: StreamName;
      readonly parent: Partial<Header>;
      readonly size: number;
    }
  | { readonly message: Omit<Outgoing, 'content'>; readonly json: string; readonly size: number }
  | 'close';

/** What the thread tells. */
export type IopubNews =
  | { readonly type: 'ready' }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string };

export const SENT = 0;
export const CLOSED = 1;

export interface Publish {
  /** Publishes a message. Where it is `paced`, this waits while too much is on its way. */
  publish(message: Outgoing, paced: boolean): void;
  /** Adds text to a stream of a request, and waits while too much is on its way. */
  write(parent: Partial<Header>, name: StreamName, text: string): void;
}

export interface Iopub extends Publish {
  /** Resolves when the channel is open. */
  readonly ready: Promise<void>;
  /** Returns when everything is sent, at the latest after a second. */
  drain(): void;
  /** Sends the rest and closes the channel, within a second. */
  close(): void;
}

/** What may be on its way to the clients, in characters. */
const LIMIT = 1 << 24;

/** What a message takes besides its content. */
const OVERHEAD = 400;

const LAST_MILLISECONDS = 1000;

/** ZeroMQ sends in a thread of its own, too, and does not say when it has; the last messages get this long, on a busy machine too. */
const LEAVE_MILLISECONDS = 250;

export function openIopub(connection: Connection, log: (text: string) => void): Iopub {
  const progress = new SharedArrayBuffer(8);
  const state = new Int32Array(progress);
  const start: IopubStart = { connection, progress };
  const thread = new Worker(new URL('./iopubThread.js', import.meta.url), { workerData: start });
  const ready = new Promise<void>((resolve, reject) => {
    thread.on('error', reject);
    thread.on('message', (news: IopubNews) => {
      if (news.type === 'ready') resolve();
      else if (news.type === 'log') log(news.text);
      else reject(new Error(news.text));
    });
  });
  thread.unref();
  let posted = 0;
  const waiting = (): number => (posted - Atomics.load(state, SENT)) | 0;
  const post = (task: Exclude<IopubTask, 'close'>, buffers: ArrayBuffer[] = []): void => {
    thread.postMessage(task, buffers);
    // Afterwards: a cell may be ended in between, and what is not counted is not waited for.
    posted = (posted + task.size) | 0;
  };
  const pace = (): void => {
    if (waiting() < LIMIT) return;
    for (let sent = Atomics.load(state, SENT); waiting() > LIMIT / 2; sent = Atomics.load(state, SENT))
      // The wait of cells, which an interrupt ends.
      Atomics.wait(state, SENT, sent);
  };
  return {
    ready,
    publish: ({ content, buffers = [], ...message }, paced) => {
      const json = JSON.stringify(content);
      // Copies, as a view may be on memory that changes, or that is far larger.
      const copies = buffers.map((each) => new Uint8Array(each));
      const size = copies.reduce((sum, each) => sum + each.byteLength, OVERHEAD + json.length);
      post(
        { message: { ...message, buffers: copies }, json, size },
        copies.map((each) => each.buffer),
      );
      if (paced) pace();
    },
    write: (parent, name, text) => {
      post({ text, name, parent, size: OVERHEAD + text.length });
      pace();
    },
    drain: () => {
      const end = performance.now() + LAST_MILLISECONDS;
      for (let sent = Atomics.load(state, SENT); waiting() > 0; sent = Atomics.load(state, SENT)) {
        const left = end - performance.now();
        if (left <= 0 || waitForMemory(state, SENT, sent, left) === 'timed-out') break;
      }
      waitForMemory(state, CLOSED, 0, LEAVE_MILLISECONDS);
    },
    close: () => {
      if (Atomics.load(state, CLOSED) === 1) return;
      thread.postMessage('close');
      waitForMemory(state, CLOSED, 0, LAST_MILLISECONDS);
    },
  };
}
