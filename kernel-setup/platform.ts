/**
 * What the kernel itself waits with, as it was when the kernel started. Cells may replace the global functions, as
 * libraries for tests do to hold the time; the kernel must go on.
 */
export const { setImmediate, setTimeout, clearTimeout, performance, Promise, JSON } = globalThis;
export const { nextTick } = process;

/** `Atomics.wait` for the kernel's own short waits; cells find one that an interrupt ends. */
export const { wait: waitForMemory } = Atomics;
