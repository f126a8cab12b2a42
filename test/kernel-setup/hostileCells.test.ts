import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession, type Session } from './session.js';

/** What a cell of a reader may do to the process it runs in, each in a kernel of its own. */
const harmful = [
  `process.removeAllListeners(); 0`,
  `process.removeAllListeners('newListener'); process.removeAllListeners('uncaughtException'); 0`,
  `process.setUncaughtExceptionCaptureCallback(() => undefined); 0`,
  `const [fs, os] = [await import('node:fs'), await import('node:os')]; process.chdir(fs.mkdtempSync(os.tmpdir() + '/heavytail-gone-')); fs.rmdirSync(process.cwd()); 0`,
  `(Object.prototype as any).polluted = 1; (Array.prototype as any).last = () => 0; (String.prototype as any).shout = 3; 0`,
  `Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype); 0`,
  `Error.prepareStackTrace = () => { throw new Error('in prepare'); }; Error.stackTraceLimit = 0; 0`,
  `const fs = await import('node:fs'); for (const fd of [0, 1, 2]) fs.closeSync(fd); 0`,
  `(globalThis as any).Promise = class {}; Date.now = () => NaN; performance.now = () => NaN; Math.random = () => 0; 0`,
  `const { EventEmitter } = await import('node:events'); EventEmitter.prototype.emit = () => false; 0`,
  `const { createHook } = await import('node:async_hooks'); createHook({ init() { for (let i = 0; i < 1e4; i++); } }).enable(); 0`,
  `const { Worker } = await import('node:worker_threads'); for (let i = 0; i < 3; i++) new Worker('for (;;);', { eval: true }); 0`,
  `setInterval(() => { throw new Error('again and again'); }, 1); 0`,
  `setInterval(() => void Promise.reject(1), 1); 0`,
  `setInterval(() => process.stdout.write('x'.repeat(1e5)), 1); 0`,
  `(function turn() { process.nextTick(() => setImmediate(turn)); })(); 0`,
  `const inspector = await import('node:inspector'); const own = new inspector.Session(); own.connect(); own.post('Debugger.enable'); own.post('Debugger.pause'); 0`,
  `const vm = await import('node:vm'); vm.runInThisContext('1', { breakOnSigint: true }); vm.runInNewContext('1', {}, { timeout: 100 }); 0`,
];

/** Values and errors that cannot be shown, or hardly. */
const unreadable = [
  `const a: any[] = []; a.push(a); a`,
  `new Proxy({}, { get() { throw new Error('trap'); }, ownKeys() { throw new Error('trap'); } })`,
  `({ get x() { throw new Error('getter'); }, [Symbol.toStringTag]: { toString() { throw 1; } } })`,
  `({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('inspect'); } })`,
  `throw undefined`,
  `throw new Proxy({}, { get() { throw 5; } })`,
  `throw Object.create(null)`,
  `throw { name: { toString() { throw 1; } }, message: 1n, stack: 5 }`,
  `class E extends Error { override get stack(): string { throw new Error('stack'); } } throw new E()`,
];

/** Four cells in which the kernel shows what it is for: text and a variable, an error, a display and a value, the library. */
async function expectWhole(session: Session): Promise<void> {
  const text = await session.run(`console.log('hello'); kept + 1`);
  expect(text).toMatchObject({ result: '42' });
  expect(text.stdout).toContain('hello');
  const failed = await session.run(
    `const twice = (x: number): number => x * 2; throw new RangeError('oops ' + twice(2))`,
  );
  expect(failed.reply).toMatchObject({ ename: 'RangeError', evalue: 'oops 4' });
  const shown = await session.run(`await null; display('shown'); [1, { a: new Map([[1, 2]]) }]`);
  expect(shown.of('display_data')).toBeDefined();
  expect(shown.result).toBe('[ 1, { a: Map(1) { 1 => 2 } } ]');
  const library = await session.run(
    `import { hill } from 'heavytail'; typeof hill(Float64Array.of(1, 2, 3, 4, 5), { k: 2 })`,
  );
  expect(library.result).toBe("'object'");
}

describe.skipIf(process.platform === 'win32')('a kernel', () => {
  it.each(harmful)('is whole after %s', async (code) => {
    const session = await startSession();
    try {
      await session.run('let kept = 41;');
      await session.run(code);
      await expectWhole(session);
    } finally {
      await session.end();
    }
  });
});

describe('one kernel', () => {
  let session: Session;
  beforeAll(async () => {
    session = await startSession();
    await session.run('let kept = 41;');
  });
  afterAll(() => session.end());

  it.each(unreadable)('is whole after %s', async (code) => {
    await session.run(code);
    await expectWhole(session);
  });
});
