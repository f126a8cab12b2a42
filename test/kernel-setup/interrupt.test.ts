import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession, type Session } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
  await session.run('let state = 41;');
});
afterAll(() => session.end());

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('an interrupt', () => {
  it.each([
    ['a loop', 'for (;;) state += 0;'],
    ['a cell that waits', 'await new Promise((r) => setTimeout(r, 60_000))'],
    ['a loop after an await', 'await null; for (;;) state += 0;'],
    ['a loop in a timer', 'setTimeout(() => { for (;;); }, 5); await new Promise(() => undefined)'],
    [
      'a loop that catches everything',
      'await null; for (;;) { try { for (;;); } catch {} finally { state += 0; } }',
    ],
    [
      'a loop within an asynchronous context',
      `const { AsyncLocalStorage } = await import('node:async_hooks');\n` +
        `await new AsyncLocalStorage().run(1, async () => { await null; for (;;); })`,
    ],
  ])('ends %s and keeps the state', async (_, code) => {
    const running = session.run(code);
    await wait(300);
    await session.kernel.interrupt();
    expect((await running).reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('aborts the signal that libraries listen to', async () => {
    const running = session.run(
      `(globalThis as any)[Symbol.for('Jupyter.signal')].addEventListener('abort', () => { state = 1 });\n` +
        'await new Promise(() => undefined)',
    );
    await wait(200);
    await session.kernel.interrupt();
    await running;
    expect((await session.run('state')).result).toBe('1');
  });

  it('by SIGINT ends a loop too', async () => {
    const running = session.run('for (;;) state += 0;');
    await wait(300);
    process.kill(session.kernel.pid, 'SIGINT');
    expect((await running).reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
  });

  it('of an idle kernel does nothing', async () => {
    await session.kernel.interrupt();
    expect((await session.run('"still here"')).result).toBe("'still here'");
  });
});
