import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { startSession, type Session } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);

describe('a cell that throws', () => {
  it('is reported with name, message, the lines of the cell, and none of the kernel', async () => {
    const ran = await run('function f(): never {\n  throw new RangeError("boom");\n}\n\nf();');
    expect(ran.reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'boom' });
    expect(ran.of('error')).toMatchObject({ ename: 'RangeError', evalue: 'boom' });
    const count = ran.reply['execution_count'];
    expect(ran.traceback).toContain('> 2 |   throw new RangeError("boom");');
    expect(ran.traceback).toContain(`at f (cell [${count}]:2:9)`);
    expect(ran.traceback).toContain(`at cell [${count}]:5:1`);
    expect(ran.traceback).not.toMatch(/kernel-setup|node:/);
  });

  it('names the earlier cell that a function comes from', async () => {
    const first = await run('\n\nconst thrower = () => { throw new Error("from afar") }');
    const ran = await run('thrower()');
    expect(ran.traceback).toContain(`cell [${first.reply['execution_count']}]:3:31`);
  });

  it('shows what an error says besides its message, its cause, and its members', async () => {
    const own = await run(`throw Object.assign(new Error('no'), { code: 'E_NO', at: { x: 1 } })`);
    expect(own.traceback).toContain("\n  code: 'E_NO'\n  at: { x: 1 }");
    expect((await run(`throw new Error('outer', { cause: { why: 1 } })`)).traceback).toContain(
      'caused by:\n{ why: 1 }',
    );
    expect((await run(`throw new AggregateError([new Error('one'), 'two'], 'all')`)).traceback).toMatch(
      / {2}Error: one[^]*\n {2}'two'/,
    );
  });

  it('may throw anything', async () => {
    expect((await run('throw "text"')).reply).toMatchObject({ ename: 'thrown string', evalue: 'text' });
    expect((await run('throw null')).reply).toMatchObject({ status: 'error', evalue: 'null' });
  });

  it('aborts the cells queued behind it, and no later ones', async () => {
    const replies = await Promise.all(['throw new Error("first")', '1', '2'].map((code) => run(code)));
    expect(replies.map(({ reply }) => reply['status'])).toEqual(['error', 'aborted', 'aborted']);
    expect((await run('3')).result).toBe('3');
  });

  it('aborts nothing with stop_on_error false', async () => {
    const replies = await Promise.all([run('throw new Error("first")', { stopOnError: false }), run('1')]);
    expect(replies.map(({ reply }) => reply['status'])).toEqual(['error', 'ok']);
  });
});

describe('a kernel in a folder with a space, an umlaut and brackets in its name', () => {
  const folder = join(realpathSync(mkdtempSync(join(tmpdir(), 'heavytail-folder-'))), 'für (mich) 100%');
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('hides its own frames too', async () => {
    cpSync(join(packageFolder(), 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(packageFolder(), 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(packageFolder(), 'node_modules'), join(folder, 'node_modules'), 'junction');
    const launcher = join(folder, 'dist', 'kernel-setup', 'launcher.js');
    const other = await startSession(undefined, undefined, (file) => [process.execPath, launcher, file]);
    try {
      const ran = await other.run('await null;\nconst thrown = new Error("boom"); throw thrown;');
      expect(ran.traceback).toMatch(/at cell \[1\]:2:16/);
      expect(ran.traceback).not.toContain('kernel-setup');
      // As the cell itself sees it: here the kernel's frames are below those of the cell.
      const shown = await other.run('String(new Error("boom").stack)');
      expect(shown.result).toContain('cell [2]:1:8');
      expect(shown.result).not.toContain('kernel-setup');
    } finally {
      await other.end();
    }
  });
});

describe('type errors', () => {
  it('stop the cell and show the line with a caret', async () => {
    const ran = await run('const fine = 1;\nconst s: string = 12;');
    expect(ran.reply).toMatchObject({
      status: 'error',
      ename: 'TS2322',
      evalue: "Type 'number' is not assignable to type 'string'.",
    });
    expect(ran.traceback).toMatch(/cell \[\d+\]:2:7 - error TS2322/);
    expect(ran.traceback).toContain('2 | const s: string = 12;\n  |       ^');
  });

  it('are those of a strict compiler', async () => {
    expect((await run('function g(x) { return x; }')).reply['ename']).toBe('TS7006');
    expect(
      (await run('const m = new Map<string, number>(); const k: number = m.get("a");')).reply['ename'],
    ).toBe('TS2322');
  });

  it('become warnings with a comment, and errors again', async () => {
    const ran = await run('// @type-errors: warn\nconst w: string = 12 as any as number; w');
    expect(ran.reply['status']).toBe('ok');
    expect(ran.result).toBe('12');
    expect(ran.stderr).toContain('TS2322');
    expect((await run('// @type-errors: error\nconst w: string = 12;')).reply['status']).toBe('error');
  });

  it('are switched by comments alone', async () => {
    await run('const told = `\\n// @type-errors: off\\n`;\n/x\\/\\/ @type-errors: off/;');
    await run('const lines = `\n// @type-errors: off\n`;');
    expect((await run('const s: string = 12;')).reply['ename']).toBe('TS2322');
  });

  it('leave syntax errors errors', async () => {
    await run('// @type-errors: off\n1');
    expect((await run('const = 5;')).reply['status']).toBe('error');
    await run('// @type-errors: error\n1');
  });
});

describe('failures that nothing catches', () => {
  it.each([
    ['a rejected promise', 'Promise.reject(new Error("lost"))'],
    ['an async function', 'void (async () => { await null; throw new Error("lost") })(); 5'],
    [
      'a timer, while the result is awaited',
      'setTimeout(() => { throw new Error("lost") }, 5); new Promise(() => undefined)',
    ],
    [
      'a timer',
      'setTimeout(() => { throw new Error("lost") }, 5); await new Promise((r) => setTimeout(r, 2000))',
    ],
  ])('fail the cell: %s', async (_, code) => {
    expect((await run(code)).reply).toMatchObject({ status: 'error', evalue: 'lost' });
  });

  it('of a cell that has ended do not fail the cell that runs', async () => {
    await run(
      'let fire = (): void => undefined;\n' +
        'void new Promise<void>((r) => (fire = r)).then(() => void Promise.reject(new Error("too late")));',
    );
    const ran = await run('fire(); await new Promise((r) => setTimeout(r, 50)); "fine"');
    expect(ran.result).toBe("'fine'");
    expect(ran.stderr).toContain('too late');
  });
});
