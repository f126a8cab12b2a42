import type { Message } from '../src/runner/wire.js';
import { Promise } from './platform.js';

/** A request; it is aborted if a cell before it failed. */
export interface Queued {
  readonly message: Message;
  aborted: boolean;
}

/** The requests of the shell channel in the order in which they came. */
export interface RequestQueue {
  add(message: Message): void;
  /** Resolves with the next request, once there is one; to be called again only after that. */
  next(): Promise<Queued>;
  /** Aborts the cells that wait now. */
  abortCells(): void;
}

export function createRequestQueue(): RequestQueue {
  const waiting: Queued[] = [];
  let wake: () => void = () => undefined;
  return {
    add: (message) => {
      waiting.push({ message, aborted: false });
      wake();
    },
    next: async () => {
      for (;;) {
        const first = waiting.shift();
        if (first !== undefined) return first;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    abortCells: () => {
      for (const each of waiting) if (each.message.header.msg_type === 'execute_request') each.aborted = true;
    },
  };
}
