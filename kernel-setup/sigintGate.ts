/**
 * When the control thread may send SIGINT to this process. Node takes its listeners away around a script that SIGINT is to
 * end, so there are moments in which nothing listens, and a SIGINT would end the kernel. The gate is closed in these. No
 * script begins or ends while a signal is on its way, so it meets the script that it was sent for.
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
  /** Whether the control thread has sent a SIGINT that has not arrived. */
  isSent(): boolean;
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
    isSent: () => Atomics.load(state, SENT) === 1,
    takeSignal: () => Atomics.exchange(state, SENT, 0) === 1,
  };
}

/**
 * The control thread's side: calls `send` if the gate is open and `isMeant` says that what runs is what is to be ended, and
 * leaves the gate closed, as the script that is ended goes. That is asked with the gate in hand: before, this thread may lose
 * the processor between the answer and the signal, and the next cell's script would be ended.
 */
export function sendThrough(memory: SharedArrayBuffer, isMeant: () => boolean, send: () => void): void {
  const state = new Int32Array(memory);
  if (Atomics.compareExchange(state, STATE, OPEN, SENDING) !== OPEN) return;
  const isSending = isMeant();
  if (isSending) Atomics.store(state, SENT, 1);
  try {
    if (isSending) send();
  } finally {
    Atomics.store(state, STATE, isSending ? CLOSED : OPEN);
    Atomics.notify(state, STATE);
  }
}
