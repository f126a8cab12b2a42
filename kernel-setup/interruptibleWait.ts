/**
 * `Atomics.wait` for cells. V8 aborts the process when the code that it ends waits there, so it is waited in short pieces,
 * in which nothing is ended, and the wait itself throws when it is interrupted.
 */
import { Interrupted } from './interrupted.js';
import { performance, waitForMemory } from './platform.js';
import type { SigintGate } from './sigintGate.js';

const PIECE_MILLISECONDS = 20;

export interface InterruptibleWait {
  readonly wait: typeof Atomics.wait;
  /** Whether the main thread is in a piece of a wait, or about to be. */
  readonly isWaiting: () => boolean;
  /** Says that it is not: code that was ended before its wait could not say so itself. */
  readonly reset: () => void;
}

/** `isInterrupted` says whether the running cell is to end. */
export function createWait(sigint: SigintGate, isInterrupted: () => boolean): InterruptibleWait {
  type Wait = (
    array: Int32Array,
    index: number,
    value: number,
    timeout: number,
  ) => ReturnType<typeof Atomics.wait>;
  const original = waitForMemory as Wait;
  let waiting = false;
  const waitPiece: Wait = (array, index, value, timeout) => {
    // A signal on its way ends this code in a moment, which must not be spent waiting.
    if (!sigint.tryClose()) return original(array, index, value, 0);
    try {
      return original(array, index, value, timeout);
    } finally {
      sigint.open();
    }
  };
  const wait: Wait = (array, index, value, timeout = Infinity) => {
    const end = performance.now() + (Number.isNaN(Number(timeout)) ? Infinity : Number(timeout));
    for (let isFirst = true; ; isFirst = false) {
      const left = end - performance.now();
      waiting = true;
      try {
        // Before the wait: code that catches what is thrown here, or throws it into a promise, may wait again and again,
        // and can be ended only where it does not. After `waiting` is set: from then on nothing is ended.
        if (isInterrupted()) throw new Interrupted();
        const result = waitPiece(array, index, value, Math.max(0, Math.min(left, PIECE_MILLISECONDS)));
        // The value was the expected one at the beginning, and has changed since.
        if (result === 'not-equal' && !isFirst) return 'ok';
        if (result !== 'timed-out' || left <= PIECE_MILLISECONDS) return result;
      } finally {
        waiting = false;
      }
    }
  };
  return { wait: wait as typeof Atomics.wait, isWaiting: () => waiting, reset: () => void (waiting = false) };
}
