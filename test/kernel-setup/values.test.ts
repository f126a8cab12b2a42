/** Values and errors that resist being looked at, and cells that are hardly any. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);

describe('an error message is sent and the kernel lives on', () => {
  it.each([
    ['undefined', 'throw undefined', 'thrown undefined', 'undefined'],
    ['an object', 'throw { a: 1 }', 'thrown Object', '{ a: 1 }'],
    ['a function', 'throw () => 1', 'thrown function', '[Function (anonymous)]'],
    [
      'an object without prototype',
      'throw Object.create(null)',
      'thrown Object',
      '[Object: null prototype] {}',
    ],
    [
      'a proxy that refuses',
      'throw new Proxy({}, { get() { throw new Error("g") }, has() { throw 1 }, getPrototypeOf() { throw 2 } })',
      'thrown Object',
      '{}',
    ],
    [
      'a message that throws',
      'class Bad extends Error { get message(): string { throw new Error("inner") } }\nthrow new Bad()',
      'Error',
      'the message of this error cannot be read',
    ],
    [
      'a name that throws',
      'class Odd extends Error { get name(): string { throw 1 } }\nthrow new Odd("m")',
      'Error',
      'm',
    ],
    [
      'a message that is no text',
      'const odd = new Error("x"); (odd as any).message = Symbol("s"); throw odd',
      'Error',
      'Symbol(s)',
    ],
    [
      'a cause that is the error itself',
      'const ring = new Error("x"); (ring as any).cause = ring; throw ring',
      'Error',
      'x',
    ],
    [
      'a display method that throws',
      'display({ [Symbol.for("Jupyter.display")]() { throw new Error("shown") } })',
      'Error',
      'shown',
    ],
    [
      'a display method that fails later',
      '({ async [Symbol.for("Jupyter.display")]() { throw new Error("later") } })',
      'Error',
      'later',
    ],
    [
      'a bundle that is no JSON',
      '({ [Symbol.for("Jupyter.display")]: () => ({ "application/json": 5n }) })',
      'TypeError',
      'Do not know how to serialize a BigInt',
    ],
    ['a microtask', 'queueMicrotask(() => { throw new Error("micro") })', 'Error', 'micro'],
    ['a write to what is frozen', 'const f: any = Object.freeze({}); f.a = 1', 'TypeError', 'Cannot add'],
  ])('for %s', async (_, code, ename, evalue) => {
    const ran = await run(code);
    expect(ran.of('error')).toMatchObject({ ename });
    expect(String(ran.of('error')?.['evalue'])).toContain(evalue);
    expect(ran.reply['status']).toBe('error');
    expect((await run('"alive"')).result).toBe("'alive'");
  });
});

describe('a result', () => {
  it.each([
    ['that is cyclic', 'const c: any = {}; c.self = c; c', '<ref *1> { self: [Circular *1] }'],
    ['that is a proxy', 'new Proxy({}, { get() { throw new Error("trap") } })', '{}'],
    ['that is a revoked proxy', 'const r = Proxy.revocable([], {}); r.revoke(); r.proxy', '<Revoked Proxy>'],
    [
      'with a getter that throws',
      '[{ get x(): number { throw new Error("getter") } }]',
      '[ { x: [Getter] } ]',
    ],
    ['that is an array of nothing', 'new Array(5)', '[ <5 empty items> ]'],
    ['that holds promises', '[1].map(async (x) => x)', '[ Promise { 1 } ]'],
    ['that is an error', 'new RangeError("kept")', 'RangeError: kept\n    at cell ['],
    ['with a typed array in it', '({ a: new Float64Array(1e6) })', 'a: Float64Array(1000000) [0, 0, 0, 0, …'],
  ])('%s is shown', async (_, code, text) => {
    const ran = await run(code);
    expect(ran.traceback).toBe('');
    expect(ran.result).toContain(text);
    expect(ran.result).not.toMatch(/kernel-setup|node:/);
  });

  it('of the bytes of a picture is the picture, and bytes in a bundle are encoded', async () => {
    const png = 'new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])';
    for (const code of [png, `({ [Symbol.for('Jupyter.display')]: () => ({ 'image/png': ${png} }) })`])
      expect((await run(code)).of('execute_result')).toMatchObject({ data: { 'image/png': 'iVBORw0KGgo=' } });
  });
});

describe('what Node notes for the kernel', () => {
  it('is not printed with promises, timers and servers', async () => {
    const ran = await run(
      `import { createServer } from 'node:http'; const server = createServer().listen(0);\n` +
        `await new Promise((r) => server.on('listening', r)); const ring: any = {}; ring.p = Promise.resolve(ring);\n` +
        `console.log(Promise.reject(1).catch(() => 2), ring, server, setTimeout(() => 0, 1)); server.close(); setImmediate(() => 0)`,
    );
    expect(ran.stdout).toContain('Promise { <pending> }');
    expect(ran.stdout).toContain('[Circular *1]');
    expect(ran.stdout + String(ran.result)).not.toMatch(/CellRun|kResourceStore/);
  });
});

describe('cells', () => {
  it.each(['', ' \n', '// comment', '/* comment */', 'interface I { a: number }', 'type T = string', ';'])(
    'that do nothing are fine: %j',
    async (code) => {
      const ran = await run(code);
      expect(ran.reply['status']).toBe('ok');
      expect(ran.of('execute_result')).toBeUndefined();
    },
  );

  it('pasted from a module keep what they export', async () => {
    await run('export const a = 1;\nexport interface P { p: number }\nconst b = 2;\nexport { b };');
    expect((await run('const p: P = { p: 3 }; a + b + p.p')).result).toBe('6');
  });

  it('may use the names that CommonJS takes', async () => {
    const ran = await run(
      `import { createRequire } from 'node:module';\nimport { dirname } from 'node:path';\n` +
        `const require = createRequire(import.meta.url);\nconst __dirname = dirname(import.meta.url);\n` +
        `function declare(): number { return 1; }\n[require('node:path').sep, declare()].join()`,
    );
    expect(ran.traceback).toBe('');
    expect(ran.result).toBe("'/,1'");
    expect((await run(`import { sep } from 'node:path';\n[sep, typeof __dirname].join()`)).result).toBe(
      "'/,string'",
    );
  });

  it('with wrong syntax are told about that alone', async () => {
    expect((await run('let x: = 3')).reply['ename']).toBe('TS1110');
  });
});
