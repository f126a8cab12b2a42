import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import type { Content, Message } from '../../src/runner/wire.js';
import { startSession, type Session } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);
const ask = async (type: string, content: Content): Promise<Content> =>
  (await session.kernel.request('shell', type, content)).content;
const types = (messages: readonly Message[]): string[] =>
  messages.map(({ header, content }) =>
    header.msg_type === 'status' ? String(content['execution_state']) : header.msg_type,
  );

describe('kernel_info', () => {
  it('names the true version of TypeScript', async () => {
    const info = await ask('kernel_info_request', {});
    const { version } = (await import('typescript')).default;
    expect(info).toMatchObject({
      status: 'ok',
      implementation: 'heavytail',
      language_info: { name: 'typescript', version, file_extension: '.ts' },
    });
  });
});

describe('an execution', () => {
  it('publishes busy, its input, its output in order, and idle, all with its parent header', async () => {
    const ran = await run('console.log("a"); console.error("b"); display(1); console.log("c"); 2');
    const expected = [
      'busy',
      'execute_input',
      'stream',
      'stream',
      'display_data',
      'stream',
      'execute_result',
      'idle',
    ];
    expect(types(ran.messages)).toEqual(expected);
    expect(new Set(ran.messages.map(({ parentHeader }) => parentHeader.msg_id)).size).toBe(1);
  });

  it('counts what is stored, and nothing else', async () => {
    const count = async (options = {}): Promise<number> =>
      (await run('1', options)).reply['execution_count'] as number;
    const first = await count();
    expect(await count()).toBe(first + 1);
    expect(await count({ storeHistory: false })).toBe(first + 1);
    expect(await count({ silent: true })).toBe(first + 1);
    expect(await count()).toBe(first + 2);
  });

  it('publishes only its status when silent', async () => {
    const ran = await run('console.log("x"); display(1); 5', { silent: true });
    expect(types(ran.messages)).toEqual(['busy', 'idle']);
    expect(ran.reply['status']).toBe('ok');
  });

  it('evaluates user expressions, each with its own outcome', async () => {
    await run('const seven = 7;');
    const { reply } = await run('1', { userExpressions: { good: 'seven * 6', bad: 'seven.nothing' } });
    expect(reply['user_expressions']).toMatchObject({
      good: { status: 'ok', data: { 'text/plain': '42' } },
      bad: { status: 'error', ename: 'TS2339' },
    });
  });

  it('keeps text whole that is written in bytes', async () => {
    const ran = await run(
      `const euro = Buffer.from('€');\nprocess.stdout.write(euro.subarray(0, 1)); process.stdout.write(euro.subarray(1)); 0`,
    );
    expect(ran.stdout).toBe('€');
  });
});

describe('much output', () => {
  it('of 100 000 lines arrives whole and in order', async () => {
    const ran = await run(
      'for (let i = 0; i < 100_000; i++) (i % 1000 === 0 ? console.error : console.log)(i);',
    );
    const all = ran.messages
      .filter(({ header }) => header.msg_type === 'stream')
      .map(({ content }) => content['text']);
    expect(all.join('')).toBe(Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join(''));
  });

  it('of 50 MB arrives whole', async () => {
    const ran = await run('for (let i = 0; i < 50; i++) process.stdout.write("x".repeat(1_000_000)); 0');
    expect(ran.stdout.length).toBe(50_000_000);
  });
});

