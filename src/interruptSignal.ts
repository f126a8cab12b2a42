/** The name under which a kernel keeps the signal of the running cell on the global object. */
export const SIGNAL: unique symbol = Symbol.for('Jupyter.signal') as never;

/**
 * The signal that is aborted when the running notebook cell is interrupted; undefined outside a notebook. Long calls that
 * are given no signal listen to this one.
 */
export const interruptSignal = (): AbortSignal | undefined =>
  (globalThis as { [SIGNAL]?: AbortSignal })[SIGNAL];
