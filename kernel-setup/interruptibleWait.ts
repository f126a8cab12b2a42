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
  /** Whether the main thread is in a piece of a wait. */
  readonly isWaiting: () => boolean;
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
    waiting = true;
    try {
      return original(array, index, value, timeout);
    } finally {
      waiting = false;
      sigint.open();
    }
  };
  const wait: Wait = (array, index, value, timeout = Infinity) => {
    const end = performance.now() + (Number.isNaN(Number(timeout)) ? Infinity : Number(timeout));
    for (let isFirst = true; ; isFirst = false) {
      const left = end - performance.now();
      const result = waitPiece(array, index, value, Math.max(0, Math.min(left, PIECE_MILLISECONDS)));
      // The value was the expected one at the beginning, and has changed since.
      if (result === 'not-equal' && !isFirst) return 'ok';
      if (result !== 'timed-out' || left <= PIECE_MILLISECONDS) return result;
      if (isInterrupted()) throw new Interrupted();
    }
  };
  return { wait: wait as typeof Atomics.wait, isWaiting: () => waiting };
}
