/** The main thread's side of the control thread. */
import { Worker } from 'node:worker_threads';
import type { Connection } from './connection.js';
import type { Content, Header } from './wire.js';

/** What the control thread is started with. */
export interface ControlStart {
  readonly connection: Connection;
  readonly kernelInfo: Content;
  /** The process whose end ends the kernel. */
  readonly parent: number;
  /** One Int32: 1 while code of a cell may be running, which alone may be terminated. */
  readonly userCode: SharedArrayBuffer;
}

/** What the control thread tells. */
export type ControlNews =
  | { readonly type: 'ready' }
  | { readonly type: 'interrupt' }
  | { readonly type: 'handled'; readonly header: Header }
  | { readonly type: 'shutdown'; readonly restart: boolean; readonly header: Header }
  | { readonly type: 'log'; readonly text: string }
  | { readonly type: 'failed'; readonly text: string };

export interface ControlHandlers {
  interrupt(): void;
  /** A request on the control channel was answered; its status is still to be published. */
  handled(header: Header): void;
  shutdown(restart: boolean, header: Header): void;
  log(text: string): void;
}

export interface Control {
  /** Resolves when the control and heartbeat channels are open. */
  readonly ready: Promise<void>;
  /** Says whether code of a cell is running. */
  setUserCode(running: boolean): void;
}

export function startControl(
  connection: Connection,
  kernelInfo: Content,
  handlers: ControlHandlers,
): Control {
  const userCode = new SharedArrayBuffer(4);
  const flag = new Int32Array(userCode);
  const start: ControlStart = { connection, kernelInfo, parent: process.ppid, userCode };
  const worker = new Worker(new URL('./controlThread.js', import.meta.url), { workerData: start });
  const ready = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (news: ControlNews) => {
      if (news.type === 'ready') resolve();
      else if (news.type === 'failed') reject(new Error(news.text));
      else if (news.type === 'handled') handlers.handled(news.header);
      else if (news.type === 'shutdown') handlers.shutdown(news.restart, news.header);
      else if (news.type === 'log') handlers.log(news.text);
      else {
        worker.postMessage('noticed');
        handlers.interrupt();
      }
    });
  });
  return { ready, setUserCode: (running) => void Atomics.store(flag, 0, running ? 1 : 0) };
}
