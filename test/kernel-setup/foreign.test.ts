/** Cells that are written as in other places: other notebooks, scripts, modules, components. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
  writeFileSync(join(session.folder, 'data.json'), '{"datum":8}');
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);

describe('what is not TypeScript is named in one sentence', () => {
  it.each([
    ['%matplotlib inline', '%matplotlib is a command of IPython', 1],
    ['const a = 1;\n%time a', '%time is a command of IPython', 2],
    ['%%html\n<b>bold</b>', '%%html is a command of IPython', 1],
    ['const b = 1;\n!ls', '!command runs only in a cell that has nothing but such lines', 2],
    ['const c = <div>hi</div>', 'a cell cannot hold JSX', 1],
  ])('%j', async (code, sentence, line) => {
    const { reply, traceback } = await run(code);
    expect(reply['evalue']).toContain(sentence);
    expect(traceback).toMatch(new RegExp(`cell \\[\\d+\\]:${line}:1`));
    expect(reply['traceback']).toHaveLength(1);
  });

  it.each([
    [
      `input('Name?').length`,
      `does not exist on type 'Promise<string>'. The answer comes later: write "await input(…)".`,
    ],
    [`const n = await input('a'); Promise.resolve('b').length`, `does not exist on type 'Promise<string>'.`],
  ])('a question that is not awaited: %j', async (code, sentence) => {
    const { evalue } = (await run(code)).reply;
    expect(evalue).toMatch(new RegExp(`${sentence.replace(/[().?]/g, '\\$&')}$`));
  });

  it('and what looks like it is TypeScript all the same', async () => {
    expect((await run('const yes = true;\n!yes')).result).toBe('false');
    expect((await run('7\n% 4')).result).toBe('3');
  });
});

describe('commands', () => {
  it('run with their output in the notebook', async () => {
    const ran = await run('!echo out; echo err >&2\n// a note\n! echo two');
    expect(ran.reply['status']).toBe('ok');
    expect(ran.stdout).toBe('out\ntwo\n');
    expect(ran.stderr).toBe('err\n');
    expect((await run('!exit 3')).stderr).toBe('exit 3: ended with status 3\n');
  });

  it('started with the output of the kernel write into the notebook', async () => {
    const ran = await run(
      `import { execSync, execFileSync, spawn, spawnSync } from 'node:child_process';\n` +
        `const stdio = 'inherit';\n` +
        `const made = [execSync('echo one', { stdio }), spawnSync('echo', ['two'], { stdio }).stdout];\n` +
        `execFileSync('echo', ['three'], { stdio: ['ignore', 'inherit', 'pipe'] });\n` +
        `await new Promise((end) => spawn('echo', ['four'], { stdio }).on('close', end));\n` +
        `try { execSync('echo five >&2; exit 1', { stdio }) } catch (error) { made.push((error as any).status) }\n` +
        `[...made, execSync('echo mine').toString()]`,
    );
    expect(ran.stdout).toBe('one\ntwo\nthree\nfour\n');
    expect(ran.stderr).toBe('five\n');
    expect(ran.result).toBe(`[ null, null, 1, 'mine\\n' ]`);
    expect(session.log()).toBe('');
  });
});

describe('code of modules and scripts', () => {
  it.each([
    ['a default class', 'export default class Given { a = 1 }', 'new Given().a', '1'],
    ['a default function', 'export default function given() { return 2 }', 'given()', '2'],
    ['a default value', '1', 'export default 3', '3'],
    [
      'a nameless default class',
      '1',
      'export default class { static x = 4 }',
      '[class (anonymous)] { x: 4 }',
    ],
    [
      'other exports',
      'export const e = 1, f = 2; const g = 3; export { g }; export { e as h };',
      'e + f + g',
      '6',
    ],
    [
      'global declarations',
      'declare global { interface Array<T> { second(): T } }\nArray.prototype.second = function () { return this[1] };',
      '[4, 5].second()',
      '5',
    ],
    ['a global variable', 'declare global { var shared: number }\nglobalThis.shared = 6;', 'shared', '6'],
    ['a script', '#!/usr/bin/env node\nlet started = 7;', 'started', '7'],
    ['no checks', '// @ts-nocheck\nconst loose: string = 8;', 'loose', '8'],
    ['disposal', 'let left = 0; { using r = { [Symbol.dispose]() { left = 9 } } }', 'left', '9'],
    [
      'disposal at the top level',
      'let order = ""; const kept = 2;\nusing own = { v: 3, [Symbol.dispose]() { order += "disposed" } };\norder += "ran";',
      'using next = { v: kept + 4, [Symbol.dispose]() { order += "again" } };\n`${order} ${next.v}`',
      "'randisposed 6'",
    ],
    ['data with attributes', 'import data from "./data.json" with { type: "json" };', 'data.datum', '8'],
    [
      'data imported later',
      'const { default: loaded } = await import("./data.json", { with: { type: "json" } });',
      'loaded.datum',
      '8',
    ],
    [
      'decorators',
      'function twice(m: () => number, _: unknown) { return function (this: unknown) { return 2 * m.call(this) } }\n' +
        'class Decorated { @twice m() { return 5 } }',
      'new Decorated().m()',
      '10',
    ],
    ['new methods', 'const sorted = [3, 1].toSorted();', 'sorted', '[ 1, 3 ]'],
    [
      'WebAssembly',
      'const memory = new WebAssembly.Memory({ initial: 1 });',
      'memory.buffer.byteLength',
      '65536',
    ],
    ['the platform', 'const id = crypto.randomUUID().length;', 'id', '36'],
    [
      'its place',
      `import { sep } from 'node:path'; const places = [__dirname, import.meta.dirname];`,
      `[new Set(places).size, __filename === import.meta.filename, require.resolve('node:fs'), import.meta.resolve('node:fs')].join()`,
      "'1,true,node:fs,node:fs'",
    ],
    [
      'lines of a stream',
      `import { createInterface } from 'node:readline'; import { Readable } from 'node:stream'; const lines: string[] = [];\n` +
        `for await (const line of createInterface({ input: Readable.from(['a\\nb']) })) lines.push(line);`,
      'lines.join()',
      "'a,b'",
    ],
  ])('%s', async (_, first, second, result) => {
    expect((await run(first)).traceback).toBe('');
    const ran = await run(second);
    expect(ran.traceback).toBe('');
    expect(ran.result).toBe(result);
  });
});
