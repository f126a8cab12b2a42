/**
 * Who listens to SIGINT. Around a script that SIGINT is to end Node takes the handler of the signal for itself, and what begins to listen
 * meanwhile replaces it: the script is then not ended, and afterwards, when Node lets go of a handler that is no longer its own, SIGINT
 * ends the process. So listeners stand in their list while a cell's statements run, and hear again afterwards.
 */
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { Script } from 'node:vm';
import type { CellFunction } from './cellFunction.js';
import { nextTick, performance } from './platform.js';
import type { SigintGate } from './sigintGate.js';

export interface SigintListeners {
  /** Calls a function such that SIGINT ends it, also if it loops; what is thrown then is {@link isSigint}. */
  call(script: CellFunction): void | Promise<void>;
  /** Listens, whatever has become of the listeners. */
  listen(): void;
}

/** Whether this is what ends a script at SIGINT. */
export const isSigint = (error: unknown): boolean =>
  types.isNativeError(error) && (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED';

type Listener = (...args: unknown[]) => void;

/** Node's own listener that begins to hear a signal when somebody listens to it. */
const STARTER = 'startListeningIfSignal';

let pendingCall: CellFunction = () => undefined;
const PENDING = Symbol.for('heavytail.kernel.call');
Object.defineProperty(globalThis, PENDING, { get: () => pendingCall });
const trampoline = new Script(`globalThis[Symbol.for('heavytail.kernel.call')]()`, {
  filename: fileURLToPath(import.meta.url),
});

/**
 * Has Node begin to hear SIGINT for a new listener only where `mayHear` says so. In a Node without such a listener SIGINT ends no loop of a
 * cell; the control thread does so by force.
 */
function holdHearing(mayHear: () => boolean): void {
  const starter = process.rawListeners('newListener').find(({ name }) => name === STARTER) as
    Listener | undefined;
  if (starter === undefined) return;
  process.off('newListener', starter);
  process.on('newListener', (event) => {
    if (event !== 'SIGINT' || mayHear()) starter(event);
  });
}

/** How long a script that a SIGINT was sent to waits to be ended. */
const END_MILLISECONDS = 2000;

/**
 * Waits for a SIGINT that was sent to end the script that calls this. Were the script over first, the signal would end a later one: Node's
 * handler raises a semaphore, Node's thread that waits for it ends with the script without lowering it so often, and that of the next
 * script, or of one long after, finds it raised. Which of the two comes first hangs on how busy the machine is.
 */
function waitToBeEnded(): void {
  // Not a wait for memory: V8 aborts a process whose code is ended there.
  const end = performance.now() + END_MILLISECONDS;
  while (performance.now() < end);
}

/** A script that sends SIGINT to its own process is ended there. */
function waitForOwnSignal(inScript: () => boolean): void {
  const { kill } = process;
  process.kill = (pid, signal) => {
    const isSent = kill.call(process, pid, signal);
    if (pid === process.pid && (signal === 'SIGINT' || signal === constants.signals.SIGINT) && inScript())
      waitToBeEnded();
    return isSent;
  };
}

/** Calls `interrupt` at each SIGINT that the control thread did not send: of those its message says which cell is meant. */
export function createSigintListeners(gate: SigintGate, interrupt: () => void): SigintListeners {
  let inScript = false;
  holdHearing(() => !inScript);
  waitForOwnSignal(() => inScript);
  const onSigint = (): void => {
    if (!gate.takeSignal()) interrupt();
  };
  const take = (): Listener[] => {
    const listeners = process.rawListeners('SIGINT') as Listener[];
    process.removeAllListeners('SIGINT');
    return listeners;
  };
  const add = (listeners: readonly Listener[]): void => {
    for (const listener of listeners) process.on('SIGINT', listener);
  };
  const hearAgain = (): void => {
    inScript = false;
    // What was sent went to the script, whatever ended it; kept, it would pass for a later one that is sent by hand.
    gate.takeSignal();
    add(take());
  };

  return {
    listen: () => {
      // Code that was terminated could not do it itself.
      if (inScript) hearAgain();
      if (!process.listeners('SIGINT').includes(onSigint)) process.on('SIGINT', onSigint);
      gate.open();
    },
    call: (script) => {
      gate.close();
      const listeners = take();
      // One that came so late that no listener heard it goes with them.
      gate.takeSignal();
      inScript = true;
      pendingCall = () => {
        add(listeners);
        gate.open();
        try {
          return script();
        } finally {
          gate.close();
          if (gate.isSent()) waitToBeEnded();
        }
      };
      try {
        return trampoline.runInThisContext({ breakOnSigint: true }) as void | Promise<void>;
      } catch (error) {
        // The script alone has heard of it.
        if (isSigint(error) && !gate.takeSignal()) nextTick(() => process.emit('SIGINT', 'SIGINT'));
        throw error;
      } finally {
        gate.close();
        hearAgain();
        gate.open();
      }
    },
  };
}