describe('completion and inspection', () => {
  it('complete the names of earlier cells, with the cursor counted in characters', async () => {
    await run('const heavyName = { inner: 1 };');
    const code = '"😀"; heavyNam';
    expect(await ask('complete_request', { code, cursor_pos: [...code].length })).toMatchObject({
      status: 'ok',
      matches: ['heavyName'],
      cursor_start: 5,
      cursor_end: 13,
    });
    const members = await ask('complete_request', { code: 'heavyName.', cursor_pos: 10 });
    expect(members['matches']).toContain('inner');
  });

  it('inspect with plain text and Markdown, also just behind the name', async () => {
    await run('/** Doubles a number. */\nfunction twice(x: number): number { return 2 * x; }');
    for (const cursor_pos of [2, 5]) {
      const { found, data } = await ask('inspect_request', { code: 'twice', cursor_pos, detail_level: 0 });
      expect(found).toBe(true);
      expect((data as Content)['text/plain']).toContain('function twice(x: number): number');
      expect((data as Content)['text/markdown']).toContain('```typescript');
    }
    expect(await ask('inspect_request', { code: '   ', cursor_pos: 1, detail_level: 0 })).toMatchObject({
      found: false,
    });
  });

  it('inspect the call that the cursor is in', async () => {
    const { data } = await ask('inspect_request', { code: 'Math.pow(1, ', cursor_pos: 12, detail_level: 0 });
    expect((data as Content)['text/plain']).toContain('pow(x: number, y: number): number');
    expect((data as Content)['text/plain']).toContain('@param y');
  });

  it('complete paths and other strings from what is written', async () => {
    writeFileSync(join(session.folder, 'nearby.ts'), 'export const a = 1;');
    const code = `import { a } from './nea`;
    expect(await ask('complete_request', { code, cursor_pos: code.length })).toMatchObject({
      matches: ['nearby'],
      cursor_start: code.length - 3,
      cursor_end: code.length,
    });
    const text = `const pick: 'left' | 'right' = 'r`;
    expect(await ask('complete_request', { code: text, cursor_pos: text.length })).toMatchObject({
      matches: ['right'],
      cursor_start: text.length - 1,
    });
  });

  it("show a library's examples as code", async () => {
    await run("import { tailIndex } from 'heavytail';");
    const { data } = await ask('inspect_request', { code: 'tailIndex', cursor_pos: 3, detail_level: 0 });
    const call = 'tailIndex({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }); // 2\n';
    expect((data as Content)['text/markdown']).toContain(`\n\n\`\`\`typescript\n${call}`);
    expect((data as Content)['text/plain']).toContain(`@example\n${call}`);
  });

  it.each([
    ['const a = 1', 'complete'],
    ['', 'complete'],
    ['function f() {', 'incomplete'],
    ['const t = `a', 'incomplete'],
    ['/* open', 'incomplete'],
    ['const = 5', 'invalid'],
    ['<T,>(', 'incomplete'],
    ["'abc", 'invalid'],
    ['function function', 'invalid'],
  ])('tell whether code is complete: %j is %s', async (code, status) => {
    expect(await ask('is_complete_request', { code })).toMatchObject({ status });
  });
});

describe('history', () => {
  it('answers tail, range and search requests', async () => {
    await run('"needle one"');
    const last = await run('"needle two"');
    const line = last.reply['execution_count'] as number;
    const tail = await ask('history_request', { hist_access_type: 'tail', n: 2, output: true, raw: true });
    expect(tail['history']).toEqual([
      [1, line - 1, ['"needle one"', "'needle one'"]],
      [1, line, ['"needle two"', "'needle two'"]],
    ]);
    const range = await ask('history_request', {
      hist_access_type: 'range',
      session: 1,
      start: line,
      stop: line + 1,
    });
    expect(range['history']).toEqual([[1, line, '"needle two"']]);
    const search = await ask('history_request', { hist_access_type: 'search', pattern: '*needle*', n: 5 });
    expect(search['history']).toHaveLength(2);
  });
});

describe('comms', () => {
  it('are opened by the front end, answer, are listed, and are closed', async () => {
    await run(
      `comms.register('echo', (comm, opened) => {\n` +
        `  comm.send({ opened: opened.data });\n` +
        `  comm.onMessage(({ data }) => comm.send({ echo: data }));\n});`,
    );
    const heard: Content[] = [];
    const stop = session.kernel.onIopub(({ header, content }) => {
      if (header.msg_type.startsWith('comm_')) heard.push({ type: header.msg_type, ...content });
    });
    session.kernel.send('shell', 'comm_open', { comm_id: 'one', target_name: 'echo', data: { a: 1 } });
    session.kernel.send('shell', 'comm_msg', { comm_id: 'one', data: { b: 2 } });
    const info = await ask('comm_info_request', { target_name: 'echo' });
    expect(info).toEqual({ status: 'ok', comms: { one: { target_name: 'echo' } } });
    session.kernel.send('shell', 'comm_close', { comm_id: 'one', data: {} });
    expect(await ask('comm_info_request', {})).toMatchObject({ comms: {} });
    expect(heard.map(({ data }) => data)).toEqual([{ opened: { a: 1 } }, { echo: { b: 2 } }]);
    stop();
  });

  it('of an unknown target are closed at once', async () => {
    const closed = new Promise<Content>((resolve) => {
      const stop = session.kernel.onIopub(({ header, content }) => {
        if (header.msg_type !== 'comm_close') return;
        stop();
        resolve(content);
      });
    });
    session.kernel.send('shell', 'comm_open', { comm_id: 'two', target_name: 'nobody', data: {} });
    expect(await closed).toMatchObject({ comm_id: 'two' });
  });

  it('are opened by a cell', async () => {
    const ran = await run(`const own = comms.open('widget', { v: 1 }); own.send({ v: 2 }); own.close();`);
    const sent = ran.messages.filter(({ header }) => header.msg_type.startsWith('comm_'));
    expect(types(sent)).toEqual(['comm_open', 'comm_msg', 'comm_close']);
  });
});

