/**
 * The stdin channel as the main thread sees it. The control thread holds its socket, so that code can wait for an answer
 * without going back to the event loop, as `prompt` of browsers does.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Message } from '../src/runner/wire.js';
import type { Outgoing } from './outgoing.js';

/** What the control thread is started with. */
export interface StdinStart {
  /** Takes each {@link Outgoing} to be sent, and gives each {@link Answer} that arrives. */
  readonly port: MessagePort;
  /** One Int32: how many answers have arrived, which wraps around. */
  readonly arrived: SharedArrayBuffer;
}

/** What the front end sends. */
export type Answer = Pick<Message, 'parentHeader' | 'content'>;

export interface StdinChannel {
  readonly start: StdinStart;
  ask(message: Outgoing): void;
  /** Calls `take` with every answer that nobody waits for. */
  listen(take: (answer: Answer) => void): void;
  /** Returns the next answer; an interrupt of the cell ends the wait. */
  wait(): Answer;
}

export function createStdinChannel(): StdinChannel {
  const { port1, port2 } = new MessageChannel();
  const arrived = new SharedArrayBuffer(4);
  const count = new Int32Array(arrived);
  return {
    start: { port: port2, arrived },
    ask: (message) => port1.postMessage(message),
    listen: (take) => {
      port1.on('message', take);
      port1.unref();
    },
    wait: () => {
      for (;;) {
        const seen = Atomics.load(count, 0);
        const received = receiveMessageOnPort(port1) as { readonly message: Answer } | undefined;
        if (received !== undefined) return received.message;
        // The wait of cells, which an interrupt ends.
        Atomics.wait(count, 0, seen);
      }
    },
  };
}
