import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { startSession, type Ran, type Session, wait } from './session.js';

const built = (name: string): string =>
  pathToFileURL(join(packageFolder(), 'dist', 'src', 'runner', name)).href;
const KERNEL_PROCESS = built('kernelProcess.js');
const CONNECTION = built('connection.js');

let session: Session;
beforeAll(async () => {
  session = await startSession();
  await session.run('let state = 41;');
});
afterAll(() => session.end());

/** Whether a process runs; one that has ended but that nobody has waited for yet (a zombie) does not. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !(existsSync(stat) && /\) Z /.test(readFileSync(stat, 'utf8')));
};

/** The child processes of a process. */
const childrenOf = (pid: number): number[] =>
  [...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').matchAll(/\d+/g)].map(Number);

/** Runs a cell that shows something when it is about to wait or loop, and resolves `ready` then. */
function start(code: string): { ready: Promise<void>; ran: Promise<Ran> } {
  let announce = (): void => undefined;
  const ready = new Promise<void>((resolve) => (announce = resolve));
  const ran = session.run(code, {
    onMessage: ({ header }) => {
      if (header.msg_type === 'display_data') announce();
    },
  });
  return { ready, ran };
}

describe('an interrupt', () => {
  it.each([
    ['a loop', 'for (;;) state += 0;'],
    ['a cell that waits', 'await new Promise((r) => setTimeout(r, 60_000))'],
    ['a loop after an await', 'await null; for (;;) state += 0;'],
    ['a wait for memory', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    [
      'waits for memory after an await',
      'await null; const memory = new Int32Array(new SharedArrayBuffer(4)); for (;;) Atomics.wait(memory, 0, 0, 30);',
    ],
    ['a result that never comes', 'new Promise(() => undefined)'],
    [
      'a result that never shows itself',
      `display('ready'); ({ [Symbol.for('Jupyter.display')]: () => new Promise(() => undefined) })`,
    ],
    [
      'a loop in a timer',
      `setTimeout(() => { display('loops'); for (;;); }, 5); await new Promise(() => undefined)`,
    ],
    [
      'a loop that catches everything',
      'await null; for (;;) { try { for (;;); } catch {} finally { state += 0; } }',
    ],
    [
      'a loop within an asynchronous context',
      `const { AsyncLocalStorage } = await import('node:async_hooks');\n` +
        `await new AsyncLocalStorage().run(1, async () => { await null; for (;;); })`,
    ],
    [
      'a loop under asynchronous hooks',
      `const { AsyncResource, createHook } = await import('node:async_hooks');\n` +
        `const hook = createHook({ before() {}, after() {}, promiseResolve() {} }).enable();\n` +
        `try { await null; new AsyncResource('outer').runInAsyncScope(() => { for (;;); }); } finally { hook.disable(); }`,
    ],
  ])('ends %s and keeps the state', async (_, code) => {
    const { ready, ran: running } = start(code.includes('display') ? code : `display('ready');\n${code}`);
    await ready;
    await session.kernel.interrupt();
    const ran = await running;
    expect(ran.reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect(ran.stderr).toBe('');
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('aborts the signal that libraries listen to', async () => {
    const { ready, ran } = start(
      `(globalThis as any)[Symbol.for('Jupyter.signal')].addEventListener('abort', () => { state = 1 });\n` +
        `display('ready');\nawait new Promise(() => undefined)`,
    );
    await ready;
    await session.kernel.interrupt();
    await ran;
    expect((await session.run('state')).result).toBe('1');
    await session.run('state = 41');
  });

  it('by SIGINT ends a loop too', async () => {
    const { ready, ran } = start(`display('ready'); for (;;) state += 0;`);
    await ready;
    process.kill(session.kernel.pid, 'SIGINT');
    expect((await ran).reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
  });

  it.skipIf(process.platform !== 'linux')('reaches the process that a cell waits for', async () => {
    const { ready, ran } = start(
      `import { spawnSync } from 'node:child_process';\ndisplay('ready');\nspawnSync('sleep', ['600']);`,
    );
    await ready;
    const { kernel } = session;
    while (childrenOf(kernel.pid).length === 0) await wait(20);
    await kernel.interrupt();
    expect((await ran).reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    // The kernel listens to SIGINT as before, whether this one finds it idle or in the next cell. It is waited for: one that came late
    // would meet the next test's cell, and keep its loop from beginning.
    await session.run(`let told = false;\nprocess.once('SIGINT', () => void (told = true));\n0`);
    process.kill(kernel.pid, 'SIGINT');
    const told = 'while (!told) await new Promise((resolve) => setTimeout(resolve, 5));\ntold';
    expect((await session.run(told)).result ?? (await session.run(told)).result).toBe('true');
    await session.run('0');
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('ends a loop that a cell left behind', async () => {
    const left = new Promise<void>((resolve) => {
      const stop = session.kernel.onIopub(({ header }) => {
        if (header.msg_type !== 'display_data') return;
        stop();
        resolve();
      });
    });
    // Not awaited: on a slow machine the loop may begin before the cell has ended.
    const ran = session.run(`setTimeout(() => { display('loops'); for (;;); }, 100); 0`);
    await left;
    await session.kernel.interrupt();
    await ran;
    // This cell waits for the loop to end, and the interrupt may be taken for its own.
    await session.run('0');
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('aborts the cells that wait behind, and asking twice does no harm', async () => {
    const { ready, ran } = start(`display('ready'); await null; for (;;);`);
    const behind = session.run('state = 0');
    await ready;
    await Promise.all([session.kernel.interrupt(), session.kernel.interrupt()]);
    expect((await ran).reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    expect((await behind).reply['status']).toBe('aborted');
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('while the cell is compiled ends it before it runs, and leaves the compiler whole', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `const long${i}: number = ${i};`).join('\n');
    const running = session.run(`state = 7;\n${lines}\nawait new Promise(() => undefined)`);
    await session.kernel.interrupt();
    // The request may not even have arrived at the first interrupt.
    const again = setInterval(() => void session.kernel.interrupt(), 1000);
    expect((await running).reply).toMatchObject({ ename: 'KeyboardInterrupt' });
    clearInterval(again);
    expect((await session.run('state = 41; state + 1')).result).toBe('42');
  });

  it('never ends a cell that is sent after it', async () => {
    // What is left behind keeps the kernel from noticing the interrupt before the next cell is sent, so that message,
    // signal and cell arrive together, in any order.
    const block = (milliseconds: number): string =>
      `setTimeout(() => { const end = performance.now() + ${milliseconds}; while (performance.now() < end); }, 20); 0`;
    for (let blocked = 50; blocked <= 320; blocked += 15) {
      await session.run(block(blocked));
      await wait(30);
      await session.kernel.interrupt();
      const next = await session.run(
        'for (let i = 0; i < 1e7; i++) state += 0; await new Promise((r) => setTimeout(r, 60));',
      );
      expect(next.reply, `after ${blocked} ms`).toMatchObject({ status: 'ok' });
    }
  });

  it('every few milliseconds, at whatever moment it comes, leaves the kernel alive', async () => {
    const declared = Array.from({ length: 20 }, (_, i) => `const many${i} = ${i};`).join('\n');
    const loop = 'for (let i = 0; i < 3e7; i++) state += 0;';
    const storm = setInterval(() => void session.kernel.interrupt(), 15);
    for (let cell = 0; cell < 12; cell++)
      await session.run(cell % 2 === 0 ? `${declared}\n${loop}` : `await null; ${loop}`);
    clearInterval(storm);
    await wait(1000);
    expect((await session.run('state + 1')).result).toBe('42');
  });

  it('of an idle kernel does nothing, to the next cell neither', async () => {
    for (let time = 0; time < 30; time++) {
      await session.kernel.interrupt();
      expect((await session.run('"still here"')).result).toBe("'still here'");
    }
  });
});

describe('a running simulation', () => {
  it('is interrupted with its workers, and runs again', async () => {
    const code = (iterations: number): string =>
      `{\n const data = generateRegression({ rows: 100, dimension: 20, seed: 1 });\n` +
      ` await simulate({ data, batchSize: 2, stepSize: 0.01, iterations: ${iterations}, repeats: 64, seed: 1 });\n}`;
    await session.run(`import { generateRegression, simulate } from 'heavytail';`);
    const { ready, ran } = start(`display('ready');\n${code(50_000_000)}`);
    await ready;
    // Either way the cell must end: before its workers run, or after.
    await wait(500);
    await session.kernel.interrupt();
    expect((await ran).reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    expect((await session.run(code(200))).traceback).toBe('');
  });
});

describe('the end of the parent process', () => {
  /** Starts a process that starts a kernel, which runs `code`. */
  const startParent = async (code: string): Promise<{ kernel: number; kill: () => void }> => {
    const script = join(packageFolder(), 'test', 'kernel-setup', 'parent.mjs');
    const parent = spawn(process.execPath, [script, code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const kernel = await new Promise<number>((resolve) =>
      parent.stdout.on('data', (data: Buffer) => resolve(Number(data.toString()))),
    );
    return { kernel, kill: () => void parent.kill('SIGKILL') };
  };
  const untilGone = async (pid: number): Promise<void> => {
    for (const began = performance.now(); isAlive(pid) && performance.now() - began < 5000;) await wait(50);
  };

  it.each([
    ['idle', '1'],
    ['busy', 'for (;;);'],
  ])('ends an %s kernel within two seconds', async (_, code) => {
    const { kernel, kill } = await startParent(code);
    expect(isAlive(kernel)).toBe(true);
    kill();
    const began = performance.now();
    await untilGone(kernel);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('ends a kernel that has not even started by then', async () => {
    const code =
      `const { kernelCommand, startProcess } = await import(${JSON.stringify(KERNEL_PROCESS)});` +
      `const { createConnection, writeConnectionFile } = await import(${JSON.stringify(CONNECTION)});` +
      `const { path } = writeConnectionFile(await createConnection());` +
      `console.log(startProcess(kernelCommand(path), process.cwd(), process.env).pid);` +
      `process.kill(process.pid, 'SIGKILL');`;
    const words = ['--input-type=module', '-e', code];
    const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    const kernel = Number(stdout);
    expect(kernel).toBeGreaterThan(1);
    for (const began = performance.now(); isAlive(kernel) && performance.now() - began < 20_000;)
      await wait(50);
    expect(isAlive(kernel)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')('ends the processes that the kernel started', async () => {
    const { kernel, kill } = await startParent(
      `import { spawn } from 'node:child_process';\nspawn('sleep', ['600']);`,
    );
    while (childrenOf(kernel).length === 0) await wait(20);
    const [sleep] = childrenOf(kernel);
    kill();
    await untilGone(kernel);
    await untilGone(sleep);
    expect([isAlive(kernel), isAlive(sleep)]).toEqual([false, false]);
  });
});
