/**
 * When the control thread may send SIGINT to this process. Node takes its listeners away around a script that SIGINT is to
 * end, so there are moments in which nothing listens, and a SIGINT would end the kernel. The gate is closed in these.
 */

const CLOSED = 0;
const OPEN = 1;
const SENDING = 2;

/** Memory for a gate, to be shared by the two threads. */
export const gateMemory = (): SharedArrayBuffer => new SharedArrayBuffer(4);

/** The main thread's side. */
export interface SigintGate {
  /** Something listens to SIGINT from here on. */
  open(): void;
  /** Returns once no SIGINT is on its way. */
  close(): void;
}

export function createGate(memory: SharedArrayBuffer): SigintGate {
  const state = new Int32Array(memory);
  return {
    open: () => void Atomics.store(state, 0, OPEN),
    close: () => {
      while (Atomics.compareExchange(state, 0, OPEN, CLOSED) === SENDING) Atomics.wait(state, 0, SENDING, 10);
    },
  };
}

/** The control thread's side: calls `send` if the gate is open, and leaves it closed, as the script that is ended goes. */
export function sendThrough(memory: SharedArrayBuffer, send: () => void): void {
  const state = new Int32Array(memory);
  if (Atomics.compareExchange(state, 0, OPEN, SENDING) !== OPEN) return;
  try {
    send();
  } finally {
    Atomics.store(state, 0, CLOSED);
    Atomics.notify(state, 0);
  }
}
