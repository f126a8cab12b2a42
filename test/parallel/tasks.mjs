// What the workers of test/parallel/taskPool.test.ts compute.
import { setTimeout as wait } from 'node:timers/promises';
import { setImmediate } from 'node:timers';

/** Counted in each thread. */
let calls = 0;

export async function task({ act, milliseconds = 0, count = 0 }, shared, tell) {
  for (let i = 1; i <= count; i++) tell({ told: i });
  if (act === 'crash at once')
    process.nextTick(() => {
      throw new Error('crashed');
    });
  calls++;
  await wait(milliseconds);
  if (act === 'fail') throw new RangeError(`the task ${shared.word} is bad`);
  if (act === 'fail with a function') throw new Error('told, but not all', { cause: () => 1 });
  if (act === 'throw nothing') throw undefined;
  if (act === 'throw what has no text') throw { __proto__: null, own: () => 1 };
  if (act === 'out of memory') for (const kept = []; ;) kept.push(Array.from({ length: 1e5 }, Object));
  if (act === 'exit') process.exit(7);
  if (act === 'crash') {
    setImmediate(() => {
      throw new Error('crashed');
    });
    await wait(10_000);
  }
  if (act === 'function') return () => 1;
  if (act === 'spin') for (;;);
  return { word: shared.word, act, calls };
}
