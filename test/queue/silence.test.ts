/** Servers that are gone, say nothing, refuse, or have forgotten everything: each sweep and each worker goes on or ends with one sentence. */
import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { readAddress } from '../../src/queue/address.js';
import { openCaller, type QueueCaller } from '../../src/queue/caller.js';
import { connect } from '../../src/queue/connect.js';
import { attachmentKey, jobId } from '../../src/queue/keys.js';
import { startPulse } from '../../src/queue/pulse.js';
import type { QueueJob } from '../../src/queue/send.js';
import { serve, type ServedPoint, type Serving } from '../../src/queue/serve.js';
import { engineVersion } from '../../src/sweeps/engineNumbers.js';
import { startRedis, until, withRedis, type TestRedis } from './redis.js';

describe('a server is lost', () => {
  const lostAfter = async (ask: () => Promise<unknown>, milliseconds: number): Promise<string[]> => {
    const lost: string[] = [];
    const end = startPulse({ every: 10, patience: 45, ask, onLost: (refusal) => lost.push(refusal) });
    await delay(milliseconds);
    end();
    return lost;
  };
  it('once, where it does not answer or refuses', async () => {
    expect(await lostAfter(() => new Promise(() => undefined), 200)).toEqual(['']);
    expect(await lostAfter(() => Promise.reject(new Error('full')), 200)).toEqual(['full']);
  });
  it('not where it answers, and not where this process stood still', async () => {
    expect(await lostAfter(() => Promise.resolve(), 200)).toEqual([]);
    let asked = 0;
    const slow = (): Promise<unknown> => {
      if (asked++ === 0) for (const end = performance.now() + 150; performance.now() < end;);
      return delay(5);
    };
    expect(await lostAfter(slow, 400)).toEqual([]);
    expect(asked).toBeGreaterThan(1);
  });
});

it('what is no Redis is told as such', async () => {
  const other = createServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port } = other.address() as AddressInfo;
  try {
    await expect(connect(readAddress('on', `redis://127.0.0.1:${port}`))).rejects.toThrow(
      `the queue at redis://127.0.0.1:${port} does not answer: what answers there is no Redis`,
    );
  } finally {
    other.close();
  }
});

withRedis('a queue whose server', () => {
  let redis: TestRedis;
  let serving: Serving | undefined;
  let caller: QueueCaller | undefined;
  afterEach(async () => {
    await caller?.close();
    await serving?.close(0);
    [serving, caller] = [undefined, undefined];
    await redis.close();
  });

  const begin = async (compute: (point: ServedPoint) => Promise<unknown>): Promise<QueueCaller> => {
    const address = readAddress('on', redis.on);
    serving = await serve(address, engineVersion(), { atOnce: 1, compute, onNote: () => undefined });
    return (caller = await openCaller(address, engineVersion(), { onNotice: () => undefined }));
  };
  const point = (data: unknown, attached?: QueueJob['attached']): QueueJob => ({
    ...{ id: jobId('test', data), kind: 'test', data, attached, place: 0 },
  });
  const ask = (job: QueueJob): Promise<unknown> =>
    Promise.race([caller!.compute(job, () => undefined), delay(20_000, 'hangs')]);

  it.each(['is killed', 'says nothing'])(
    '%s is given up by both sides, and holds up no process',
    async (how) => {
      redis = await startRedis();
      const script = fileURLToPath(new URL('./lost.mjs', import.meta.url));
      const child = spawn(process.execPath, [script, redis.on], { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      child.stdout.on('data', (part) => (text += String(part)));
      const ended = new Promise((resolve) => child.once('close', resolve));
      try {
        await until(() => text.includes('computes'));
        if (how === 'is killed') await redis.kill();
        else redis.freeze();
        expect(await Promise.race([ended, delay(40_000, 'hangs')])).toBe(0);
      } finally {
        child.kill('SIGKILL');
      }
      expect(text).toMatch(
        /^computes\nthe queue at redis:\S+ has been away for 2 seconds: what was finished [^\n]*\nthe queue at redis:\S+ has been away for 2 seconds\n$/,
      );
    },
    60_000,
  );

  it('has forgotten everything gets the data of the points again, and what was under way goes on', async () => {
    redis = await startRedis();
    const attached = new Map([['digest', () => Buffer.from('data')]]);
    let begun = 0;
    await begin(async ({ data, signal, attachment }) => {
      begun++;
      await delay(data === 'long' ? 8000 : 0, undefined, { signal });
      return String(await attachment('digest'));
    });
    expect(await ask(point('first', attached))).toBe('data');
    const long = ask(point('long', attached));
    await until(() => begun === 2);
    await redis.kill();
    await redis.start();
    expect(await ask(point('second', attached))).toBe('data');
    expect(await long).toBe('data');
    expect(begun).toBe(3);
    expect(await redis.client.ttl(attachmentKey('digest'))).toBeGreaterThan(80_000);
  });

  it('does not know a command says so to the sweep', async () => {
    redis = await startRedis({ args: ['--rename-command', 'GETEX', ''] });
    await begin(() => Promise.resolve(1));
    await expect(ask(point(1))).rejects.toThrow(/unknown command/);
  });

  it('has no room left leaves no connection behind that would hold up the process', async () => {
    redis = await startRedis();
    const clients = async (): Promise<number> =>
      ((await redis.client.client('LIST')) as string).trim().split('\n').length;
    const before = await clients();
    await redis.client.config('SET', 'maxmemory', '1');
    const address = readAddress('on', redis.on);
    const options = { atOnce: 1, compute: () => Promise.resolve(), onNote: () => undefined };
    await expect(openCaller(address, engineVersion())).rejects.toThrow(/OOM/);
    await expect(serve(address, engineVersion(), options)).rejects.toThrow(/OOM/);
    await until(async () => (await clients()) === before, 5000);
  });

  it('keeps the words of every failure, also of one that has none', async () => {
    redis = await startRedis();
    const thrown: Readonly<Record<string, unknown>> = {
      'no words': new Error(''),
      'a text': 'some text',
      nothing: undefined,
    };
    await begin(({ data }) => Promise.reject(thrown[data as string]));
    await expect(ask(point('no words'))).rejects.toThrow(/^Error$/);
    await expect(ask(point('a text'))).rejects.toThrow(/^some text$/);
    await expect(ask(point('nothing'))).rejects.toThrow(/^undefined$/);
  });

  it('never carries a result of which JSON would make another one', async () => {
    redis = await startRedis();
    const results: Readonly<Record<string, unknown>> = { nan: { tailIndex: NaN }, infinite: [1, Infinity] };
    await begin(({ data }) => Promise.resolve(results[data as string]));
    await expect(ask(point('nan'))).rejects.toThrow(
      /^the result of a point.tailIndex is NaN, which cannot go/,
    );
    await expect(ask(point('infinite'))).rejects.toThrow(/^the result of a point\[1\] is Infinity/);
  });
});
