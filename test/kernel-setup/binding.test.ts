/** Names of cells are one scope, bound late. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastResult, type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);
const results = (...cells: string[]): Promise<string | undefined> => lastResult(session, ...cells);

describe('a function sees what a later cell declares', () => {
  it.each([
    ['let', 'let a = 1; const seen = () => a;', 'let a = 3;', 'seen()', '3'],
    ['const', 'const b = 1; const seen = () => b as number;', 'const b = 3;', 'seen()', '3'],
    ['var', 'var c = 1; function seen() { return c }', 'var c = 3;', 'seen()', '3'],
    [
      'a variable as a function',
      'let d = 1; const seen = (): any => d;',
      'function d() { return 4 }',
      'seen()()',
      '4',
    ],
    ['a function', 'function e() { return 1 } const seen = () => e();', 'const e = () => 3;', 'seen()', '3'],
    [
      'a class',
      'class F { m() { return 1 } } const seen = () => new F().m();',
      'class F { m() { return 3 } }',
      'seen()',
      '3',
    ],
    [
      'an enum',
      'enum G { A = 1 } const seen = (): number => G.A;',
      'enum G { A = 3, B }',
      '[seen(), Object.keys(G).length].join()',
      "'3,4'",
    ],
    [
      'a namespace',
      'namespace H { export const x = 1; export const y = 2 } const seen = () => H;',
      'namespace H { export const x = 3 }',
      'seen()',
      '{ x: 3 }',
    ],
    [
      'destructuring',
      'const { i, j: [k = 1], ...l } = { i: 1, j: [] as number[], z: 1 }; const seen = (): any => [i, k, l];',
      'let [i, { k = "k" }, ...l] = ["i", {} as { k?: string }, 7];',
      'seen().join()',
      "'i,k,7'",
    ],
    [
      'an import',
      `import { sep, join as glue } from 'node:path'; const seen = (): any => [sep, typeof glue];`,
      `const sep = 1, glue = 2`,
      'seen().join()',
      "'1,number'",
    ],
    [
      'an import of the whole',
      `import * as p from 'node:path'; const seen = (): any => p;`,
      `import p from 'node:os'`,
      'typeof seen().cpus',
      "'function'",
    ],
    ['a variable of a loop', 'var q = 1; const seen = () => q;', 'for (var q of [5, 6]);', 'seen()', '6'],
  ])('%s', async (_, first, second, last, result) => {
    expect(await results(first, second, last)).toBe(result);
  });

  it('and a later one what it assigns', async () => {
    expect(
      await results(
        'let r = 1; const add = () => ++r;',
        'let r = 10; const twice = () => r * 2;',
        'add(); add(); [r, twice()].join()',
      ),
    ).toBe("'12,24'");
  });

  it('but loops, blocks and parameters have variables of their own', async () => {
    const code =
      'const all: (() => number)[] = []; for (let s = 0; s < 3; s++) all.push(() => s); { const s = 9; all.push(() => s) }';
    expect(await results(code, 'let s = 100;', 'all.map((each) => each()).join()')).toBe("'0,1,2,9'");
  });

  it('and what a local module changes', async () => {
    writeFileSync(
      join(session.folder, 'counter.ts'),
      'export let count = 0;\nexport const step = () => { count++ };',
    );
    expect(
      await results(
        `import { count, step } from './counter.js'; const seen = () => count;`,
        'step(); step(); [count, seen()].join()',
      ),
    ).toBe("'2,2'");
  });
});

describe('a cell that fails', () => {
  it('keeps what earlier cells gave to the names that it did not come to', async () => {
    await results(
      `var v = 'old'; let l = 'old'; enum E { A = 'old' } namespace N { export const x = 'old' } class C { x = 'old' }`,
    );
    const failed = await run(
      `throw new Error('x'); var v = 1; let l = 1; enum E { A = 1 } namespace N { export const x = 1 } class C { x = 1 }`,
    );
    expect(failed.reply['evalue']).toBe('x');
    expect(await results('[v, l, E.A, N.x, new C().x].map((s) => s.toUpperCase()).join()')).toBe(
      "'OLD,OLD,OLD,OLD,OLD'",
    );
    await run(`namespace N { export const x = 1; throw new Error('within') }`);
    expect(await results('N.x.toUpperCase()')).toBe("'OLD'");
  });

  it('after a redeclaration keeps the new type with the new value', async () => {
    await results('const early = "text";');
    await run('const early = 5; throw new Error("x")');
    expect(await results('early.toFixed(1)')).toBe("'5.0'");
  });
});

describe('results', () => {
  it('of an interrupted cell are not those of the next', async () => {
    const stale = run(`display('runs'); await new Promise((r) => setTimeout(r, 1000)); 'STALE'`, {
      onMessage: ({ header }) => {
        if (header.msg_type === 'display_data') void session.kernel.interrupt();
      },
    });
    expect((await stale).reply['ename']).toBe('KeyboardInterrupt');
    const next = await run(`await new Promise((r) => setTimeout(r, 2000)); const none = 0;`);
    expect(next.of('execute_result')).toBeUndefined();
    expect(next.reply['status']).toBe('ok');
  });

  it('end with a semicolon when they are not to be shown', async () => {
    expect((await run('5 * 5;')).of('execute_result')).toBeUndefined();
    expect((await run('5 * 5; // note')).of('execute_result')).toBeUndefined();
    expect((await run('5 * 5 // note;')).result).toBe('25');
  });
});

it('loops over variables of this cell and of earlier ones at full speed', async () => {
  const loop = (name: string): string =>
    `{ const t = performance.now(); for (let i = 0; i < 3e7; i++) ${name} += i * 0.5; took = performance.now() - t }`;
  const plain = `(() => { let x = 0; const t = performance.now(); for (let i = 0; i < 3e7; i++) x += i * 0.5; took = performance.now() - t; return x })()`;
  await results('let took = 0; let slow = 0;');
  const times: number[] = [];
  for (const code of [plain, loop('slow'), `let fresh = 0; ${loop('fresh')}`]) {
    await results(code);
    times.push(Number(await results('took')));
  }
  const [local = 0, ...others] = times;
  // A local variable of a function lives in a register; ten times that is still far from a call for each access (50).
  for (const time of others) expect(time).toBeLessThan(20 * local + 100);
});
