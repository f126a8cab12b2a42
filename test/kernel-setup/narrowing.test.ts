/** What a cell says of types by its flow holds in the cells after it, as in one program. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);

it.each([
  [
    'a check',
    'const found = [1, 2].find((x) => x > 1);\nif (found === undefined) throw new Error("none");',
    'found.toFixed(1)',
    "'2.0'",
  ],
  [
    'a kind',
    'let value: string | number = JSON.parse("4");\nif (typeof value !== "number") throw 1;',
    'value * 2',
    '8',
  ],
  [
    'a discriminant',
    'interface Sq { k: "s"; s: number }\ninterface Ci { k: "c"; r: number }\n' +
      'const shape = JSON.parse(`{ "k": "s", "s": 3 }`) as Sq | Ci;\nif (shape.k !== "s") throw 1;',
    'shape.s',
    '3',
  ],
  [
    'a class',
    'const thing: unknown = new Date(0);\nif (!(thing instanceof Date)) throw 1;',
    'thing.getTime()',
    '0',
  ],
  [
    'a property',
    'const box = { inner: { deep: 5 } } as { inner?: { deep: number } };\nif (!box.inner) throw 1;',
    'box.inner.deep',
    '5',
  ],
  [
    'an assertion',
    'function isText(x: unknown): asserts x is string { if (typeof x !== "string") throw 1 }\n' +
      'let text: unknown = "abc";\nisText(text);',
    'text.length',
    '3',
  ],
  ['an array that grew', 'let grown = [];\ngrown.push(6);', 'const [six] = grown; six.toFixed()', "'6'"],
])('%s', async (_, first, second, result) => {
  expect((await run(first)).traceback).toBe('');
  expect(await run(second)).toMatchObject({ traceback: '', result });
  // Again, after a cell that has nothing to do with it, and the first once more.
  await run('1 + 1');
  expect(await run(second)).toMatchObject({ traceback: '', result });
  expect((await run(first)).traceback).toBe('');
});

it('is undone by what is assigned later', async () => {
  await run('let either: string | number = JSON.parse("1"); if (typeof either === "string") throw 1;');
  await run('either = JSON.parse(`"a"`) as string | number;');
  expect((await run('either * 2')).reply['ename']).toBe('TS2362');
  await run('let once: number | undefined = JSON.parse("1"); if (once === undefined) throw 1;');
  await run('let once: number | undefined = JSON.parse("1");');
  expect((await run('once.toFixed()')).reply['ename']).toBe('TS18048');
});

it('is not believed of a cell that failed', async () => {
  await run('let missing: number | undefined = JSON.parse("[]")[0];');
  await run('if (missing === undefined) throw new Error("none");');
  expect((await run('missing.toFixed()')).reply['ename']).toBe('TS18048');
});

it('never refuses what is right as it was declared', async () => {
  await run(
    `let mode: 'slow' | 'fast' = 'slow'; let later: string | undefined; void Promise.resolve().then(() => { later = 'x' });`,
  );
  expect((await run(`mode === 'fast'`)).result).toBe('false');
  expect((await run('later!.length')).result).toBe('1');
});

it('is known to completion and inspection', async () => {
  await run('let word: unknown = "w"; if (typeof word !== "string") throw 1;');
  const ask = async (type: string, code: string): Promise<string> => {
    const request = { code, cursor_pos: code.length, detail_level: 0 };
    return JSON.stringify((await session.kernel.request('shell', type, request)).content);
  };
  expect(await ask('complete_request', 'word.toUp')).toContain('toUpperCase');
  expect(await ask('inspect_request', 'word')).toContain('let word: string');
});

it('leaves the lines of errors and of results as they are', async () => {
  await run('let kept: string | number = JSON.parse("4"); if (typeof kept !== "number") throw 1;');
  expect((await run('// kept')).of('execute_result')).toBeUndefined();
  expect((await run('kept;\nthrow new Error("second line")')).traceback).toMatch(/cell \[\d+\]:2:7/);
  expect((await run('kept +;')).traceback).toMatch(/cell \[\d+\]:1:7/);
});
