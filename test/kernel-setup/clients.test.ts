/** What some clients ask and most do not, and cells that take from the kernel what it stands on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConnection, writeConnectionFile } from '../../src/runner/connection.js';
import { kernelCommand, startProcess } from '../../src/runner/kernelProcess.js';
import { openSockets } from '../../src/runner/kernelSockets.js';
import { createMessage, type Content, type Message } from '../../src/runner/wire.js';
import { startSession, type Session } from './session.js';

const sender = { session: 'test', username: 'test' };

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const ask = async (type: string, content: Content): Promise<Content> =>
  (await session.kernel.request('shell', type, content)).content;

it('whether code is complete is answered before the compiler has started', async () => {
  const cold = await startSession();
  const began = performance.now();
  const { content } = await cold.kernel.request('shell', 'is_complete_request', { code: 'const a = {' });
  // A console does not wait longer; on a busy machine a good part of it goes into reading TypeScript.
  expect(performance.now() - began).toBeLessThan(1000);
  expect(content['status']).toBe('incomplete');
  await cold.end();
});

it('a connect_request is answered with the ports', async () => {
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = session.connection();
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  expect(await ask('connect_request', {})).toEqual({ status: 'ok', ...ports });
});

it('nothing is told of a name that nothing has', async () => {
  expect(await ask('inspect_request', { code: 'nowhere', cursor_pos: 3, detail_level: 0 })).toMatchObject({
    status: 'ok',
    found: false,
  });
});

it('the history has a text also where there was no result', async () => {
  await session.run('void 0;');
  const request = { hist_access_type: 'tail', n: 1, output: true, raw: true };
  expect((await ask('history_request', request))['history']).toEqual([
    [1, expect.any(Number), ['void 0;', '']],
  ]);
});

const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === '::1'),
);

it.skipIf(!hasIpv6)('the kernel listens on an address of IPv6', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-ipv6-'));
  const connection = { ...(await createConnection()), ip: '::1' };
  const file = writeConnectionFile(connection);
  const kernel = startProcess(kernelCommand(file.path), folder, process.env);
  const sockets = await openSockets(connection);
  try {
    const answered = new Map<string, Message>();
    sockets.onMessage((channel, message) => answered.set(channel, message));
    for (const channel of ['shell', 'control'] as const)
      sockets.send(channel, createMessage('kernel_info_request', {}, sender));
    await expect.poll(() => answered.size, { timeout: 120_000 }).toBe(3);
    expect(['iopub_welcome', 'status']).toContain(answered.get('iopub')?.header.msg_type);
    expect(await sockets.heartbeat()).toBeGreaterThanOrEqual(0);
  } finally {
    sockets.close();
    kernel.kill();
    file.remove();
    rmSync(folder, { recursive: true });
  }
});

describe('an answer to a question that was interrupted', () => {
  it('is not taken for that to the next one', async () => {
    const sockets = await openSockets(session.connection());
    const asked: Message[] = [];
    const replies: Content[] = [];
    sockets.onMessage((channel, message) => {
      if (channel === 'stdin') asked.push(message);
      if (channel === 'shell') replies.push(message.content);
    });
    const start = (code: string): void =>
      sockets.send('shell', createMessage('execute_request', { code, allow_stdin: true }, sender));
    const answer = (value: string, to?: Message): void => {
      const parent = to === undefined ? {} : { parentHeader: to.header };
      sockets.send('stdin', createMessage('input_reply', { value }, sender, parent));
    };
    start(`await input('first? ')`);
    await expect.poll(() => asked.length, { timeout: 120_000 }).toBe(1);
    await session.kernel.interrupt();
    await expect.poll(() => replies.length, { timeout: 120_000 }).toBe(1);
    start(`let given = await input('second? ')`);
    await expect.poll(() => asked.length, { timeout: 120_000 }).toBe(2);
    answer('to the first', asked[0]);
    answer('to the second', asked[1]);
    await expect.poll(() => replies.length, { timeout: 120_000 }).toBe(2);
    expect((await session.run('given')).result).toBe("'to the second'");
    // Some clients do not say which question they answer.
    start(`given = await input('third? ')`);
    await expect.poll(() => asked.length, { timeout: 120_000 }).toBe(3);
    answer('to the third');
    await expect.poll(() => replies.length, { timeout: 120_000 }).toBe(3);
    expect((await session.run('given')).result).toBe("'to the third'");
    sockets.close();
  });
});

describe('the kernel goes on when a cell replaces', () => {
  it.each([
    'globalThis.setImmediate',
    'globalThis.setTimeout',
    'globalThis.clearTimeout',
    'globalThis.queueMicrotask',
    'globalThis.performance',
    'globalThis.console',
    'globalThis.Promise',
    'globalThis.Date',
    'globalThis.URL',
    'globalThis.AbortController',
    'globalThis.Number',
    'globalThis.RegExp',
    'process.nextTick',
  ])('%s', async (name) => {
    const other = await startSession();
    try {
      await other.run(`(${name} as unknown) = class Nothing { constructor() {} };`);
      const ran = await other.run('process.stdout.write("written"); await null; 6 * 7');
      expect(ran).toMatchObject({ stdout: 'written', result: '42' });
      expect((await other.run(`throw new Error('seen')`)).reply['evalue']).toBe('seen');
    } finally {
      await other.end();
    }
  });
});
