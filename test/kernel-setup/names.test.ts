/** Names and texts on which a rewriting of cells may stumble. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastResult, type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);
const results = (...cells: string[]): Promise<string | undefined> => lastResult(session, ...cells);

describe('names', () => {
  it.each([
    ['Greek', 'α'],
    ['with an accent', 'é'],
    ['beyond the first plane', '𝑥'],
    ['with a joiner', 'a\u200db'],
    ['of dollars', '$$'],
    ['with underscores', '__x'],
    ['that JavaScript gives a meaning elsewhere', 'of'],
    ['that the kernel uses', '__result'],
    ['of the module', 'exports'],
  ])('%s are shared', async (_, name) => {
    const first = `let ${name} = 1.5; const plain = 1; const power = (x: number): number => x ** ${name} * plain; power(4)`;
    expect(await results(first)).toBe('8');
    expect(await results(`${name} = 2; power(4)`)).toBe('16');
    expect(await results(`let ${name} = 0; [power(4), ({ ${name} }).${name}].join()`)).toBe("'1,0'");
  });

  it('may be written with escapes', async () => {
    expect(await results('let \\u03b2 = 1; const seen = () => β;', 'β += 1; seen() + \\u{3b2}')).toBe('4');
  });

  it('of properties, labels, parameters and inner variables are left alone', async () => {
    const code =
      `const box = { inner: 1, get n() { return n }, ['n' + 1]: n };\n` +
      `inner: for (;;) { break inner; }\n` +
      `class K { n = n; static n = 5; m(n: number) { return n + this.n } }\n` +
      `function shadow({ n }: { n: number }) { { let box = 1; box += n; return box } }\n` +
      `[box.n, box.inner, new K().m(1), K.n, shadow({ n: 8 }), ((n: number) => n)(9)].join()`;
    expect(await results('let n = 2; const inner = 7;', code)).toBe("'2,1,3,5,9,9'");
  });

  it('in texts and comments are left alone', async () => {
    const code =
      'const told = `t \\${t} ${t} export { t };`; // export { t }\n' +
      '/* export { t }; */ const pattern = /export \\{ t \\}/.source;\n' +
      `[told, pattern, "export { t }", 'import.meta import(t)'].join('|')`;
    expect(await results('let t = 1;', code)).toBe(
      "'t ${t} 1 export { t };|export \\\\{ t \\\\}|export { t }|import.meta import(t)'",
    );
  });

  it('are those that errors tell of', async () => {
    const notMine = await run('const nothing: any = 5; nothing();');
    expect(notMine.reply['evalue']).toBe('nothing is not a function');
    expect(notMine.traceback).toMatch(/^TypeError: nothing is not a function/);
    const caught = 'try { nothing() } catch (error) { console.log((error as Error).message) }';
    expect((await run(caught)).stdout).toBe('nothing is not a function\n');
    const early = await run('const later = (): number => last; later(); const last = 1;');
    expect(early.reply['evalue']).toBe("Cannot access 'last' before initialization");
    expect((await run('const f = () => 1; class A {}; [f.name, A.name, f].join()')).result).toBe(
      "'f,A,() => 1'",
    );
  });
});

describe('await at the top level', () => {
  it.each([
    ['await (async () => 5)()', '5'],
    ['await [1]', '[ 1 ]'],
    ['await `x`', "'x'"],
    ['await -1', '-1'],
    ['await +"1"', '1'],
    ['await /x/', '/x/'],
    ['const waited = await /y/g\nwaited.flags', "'g'"],
    ['await (String(1), 2)', '2'],
    ['for await (const each of [1]) await (each)', undefined],
    ['const awaited = (await import("node:path")).sep; awaited', "'/'"],
    ['{ await (async () => 1)() }', undefined],
    ['[await 1, await (2)]', '[ 1, 2 ]'],
  ])('%s', async (code, result) => {
    expect(await results(code)).toBe(result);
  });
});
