/** The behaviours that the public kernel-testbed suite lists in its four tiers, with its snippets for TypeScript. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Content, PROTOCOL_VERSION } from '../../src/runner/wire.js';
import { type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const ask = async (type: string, content: Content): Promise<Content> =>
  (await session.kernel.request('shell', type, content)).content;
const run: Session['run'] = (code, options) => session.run(code, options);

describe('tier 1, basic protocol', () => {
  it('heartbeat and kernel_info with language and protocol version', async () => {
    await session.kernel.heartbeat();
    const { header, content: info } = await session.kernel.request('shell', 'kernel_info_request', {});
    expect(info).toMatchObject({ status: 'ok', language_info: { name: 'typescript' } });
    expect([header.version, info['protocol_version']]).toEqual([PROTOCOL_VERSION, PROTOCOL_VERSION]);
  });

  it('streams, execute_input, busy before idle, and an ok reply', async () => {
    expect((await run(`console.log('hello')`)).stdout).toBe('hello\n');
    expect((await run(`console.error('error')`)).stderr).toBe('error\n');
    const ran = await run('const x = 1');
    expect(ran.reply['status']).toBe('ok');
    expect(ran.of('execute_input')).toMatchObject({ code: 'const x = 1' });
    const states = ran.messages.flatMap(({ content }) => content['execution_state'] ?? []);
    expect(states).toEqual(['busy', 'idle']);
  });

  it.each([true, false])('shutdown with restart %s is answered and ends the process', async (restart) => {
    const other = await startSession();
    const reply = await other.kernel.request('control', 'shutdown_request', { restart });
    expect(reply.content).toEqual({ status: 'ok', restart });
    await other.kernel.ended;
    await other.end();
  });

  it('shutdown ends a kernel that is busy', async () => {
    const other = await startSession();
    const busy = other.run('await null; for (;;);').catch((error: Error) => error);
    const reply = await other.kernel.request('control', 'shutdown_request', { restart: false });
    expect(reply.content['status']).toBe('ok');
    await other.kernel.ended;
    expect(await busy).toBeInstanceOf(Error);
    await other.end();
  });
});

describe('tier 2, interactive features', () => {
  it('completion and inspection of a variable of an earlier cell', async () => {
    await run('const testVariableForCompletion = 42');
    const completed = await ask('complete_request', { code: 'testVariableFor', cursor_pos: 15 });
    expect(completed['matches']).toContain('testVariableForCompletion');
    const code = 'testVariableForCompletion';
    expect(await ask('inspect_request', { code, cursor_pos: code.length, detail_level: 0 })).toMatchObject({
      status: 'ok',
      found: true,
    });
  });

  it.each([
    ['const x = 1', 'complete'],
    ['const x = {', 'incomplete'],
    ['function foo(', 'incomplete'],
  ])('is_complete: %s', async (code, status) => {
    expect(await ask('is_complete_request', { code })).toMatchObject({ status });
  });

  it('history, comm_info without a target, and a syntax error', async () => {
    const history = await ask('history_request', {
      hist_access_type: 'tail',
      n: 10,
      output: false,
      raw: true,
    });
    expect(history['status']).toBe('ok');
    expect(await ask('comm_info_request', { target_name: null })).toEqual({ status: 'ok', comms: {} });
    const failed = await run('function function');
    expect(failed.reply['status']).toBe('error');
    expect(failed.of('error')?.['ename']).toMatch(/^TS/);
  });
});

const shown = (text: string, type: string): string =>
  `await Deno.jupyter.broadcast("${type}", { data: { "text/html": "${text}" }, metadata: {}, ` +
  `transient: { display_id: "test_update" } })`;

describe('tier 3, rich output', () => {
  it('display_data and update_display_data as in cells written for Deno, of which libraries see nothing', async () => {
    const code = `${shown('<b>initial</b>', 'display_data')}; ${shown('<b>updated</b>', 'update_display_data')}`;
    const ran = await run(code);
    expect(ran.of('display_data')).toMatchObject({ data: { 'text/html': '<b>initial</b>' } });
    expect(ran.of('update_display_data')).toMatchObject({ transient: { display_id: 'test_update' } });
    expect((await run(`'Deno' in globalThis`)).result).toBe('false');
  });

  it('execute_result, plain and rich', async () => {
    expect((await run('1 + 1')).result).toBe('2');
    const rich = await run('[{letter: "A", frequency: 0.08167}, {letter: "B", frequency: 0.01492}]');
    const data = rich.of('execute_result')?.['data'] as Content;
    expect(String(data['text/html'])).toContain('<table>');
    expect(String(data['text/plain'])).toContain('0.08167');
  });
});

describe('tier 4, advanced features', () => {
  it('input_request, also where the cell does not await the answer', async () => {
    expect((await run(`prompt('Enter: ')`, { onInput: () => 'test_input_42' })).result).toBe(
      `'test_input_42'`,
    );
    const ran = await run(`void input('Enter: ').then((line) => console.log(line)); 0`, {
      onInput: () => 'later',
    });
    expect(ran.stdout).toBe('later\n');
  });

  it('interrupt_request is answered, counts go up, and every message has its parent', async () => {
    const reply = await session.kernel.request('control', 'interrupt_request', {});
    expect(reply.content['status']).toBe('ok');
    const first = await run('const x = 1');
    const second = await run('const x = 1');
    expect(second.reply['execution_count']).toBe((first.reply['execution_count'] as number) + 1);
    expect(second.messages.every(({ parentHeader }) => parentHeader.msg_id !== undefined)).toBe(true);
  });
});

describe('the ten seconds that the suite waits', () => {
  it('are enough for the first cell: until its answer a kernel takes less than half of them of the processor', async () => {
    // Not by the clock, which other programmes hold up.
    const fresh = await startSession();
    const { stdout } = await fresh.run(
      `const { user, system } = process.cpuUsage(); console.log((user + system) / 1e6)`,
    );
    expect(Number(stdout)).toBeGreaterThan(0.1);
    expect(Number(stdout)).toBeLessThan(5);
    await fresh.end();
  });
});
