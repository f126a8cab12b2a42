import { spawnSync } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTaskPool, withTaskPool, type TaskPool } from '../../src/parallel/taskPool.js';

interface Task {
  readonly act?: string;
  readonly milliseconds?: number;
  readonly count?: number;
}

interface Told {
  readonly told: number;
}

const settings = {
  module: new URL('./tasks.mjs', import.meta.url).href,
  name: 'task',
  shared: { word: 'w' },
  workers: 2,
};
const pools: TaskPool<Task, unknown, Told>[] = [];
const poolOf = (workers: number, shared: unknown = settings.shared): TaskPool<Task, unknown, Told> => {
  const pool = createTaskPool<Task, unknown, Told>({ ...settings, workers, shared });
  pools.push(pool);
  return pool;
};
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

describe('a pool of tasks', () => {
  it('hears all messages of a task, in order, before its result, its error or its death', async () => {
    const pool = poolOf(2);
    const all = Array.from({ length: 50 }, (_, i) => i + 1);
    for (const act of ['work', 'fail', 'exit', 'crash', 'crash at once']) {
      const seen: number[] = [];
      const onMessage = ({ told }: Told): void => void seen.push(told);
      const ended = pool.run({ act, count: 50 }, { onMessage }).catch(() => undefined);
      await ended.then(() => expect([act, seen]).toEqual([act, all]));
    }
  });
  it('gives the kind and the words of an error, and works on in the same thread', async () => {
    const pool = poolOf(1, { word: 'x' });
    await expect(pool.run({ act: 'fail' })).rejects.toThrow(new RangeError('the task x is bad'));
    await expect(pool.run({ act: 'throw nothing' })).rejects.toBeUndefined();
    await expect(pool.run({ act: 'function' })).rejects.toThrow(/could not be cloned/);
    await expect(pool.run({ act: 'fail with a function' })).rejects.toThrow(/^told, but not all$/);
    expect(await pool.run({ act: 'work' })).toEqual({ word: 'x', act: 'work', calls: 5 });
  });
  it('rejects the task of a worker that dies, and no other', async () => {
    const pool = poolOf(2);
    const slow = pool.run({ act: 'slow', milliseconds: 600 });
    const dying = pool.run({ act: 'exit' });
    const waiting = [pool.run({ act: 'a' }), pool.run({ act: 'b' })];
    await expect(dying).rejects.toThrow('a worker thread died: exit code 7');
    await expect(pool.run({ act: 'crash' })).rejects.toThrow('crashed');
    expect(await Promise.all([slow, ...waiting])).toMatchObject([
      { act: 'slow' },
      { act: 'a' },
      { act: 'b' },
    ]);
  });
  it('says that a thread ran out of memory, what to do, and works on', () => {
    const program = fileURLToPath(new URL('./outOfMemory.mjs', import.meta.url));
    const child = spawnSync(process.execPath, ['--max-old-space-size=60', program], { timeout: 60_000 });
    expect([child.status, JSON.parse(String(child.stdout))]).toEqual([
      0,
      [
        expect.stringMatching(
          /^a worker thread ran out of memory\. Smaller samples.* NODE_OPTIONS=--max-old-space-size=8192 allows/,
        ),
        'work',
      ],
    ]);
  });
  it('rejects the task of a thread whose answer cannot be read, or that throws what has no text', async () => {
    const threads: Worker[] = [];
    const see = (thread: Worker): void => void threads.push(thread);
    process.on('worker', see);
    const pool = poolOf(1);
    const unread = pool.run({ act: 'spin' });
    await vi.waitUntil(() => threads.length === 1);
    threads[0].emit('messageerror', new Error('no memory for the answer'));
    await expect(unread).rejects.toThrow('no memory for the answer');
    await expect(pool.run({ act: 'throw what has no text' })).rejects.toThrow('that has no text');
    expect(await pool.run({ act: 'work' })).toMatchObject({ act: 'work', calls: 2 });
    process.off('worker', see);
    expect(threads).toHaveLength(2);
  });
  it('ends one task at its signal, under way or waiting, and no other', async () => {
    const threads: Worker[] = [];
    const see = (thread: Worker): void => void threads.push(thread);
    process.on('worker', see);
    const pool = poolOf(1);
    const [first, second] = [new AbortController(), new AbortController()];
    const spinning = pool.run({ act: 'spin' }, { signal: first.signal });
    const waiting = pool.run({ act: 'spin' }, { signal: second.signal });
    const last = pool.run({ act: 'last' });
    second.abort(new Error('not needed'));
    await expect(waiting).rejects.toThrow('not needed');
    first.abort(new Error('enough'));
    await expect(spinning).rejects.toThrow('enough');
    expect(await last).toMatchObject({ act: 'last' });
    await expect(pool.run({}, { signal: first.signal })).rejects.toThrow('enough');
    process.off('worker', see);
    const running = (): Worker[] => threads.filter(({ threadId }) => threadId >= 0);
    await vi.waitUntil(() => running().length === 1); // That of the last task, now idle.
  });
  it('ends a task whose listener throws, with that error', async () => {
    const pool = poolOf(1);
    const onMessage = (): void => {
      throw new Error('the listener is bad');
    };
    await expect(pool.run({ act: 'spin', count: 2 }, { onMessage })).rejects.toThrow('the listener is bad');
    expect(await pool.run({ act: 'work' })).toMatchObject({ act: 'work' });
  });
  it('rejects what cannot be sent to a worker and goes on', async () => {
    const pool = poolOf(1);
    await expect(pool.run({ act: (() => 1) as never })).rejects.toThrow(/could not be cloned/);
    expect(await pool.run({ act: 'work' })).toMatchObject({ act: 'work' });
    const bad = poolOf(1, { word: () => 'w' });
    await expect(bad.run({})).rejects.toThrow(/could not be cloned/);
  });
  it('rejects everything when it is closed, and afterwards', async () => {
    const pool = poolOf(1);
    const runs = [pool.run({ act: 'spin' }), pool.run({})];
    const ended = Promise.allSettled(runs);
    await pool.close(new Error('closed for today'));
    for (const { status, reason } of (await ended) as PromiseRejectedResult[])
      expect([status, (reason as Error).message]).toEqual(['rejected', 'closed for today']);
    await expect(pool.run({})).rejects.toThrow('closed for today');
  });
  it('starts a thread only when it is needed, and no more than it may', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    const pool = poolOf(2);
    expect(started).toBe(0);
    await pool.run({});
    await pool.run({});
    expect(started).toBe(1);
    await Promise.all([1, 2, 3, 4, 5].map(() => pool.run({ milliseconds: 20 })));
    expect(started).toBe(2);
    process.off('worker', count);
  });
  it('keeps the process alive while it works, not when it is idle', () => {
    const program = fileURLToPath(new URL('./oneTask.mjs', import.meta.url));
    const child = spawnSync(process.execPath, [program], { timeout: 30_000 });
    expect([String(child.stderr), child.status, String(child.stdout).trim()]).toEqual(['', 0, 'end']);
  });
});

describe('withTaskPool', () => {
  it('ends its workers with the reason of its signal', async () => {
    const controller = new AbortController();
    const answer = withTaskPool<Task, unknown, unknown>({ ...settings, signal: controller.signal }, (run) =>
      Promise.all([run({ act: 'spin' }), run({ act: 'spin' }), run({})]),
    );
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    await expect(
      withTaskPool<Task, unknown, unknown>({ ...settings, signal: controller.signal }, async () => 1),
    ).rejects.toThrow('stopped');
  });
});
