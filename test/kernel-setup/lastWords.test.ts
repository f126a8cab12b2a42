/** What a cell prints arrives: while it computes, before it ends its own process, and however fast it prints. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Subscriber } from 'zeromq';
import { addressOf } from '../../src/runner/connection.js';
import type { Message } from '../../src/runner/wire.js';
import { startSession, type Session, wait } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

it('while the cell computes without a pause', async () => {
  let sawAfter = 0;
  const began = performance.now();
  const onMessage = ({ header }: Message): void => {
    if (header.msg_type === 'stream') sawAfter ||= performance.now() - began;
  };
  const code = `console.log('first');\nconsole.log('second');\nfor (const end = Date.now() + 3000; Date.now() < end; );`;
  const ran = await session.run(code, { onMessage });
  expect(ran.stdout).toBe('first\nsecond\n');
  expect(performance.now() - began - sawAfter).toBeGreaterThan(2000);
});

describe.each([
  ['process.exit(3)', { exitCode: 3, signal: null }],
  ['process.exitCode = 4; process.exit()', { exitCode: 4, signal: null }],
  ['setTimeout(() => process.exit(5), 10); await new Promise(() => 0)', { exitCode: 5, signal: null }],
  [`process.kill(process.pid, 'SIGKILL')`, { exitCode: null, signal: 'SIGKILL' }],
  ['process.abort()', { exitCode: null, signal: 'SIGABRT' }],
])('before %s', (end, how) => {
  it('ends the kernel, in words', async () => {
    const dying = await startSession();
    let text = '';
    const onMessage = ({ header, content }: Message): void => {
      if (header.msg_type === 'stream') text += String(content['text']);
    };
    await expect(dying.run(`console.log('last words'); ${end}`, { onMessage })).rejects.toThrow(
      how.exitCode === null ? how.signal : `exit code ${how.exitCode}`,
    );
    expect(await dying.kernel.ended).toMatchObject(how);
    expect(text).toBe('last words\n');
    await dying.end();
  });
});

/** Megabytes of memory that the kernel occupies. */
const occupied = (): number => {
  const status = readFileSync(`/proc/${session.kernel.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
};

it('all of it, in order, to a client that reads slowly', { timeout: 120_000 }, async () => {
  let seen = '';
  const slow = new Subscriber({ receiveHighWaterMark: 1 });
  slow.subscribe('stream');
  slow.connect(addressOf(session.connection(), session.connection().iopub_port));
  await wait(300);
  const reading = (async () => {
    while (!seen.includes('the end')) {
      const frames = await slow.receive();
      // The first message is the welcome.
      seen += (JSON.parse(String(frames.at(-1))) as { text?: string }).text ?? '';
      await wait(20);
    }
  })();
  const lines = 40_000;
  await session.run(
    `for (let i = 0; i < ${lines}; i++) console.log(i, 'x'.repeat(1000)); console.log('the end')`,
  );
  await reading;
  slow.close();
  const numbers = seen
    .split('\n')
    .slice(0, lines)
    .map((line) => Number.parseInt(line, 10));
  expect(numbers.every((number, index) => number === index)).toBe(true);
});

it.skipIf(process.platform !== 'linux')(
  'all of it, where another client does not read at all',
  { timeout: 120_000 },
  async () => {
    const stuck = new Subscriber({ receiveHighWaterMark: 1 });
    stuck.subscribe();
    stuck.connect(addressOf(session.connection(), session.connection().iopub_port));
    await wait(300);
    const lines = 30_000;
    const { stdout } = await session.run(
      `for (let i = 0; i < ${lines}; i++) console.log(i, 'x'.repeat(1000));`,
    );
    const numbers = stdout.split('\n').slice(0, lines);
    expect(numbers.every((line, index) => Number.parseInt(line, 10) === index)).toBe(true);
    expect(numbers).toHaveLength(lines);
    stuck.close();
  },
);

it.skipIf(process.platform !== 'linux').each(['', 'await null; '])(
  'in bounded memory where a client does not read, and an interrupt ends it: %s',
  { timeout: 120_000 },
  async (start) => {
    const stuck = new Subscriber({ receiveHighWaterMark: 1 });
    stuck.subscribe();
    stuck.connect(addressOf(session.connection(), session.connection().iopub_port));
    await wait(300);
    const before = occupied();
    const running = session.run(`${start}for (;;) display('x'.repeat(1000));`);
    await wait(4000);
    expect(occupied() - before).toBeLessThan(250);
    await session.kernel.interrupt();
    expect((await running).reply['ename']).toBe('KeyboardInterrupt');
    expect((await session.run('6 * 7')).result).toBe('42');
    stuck.close();
  },
);
