import { describe, expect, it } from 'vitest';
import { lookAfter } from '../../src/queue/lookAfter.js';
import { readAddress } from '../../src/queue/address.js';
import { jobId, keysOf, LASTS, queueName } from '../../src/queue/keys.js';
import type { Wire } from '../../src/queue/wire.js';

describe('the address of a queue', () => {
  it('is read in its parts, and shown without user and password', () => {
    expect(readAddress('on', 'rediss://m%2Fe:p%40ss@redis.example:6380/2')).toEqual({
      ...{ text: 'rediss://redis.example:6380/2', host: 'redis.example', port: 6380, db: 2, tls: true },
      ...{ username: 'm/e', password: 'p@ss' },
    });
    expect(readAddress('on', 'redis://:%zz%41-%ff%@localhost').password).toBe('%zzA-%ff%');
    expect(readAddress('on', 'redis://[::1]')).toEqual({
      ...{ text: 'redis://[::1]', host: '::1', port: 6379, db: 0, tls: false },
    });
  });

  it.each(['redis://127.0.0.1', 'redis://127.9.8.7:1', 'redis://localhost:6379/0', 'redis://[::1]:7'])(
    'needs no password on this machine: %s',
    (on) => expect(readAddress('on', on, false).password).toBeUndefined(),
  );

  it.each(['redis://10.0.0.1', 'rediss://redis.example', 'redis://127.0.0.1.example', 'redis://0.0.0.0'])(
    'needs a password elsewhere, unless that is permitted: %s',
    (on) => {
      expect(() => readAddress('on', on, false)).toThrow(/^on must be an address with a password, or one of/);
      expect(readAddress('on', on, true).text).toBe(on);
    },
  );

  it.each([
    'redis://:secret@host:port',
    'http://:secret@localhost',
    'redis://:secret@localhost/notes',
    'redis://:secret@localhost?tls=1',
    'secret',
    'redis://',
  ])('is refused, and its secrets are not repeated: %s', (on) => {
    let message = '';
    try {
      readAddress('on', on);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^on must be "threads" or the address of a Redis/);
    expect(message).not.toContain('secret');
  });
});

describe('what is no address', () => {
  it.each(['localhost:6379', '', 'threads', 'http://localhost', 'redis://'])(
    'is named where it can hold no password, and threads are offered only where there are some: %j',
    (on) => {
      expect(() => readAddress('on', on, false, true)).toThrow(
        `on must be the address of a Redis, redis://host:port or, with TLS, rediss://:password@host:port/database, got ${JSON.stringify(on)}`,
      );
      expect(() => readAddress('on', on)).toThrow(/^on must be "threads" or the address/);
    },
  );
});

it('a point has the same name wherever it is asked for, and another queue for every version', () => {
  expect(jobId('a', { x: 1, y: 2 })).toBe(jobId('a', { y: 2, x: 1 }));
  expect(jobId('a', { x: 1 })).not.toBe(jobId('b', { x: 1 }));
  expect(jobId('a', {})).toMatch(/^[0-9a-f]{64}$/);
  const version = { package: '1.2.3', numbers: { engine: 4 } };
  expect(queueName(version)).toMatch(/^heavytail-1\.2\.3-[0-9a-f]{8}$/);
  expect(queueName({ ...version, numbers: { engine: 5 } })).not.toBe(queueName(version));
});

it('who lives says so within half a minute, and a result outlives the night', () => {
  // Callers and workers say so every two seconds; what is dead is not waited for much longer.
  expect(LASTS.life).toBeGreaterThanOrEqual(20);
  expect(LASTS.life).toBeLessThanOrEqual(30);
  expect(LASTS.taken).toBeGreaterThan(LASTS.life);
  expect([LASTS.result, LASTS.attachment]).toEqual([86_400, 86_400]);
});

describe('what became of a point', () => {
  /** A wire to a server that answers so: the result, then timestamp, reason, end and stacks. */
  const found = async (result: string | null, ...job: (string | null)[]) => {
    const asked: unknown[][] = [];
    const pipeline = {
      getex: (...words: unknown[]) => void asked.push(words),
      hmget: (...words: unknown[]) => void asked.push(words),
      exec: () => Promise.resolve([[null, result], [null, job]]), // prettier-ignore
    };
    const wire = {
      redis: { pipeline: () => pipeline },
      queue: { toKey: (id: string) => id },
      keys: keysOf('q'),
    };
    const answers = await lookAfter(wire as unknown as Wire, ['id']);
    expect(asked[0]).toEqual(['heavytail:q:result:id', 'EX', 60]);
    return answers.get('id')!;
  };

  it('is its result, or nothing as yet, or nothing at all', async () => {
    expect(await found('[1]', null, null, null, null)).toEqual({
      result: '[1]',
      failure: undefined,
      isThere: false,
    });
    expect(await found(null, '17', null, null, null)).toEqual({ failure: undefined, isThere: true });
    // It failed once and is tried again: not its end.
    expect((await found(null, '17', 'no', null, '["RangeError: no"]')).failure).toBeUndefined();
  });

  it.each([
    ['RangeError', RangeError],
    ['TypeError', TypeError],
    ['Error', Error],
    ['constructor', Error],
    ['OwnError', Error],
  ])('is a failure of its class: %s', async (name, type) => {
    const stacks = JSON.stringify(['Other: before', `${name}: no\n    at somewhere`]);
    const { failure } = await found(null, '17', 'no', '18', stacks);
    expect([failure!.message, failure!.constructor]).toEqual(['no', type]);
  });

  it('is the death of its workers in words', async () => {
    const { failure } = await found(null, '17', 'job stalled more than allowable limit', '18', null);
    expect(failure!.message).toMatch(/^the workers that computed this point died one after another/);
    expect((await found(null, '17', 'no', '18', null)).failure!.message).toBe('no');
  });
});