describe('displays', () => {
  it('are updated by id and by handle, from later cells too', async () => {
    const first = await run(`const handle = display('one', { id: 'd' }); display('two', { id: 'd' });`);
    expect(types(first.messages).filter((type) => type.includes('display'))).toEqual([
      'display_data',
      'update_display_data',
    ]);
    expect(first.of('display_data')?.['transient']).toEqual({ display_id: 'd' });
    expect((await run(`handle.update('three')`)).of('update_display_data')).toMatchObject({
      data: { 'text/plain': "'three'" },
      transient: { display_id: 'd' },
    });
    const again = await run(`display('four', { id: 'd' })`);
    expect(types(again.messages).filter((type) => type.includes('display'))).toEqual([
      'update_display_data',
      'display_data',
    ]);
  });

  it('of tslab go on working', async () => {
    const ran = await run(`import * as tslab from 'tslab'; tslab.display.html('<i>x</i>')`);
    expect(ran.of('display_data')).toMatchObject({ data: { 'text/html': '<i>x</i>' } });
  });

  it('may be made by any library through one symbol', async () => {
    const ran = await run(
      `await (globalThis as any)[Symbol.for('Jupyter.broadcast')]('display_data', { data: { 'application/json': {} }, metadata: {}, transient: {} })`,
    );
    expect(ran.of('display_data')).toMatchObject({ data: { 'application/json': {} } });
    expect((await run('clearOutput({ wait: true })')).of('clear_output')).toEqual({ wait: true });
  });
});

describe('messages that are not for the kernel', () => {
  it('are dropped with a log line, and the kernel goes on', async () => {
    const { connection, log } = session;
    const stranger = new Dealer({ linger: 0 });
    stranger.connect(`tcp://127.0.0.1:${connection().shell_port}`);
    const header = JSON.stringify({
      msg_id: '1',
      msg_type: 'execute_request',
      session: 's',
      username: 'u',
      date: '',
      version: '5.3',
    });
    const code = JSON.stringify({ code: 'var hacked = 1', silent: false });
    const sign = (parts: string[]): string => {
      const hash = createHmac('sha256', connection().key);
      for (const part of parts) hash.update(part);
      return hash.digest('hex');
    };
    await stranger.send(['<IDS|MSG>', '0'.repeat(64), header, '{}', '{}', code]);
    await stranger.send(['<IDS|MSG>', '', header, '{}', '{}', code]);
    await stranger.send(['no delimiter']);
    await stranger.send(['<IDS|MSG>', sign(['{', '{}', '{}', '{}']), '{', '{}', '{}', '{}']);
    await stranger.send(['<IDS|MSG>', sign(['[]', '{}', '{}', '{}']), '[]', '{}', '{}', '{}']);
    // The socket closes only when all have arrived, for closing it drops what is still under way.
    await expect.poll(() => log().match(/dropped/g)?.length, { timeout: 120_000 }).toBe(5);
    stranger.close();
    expect((await run('typeof (globalThis as any).hacked')).result).toBe("'undefined'");
  });
});

describe('the control channel', () => {
  it('answers while a cell is busy, and so does the heartbeat', async () => {
    let announce = (): void => undefined;
    const ready = new Promise<void>((resolve) => (announce = resolve));
    const onMessage = ({ header }: Message): void => {
      if (header.msg_type === 'display_data') announce();
    };
    const busy = run(`display('ready'); for (;;);`, { onMessage });
    await ready;
    const info = await session.kernel.request('control', 'kernel_info_request', {});
    expect(info.content['status']).toBe('ok');
    await session.kernel.heartbeat();
    await session.kernel.interrupt();
    expect((await busy).reply['ename']).toBe('KeyboardInterrupt');
  });
});
