/** What arrives at the kernel by accident or from people who do not have the key. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { addressOf, createConnection, writeConnectionFile } from '../../src/runner/connection.js';
import { kernelCommand } from '../../src/runner/kernelProcess.js';
import { openSockets } from '../../src/runner/kernelSockets.js';
import { createMessage, type Message } from '../../src/runner/wire.js';
import { startSession, type Session, wait } from './session.js';

const sender = { session: 'test', username: 'test' };

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

it('runs a message once that is sent twice', async () => {
  await session.run('let times = 0;');
  const sockets = await openSockets(session.connection());
  const code = { code: 'times += 1', silent: false, store_history: true, stop_on_error: true };
  const message = createMessage('execute_request', code, sender);
  for (let copy = 0; copy < 3; copy++) sockets.send('shell', message);
  await wait(1500);
  sockets.close();
  expect((await session.run('times')).result).toBe('1');
  expect(session.log()).toContain('come before');
});

it.each([
  ['1500 parentheses', `${'('.repeat(1500)}1${')'.repeat(1500)}`],
  ['20 000 brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
])('compiles the next cell after one of %s', async (_, code) => {
  await session.run('const kept = 6;');
  await session.run(code);
  expect((await session.run('kept * 7')).result).toBe('42');
});

it('outlives random bytes on every port', async () => {
  const { hb_port, shell_port, control_port, iopub_port, stdin_port } = session.connection();
  for (const port of [hb_port, shell_port, control_port, iopub_port, stdin_port])
    for (let time = 0; time < 40; time++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      // The same bytes in every run: a linear congruential generator.
      let state = port + time;
      const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
      socket.end(Buffer.from(Array.from({ length: 200 }, next)));
    }
  await wait(1000);
  expect((await session.run('6 * 7')).result).toBe('42');
  expect(await session.kernel.heartbeat()).toBeGreaterThanOrEqual(0);
});

it('goes on answering when nobody reads what it says on standard error', async () => {
  const connection = await createConnection();
  const file = writeConnectionFile(connection);
  const [command, ...words] = kernelCommand(file.path);
  // The pipes are full before long, because they are not read.
  const child = spawn(command, words, { cwd: session.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const stranger = new Dealer({ linger: 0, sendHighWaterMark: 0 });
  const sockets = await openSockets(connection);
  try {
    stranger.connect(addressOf(connection, connection.shell_port));
    for (let count = 0; count < 20_000; count++)
      await stranger.send(['<IDS|MSG>', '', '{}', '{}', '{}', '{}']);
    const answered = new Promise<Message>((resolve) =>
      sockets.onMessage((channel, message) => (channel === 'shell' ? resolve(message) : undefined)),
    );
    sockets.send('shell', createMessage('kernel_info_request', {}, sender));
    expect((await answered).header.msg_type).toBe('kernel_info_reply');
  } finally {
    stranger.close();
    sockets.close();
    child.kill('SIGKILL');
    file.remove();
  }
});
