import { mkdirSync, writeFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSession, type Session } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);
const write = (name: string, text: string): void => {
  const file = join(session.folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
};

describe('results', () => {
  it('are sent as execute_result with the count of the cell', async () => {
    const ran = await run('6 * 7');
    expect(ran.of('execute_result')).toMatchObject({
      execution_count: ran.reply['execution_count'],
      data: { 'text/plain': '42' },
    });
  });

  it('are absent for undefined and for a display handle', async () => {
    expect((await run('undefined')).of('execute_result')).toBeUndefined();
    const shown = await run('display(1)');
    expect(shown.of('execute_result')).toBeUndefined();
    expect(shown.of('display_data')).toMatchObject({ data: { 'text/plain': '1' } });
  });

  it('may be MIME bundles, made at once or later', async () => {
    const bundle = `{ 'application/json': { a: [1] }, 'text/plain': 'one' }`;
    for (const method of [`() => (${bundle})`, `async () => (${bundle})`]) {
      const ran = await run(`({ [Symbol.for('Jupyter.display')]: ${method} })`);
      expect(ran.of('execute_result')?.['data']).toEqual({
        'application/json': { a: [1] },
        'text/plain': 'one',
      });
    }
  });
});

describe('a package that calls what Node has taken from util', () => {
  it('works, and nothing warns', async () => {
    write('node_modules/old/package.json', '{"name":"old","main":"./index.js"}');
    write('node_modules/old/index.d.ts', 'declare const found: unknown[];\nexport = found;');
    write(
      'node_modules/old/index.js',
      `const util = require('util');\n` +
        `module.exports = [undefined, null, 0].map((each) => util.isNullOrUndefined(each));\n` +
        `module.exports.push(util.isArray([]), util.isArray({}));`,
    );
    const ran = await run(`import found from 'old';\nfound.join()`);
    expect(ran.result).toBe(`'true,true,false,true,false'`);
    expect(ran.stderr).toBe('');
  });
});

describe('variables', () => {
  it('are seen and changed by later cells, also through closures', async () => {
    await run('let n = 0; function increase() { n += 1; return n; }');
    expect((await run('n = 10; increase(); n')).result).toBe('11');
  });

  it('may be declared again as something else', async () => {
    await run('const a = 1; class C { x = 1 } enum E { A } interface I { i: number } type T = string');
    const ran = await run(
      'const a = "two"; class C { y = 2 } enum E { B = 5 } interface I { j: string } type T = number;' +
        'const i: I = { j: "j" }; const t: T = 3; [a, new C().y, E.B, i.j, t].join()',
    );
    expect(ran.result).toBe("'two,2,5,j,3'");
  });

  it('stay in short object literals, patterns and generics of later cells', async () => {
    await run('const left = 1; let right = 2; const same = <X,>(x: X): X => x;');
    expect((await run('({ right } = { right: 5 }); same({ left, right })')).result).toBe(
      '{ left: 1, right: 5 }',
    );
  });

  it('declared before the line that fails are kept; those after it stay as they were', async () => {
    await run('const late = "old"; const other = 1;');
    const failed = await run('const early = 5;\nthrow new Error("here");\nconst late = 6;');
    expect(failed.reply).toMatchObject({ status: 'error', ename: 'Error', evalue: 'here' });
    expect((await run('[early, late.toUpperCase(), other].join()')).result).toBe("'5,OLD,1'");
  });
});

describe('await', () => {
  it('and for await work at the top level', async () => {
    expect((await run('const v = await Promise.resolve(4); v')).result).toBe('4');
    expect((await run('await (globalThis as any).Promise.resolve(5)')).result).toBe('5');
    expect((await run('for await (const q of [1, 2]) console.log(q);')).stdout).toBe('1\n2\n');
  });
});

describe('imports', () => {
  it('find packages, built-ins and this package by its name, with types', async () => {
    const ran = await run(
      `import { basename } from 'node:path';\nimport type { Stats } from 'node:fs';\n` +
        `import { criticalStepSize } from 'heavytail';\n` +
        `const c: number = criticalStepSize({ batchSize: 1, dimension: 1, sigma: 1 });\nbasename('/a/b') + c.toFixed(2)`,
    );
    expect(ran.traceback).toBe('');
    expect(ran.result).toBe("'b0.67'");
    const wrong = await run(`criticalStepSize({ batchSize: 'x', dimension: 1, sigma: 1 })`);
    expect(wrong.reply['ename']).toBe('TS2322');
  });

  it('load ES modules that require cannot load: with top-level await, or for import only', async () => {
    write('node_modules/waits/package.json', '{"name":"waits","type":"module","exports":"./index.js"}');
    write(
      'node_modules/waits/index.js',
      'export const value = await Promise.resolve(7); export default "d";',
    );
    write(
      'node_modules/waits/index.d.ts',
      'export declare const value: number; declare const d: string; export default d;',
    );
    write(
      'node_modules/only/package.json',
      '{"name":"only","type":"module","exports":{"import":{"types":"./i.d.ts","default":"./i.js"}}}',
    );
    write('node_modules/only/i.js', 'export const two = 2;');
    write('node_modules/only/i.d.ts', 'export declare const two: number;');
    const ran = await run(
      `import d, { value } from 'waits';\nimport { two } from 'only';\n[d, value, two].join()`,
    );
    expect(ran.traceback).toBe('');
    expect(ran.result).toBe("'d,7,2'");
    expect((await run(`(await import('only')).two`)).result).toBe('2');
  });

  it('take the build of a package that its types describe', async () => {
    const exports = {
      import: { types: './i.d.mts', default: './i.mjs' },
      require: { types: './r.d.cts', default: './r.cjs' },
    };
    write('node_modules/dual/package.json', JSON.stringify({ name: 'dual', exports }));
    write('node_modules/dual/i.mjs', 'export class Build { name = "import" }');
    write('node_modules/dual/i.d.mts', 'export declare class Build { name: "import" }');
    write('node_modules/dual/r.cjs', 'exports.Build = class Build { name = "require" }');
    write('node_modules/dual/r.d.cts', 'export declare class Build { name: "require" }');
    write('uses.ts', `import { Build } from 'dual';\nexport const made = new Build();`);
    const ran = await run(
      `import { Build } from 'dual';\nimport { made } from './uses.js';\n` +
        `const { Build: Other } = await import('dual');\n` +
        `[new Build().name, made instanceof Build, Other === Build, require('dual').Build === Build].join()`,
    );
    expect(ran.traceback).toBe('');
    expect(ran.result).toBe("'import,true,true,false'");
  });

  it('may bring types that cannot be written out in full', async () => {
    write('node_modules/closed/package.json', '{"name":"closed","main":"index.js","types":"index.d.ts"}');
    write('node_modules/closed/index.js', 'module.exports = class { get() { return 7 } };');
    write(
      'node_modules/closed/index.d.ts',
      'declare namespace Hidden { interface Store { get(): number } interface Maker { new (): Store } }\n' +
        'declare const Store: Hidden.Maker;\nexport = Store;',
    );
    expect((await run(`import Store from 'closed'; const store = new Store(); store.get()`)).result).toBe(
      '7',
    );
    expect((await run('store.get() + 1')).result).toBe('8');
    const secret = 'const Secret = class { #a = 1; private b = 2; sum() { return this.#a + this.b } };';
    expect((await run(`${secret} new Secret().sum()`)).result).toBe('3');
    expect((await run('new Secret().sum() + 1')).result).toBe('4');
  });

  it('give all names of CommonJS, also those that Node cannot find by reading', async () => {
    write('node_modules/made/package.json', '{"name":"made","main":"index.js","types":"index.d.ts"}');
    write('node_modules/made/index.js', 'for (const n of ["a", "b"]) module.exports[n] = n;');
    write('node_modules/made/index.d.ts', 'export declare const a: string, b: string;');
    expect((await run(`import { a, b } from 'made'; a + b`)).result).toBe("'ab'");
  });

  it('find folders and data of packages, which Node itself does not import', async () => {
    write('node_modules/parts/package.json', '{"name":"parts","main":"index.js"}');
    write('node_modules/parts/index.js', '');
    write('node_modules/parts/piece/index.js', 'exports.piece = 1;');
    write('node_modules/parts/piece/index.d.ts', 'export declare const piece: number;');
    write('node_modules/parts/data.json', '{"datum":2}');
    const code = `import { piece } from 'parts/piece';\nimport { datum } from 'parts/data.json';\npiece + datum`;
    expect(await run(code)).toMatchObject({ traceback: '', result: '3' });
  });

  it('wait for local files with an await at their top level', async () => {
    write('deep.ts', 'export const deep = await Promise.resolve(3);');
    write('slow.ts', `import { deep } from './deep.js';\nawait null;\nexport const slow = deep + 1;`);
    expect((await run(`import { slow } from './slow.js'; slow`)).result).toBe('4');
    write('late.ts', 'export const late = await Promise.resolve(5);');
    const { evalue } = (await run(`require('./late.ts')`)).reply;
    expect(evalue).toMatch(/late.ts has an await at its top level, so only import can load it, not require/);
    write('fails.ts', 'await null;\nthrow new Error("in file");\nexport {};');
    expect((await run(`import './fails.js'`)).traceback).toMatch(/in file[^]*fails.ts:2:7/);
  });

  it('fail at the line that imports what fails', async () => {
    write('node_modules/broken/package.json', '{"name":"broken","type":"module","exports":"./index.js"}');
    write('node_modules/broken/index.js', 'await null; throw new Error("broken inside")');
    write('node_modules/broken/index.d.ts', 'export {}');
    const ran = await run(`const before = 1;\nimport 'broken';`);
    expect(ran.reply['evalue']).toBe('broken inside');
    expect((await run('before')).result).toBe('1');
  });

  it('read local files again when they were edited, also those that they import', async () => {
    write('lib/inner.ts', 'export const inner: number = 1;');
    write(
      'lib/outer.ts',
      `import { inner } from './inner.js';\nexport const outer = (): number => inner * 10;`,
    );
    const code = `import { outer } from './lib/outer.js'; outer()`;
    expect((await run(code)).result).toBe('10');
    write('lib/inner.ts', 'export const inner: number = 2; // edited');
    utimesSync(join(session.folder, 'lib/inner.ts'), new Date(), new Date(Date.now() + 2000));
    expect((await run(code)).result).toBe('20');
  });

  it('of files above the folder of the notebook work too', async () => {
    write('above.ts', 'export const above = "up";');
    mkdirSync(join(session.folder, 'below'), { recursive: true });
    const lower = await startSession(join(session.folder, 'below'));
    try {
      expect((await lower.run(`import { above } from '../above'; above`)).result).toBe("'up'");
    } finally {
      await lower.end();
    }
  });
});
