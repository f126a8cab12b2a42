import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createWait } from '../../../kernel-setup/interruptibleWait.js';
import { createGate, gateMemory, sendThrough } from '../../../kernel-setup/sigintGate.js';

function start(isInterrupted = (): boolean => false) {
  const memory = gateMemory();
  const gate = createGate(memory);
  gate.open();
  const array = new Int32Array(new SharedArrayBuffer(4));
  const { wait, isWaiting } = createWait(gate, isInterrupted);
  return { wait, isWaiting, gate, memory, array };
}

/** Runs code in another thread, which finds the array as `array`. */
async function elsewhere(array: Int32Array, code: string): Promise<Worker> {
  const text = `const { workerData: array, parentPort } = require('node:worker_threads');
    parentPort.postMessage('begun'); ${code}`;
  const worker = new Worker(text, { eval: true, workerData: array });
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

describe('a wait of a cell', () => {
  it('says whether the value was another, or stayed for as long as was asked', () => {
    const { wait, isWaiting, array } = start();
    expect(wait(array, 0, 1)).toBe('not-equal');
    for (const milliseconds of [0, 5, 70]) {
      const before = performance.now();
      expect(wait(array, 0, 0, milliseconds)).toBe('timed-out');
      expect(performance.now() - before).toBeGreaterThanOrEqual(milliseconds - 1);
    }
    expect(wait(array, 0, 0, -5)).toBe('timed-out');
    expect(isWaiting()).toBe(false);
  });

  it.each([
    ['is woken', 'Atomics.store(array, 0, 1); Atomics.notify(array, 0);'],
    // A call to wake it may come between two pieces of the wait.
    ['finds another value', 'Atomics.store(array, 0, 1);'],
  ])('without an end goes on until it %s', async (_, code) => {
    const { wait, isWaiting, array } = start();
    const worker = await elsewhere(array, `setTimeout(() => { ${code} }, 60);`);
    expect(wait(array, 0, 0)).toBe('ok');
    expect(isWaiting()).toBe(false);
    await worker.terminate();
  });

  it('is ended by an interrupt, before and within', () => {
    let asked = 0;
    const { wait, isWaiting, array } = start(() => ++asked > 2);
    expect(() => wait(array, 0, 0)).toThrow(expect.objectContaining({ name: 'KeyboardInterrupt' }) as Error);
    expect([asked, isWaiting()]).toEqual([3, false]);
    expect(() => wait(array, 0, 1)).toThrow('the cell was interrupted');
  });

  it('lets a signal through between its pieces alone, and waits for none that is on its way', () => {
    const { wait, gate, memory, array } = start();
    expect(wait(array, 0, 0, 5)).toBe('timed-out');
    let sent = 0;
    const send = (): void => {
      sent++;
      // The gate is closed: the wait must not keep the thread.
      const before = performance.now();
      wait(array, 0, 0, 19);
      expect(performance.now() - before).toBeLessThan(19);
    };
    sendThrough(memory, () => true, send);
    expect([sent, gate.takeSignal()]).toEqual([1, true]);
  });
});
