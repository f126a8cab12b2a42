/**
 * When the control thread may send SIGINT to this process. Node takes its listeners away around a script that SIGINT is to
 * end, so there are moments in which nothing listens, and a SIGINT would end the kernel. The gate is closed in these.
 */
import { waitForMemory } from './platform.js';

const CLOSED = 0;
const OPEN = 1;
const SENDING = 2;

/** The places in the memory: the state of the gate, and 1 from before a signal is sent until it has arrived. */
const STATE = 0;
const SENT = 1;

/** Memory for a gate, to be shared by the two threads. */
export const gateMemory = (): SharedArrayBuffer => new SharedArrayBuffer(8);

/** The main thread's side. */
export interface SigintGate {
  /** Something listens to SIGINT from here on. */
  open(): void;
  /** Returns once no SIGINT is on its way. */
  close(): void;
  /** Closes the gate if it is open; returns whether it was. */
  tryClose(): boolean;
  /** A SIGINT has arrived; returns whether the control thread sent it, whose message then says which cell is meant. */
  takeSignal(): boolean;
}

export function createGate(memory: SharedArrayBuffer): SigintGate {
  const state = new Int32Array(memory);
  return {
    open: () => void Atomics.store(state, STATE, OPEN),
    close: () => {
      while (Atomics.compareExchange(state, STATE, OPEN, CLOSED) === SENDING)
        waitForMemory(state, STATE, SENDING, 10);
    },
    tryClose: () => Atomics.compareExchange(state, STATE, OPEN, CLOSED) === OPEN,
    takeSignal: () => Atomics.exchange(state, SENT, 0) === 1,
  };
}

/** The control thread's side: calls `send` if the gate is open, and leaves it closed, as the script that is ended goes. */
export function sendThrough(memory: SharedArrayBuffer, send: () => void): void {
  const state = new Int32Array(memory);
  if (Atomics.compareExchange(state, STATE, OPEN, SENDING) !== OPEN) return;
  Atomics.store(state, SENT, 1);
  try {
    send();
  } finally {
    Atomics.store(state, STATE, CLOSED);
    Atomics.notify(state, STATE);
  }
}
