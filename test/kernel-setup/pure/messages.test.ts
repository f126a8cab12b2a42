/** Messages on their way through the kernel: read once, answered in order, gathered, and SIGINT between them. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGatherer, type Gathered } from '../../../kernel-setup/gather.js';
import { createReader } from '../../../kernel-setup/reader.js';
import { createRequestQueue } from '../../../kernel-setup/requestQueue.js';
import { createGate, gateMemory, sendThrough } from '../../../kernel-setup/sigintGate.js';
import { createMessage, encodeMessage, type Message } from '../../../src/runner/wire.js';

const sender = { session: 'session', username: 'me' };
const message = (type: string): Message => createMessage(type, {}, sender);
const framesOf = (sent: Message, key: string): Uint8Array[] =>
  encodeMessage(sent, key).map((frame) => Buffer.from(frame));

describe('the reader of a channel', () => {
  it('takes each message once, and what is signed with its key', () => {
    const read = createReader('key');
    const [one, other] = [message('a'), message('b')];
    expect([one, other].map((sent) => read(framesOf(sent, 'key')).header.msg_type)).toEqual(['a', 'b']);
    for (const again of [one, other])
      expect(() => read(framesOf(again, 'key'))).toThrow('a message that has come before');
    expect(() => read(framesOf(message('c'), 'another'))).toThrow('bad signature');
    // What is wrongly signed is not remembered: nobody else may use up the id of a message.
    const third = message('d');
    expect(() => read(framesOf(third, 'another'))).toThrow('bad signature');
    expect(read(framesOf(third, 'key')).header.msg_type).toBe('d');
  });

  it('remembers the last 65536', () => {
    const read = createReader('');
    const [type, rest] = [message('a'), framesOf(message('a'), '').slice(3)];
    const numbered = (n: number): Uint8Array[] => [
      ...[Buffer.from('<IDS|MSG>'), Buffer.alloc(0)],
      Buffer.from(JSON.stringify({ ...type.header, msg_id: String(n) })),
      ...rest,
    ];
    for (let n = 0; n <= 65_536; n++) read(numbered(n));
    for (const known of [1, 2, 40_000, 65_536])
      expect(() => read(numbered(known)), String(known)).toThrow('come before');
    expect(read(numbered(0)).header.msg_id).toBe('0');
    expect(() => read(numbered(2))).toThrow('come before');
  });
});

describe('the requests that wait', () => {
  it('are taken in order, as they come', async () => {
    const queue = createRequestQueue();
    const first = queue.next();
    for (const type of ['a', 'b', 'c']) queue.add(message(type));
    const taken = [await first, await queue.next(), await queue.next()];
    expect(taken.map(({ message: { header } }) => header.msg_type)).toEqual(['a', 'b', 'c']);
  });

  it('are aborted after a failure if they are cells, and those alone; later ones are not', async () => {
    const queue = createRequestQueue();
    for (const type of ['execute_request', 'kernel_info_request', 'execute_request'])
      queue.add(message(type));
    queue.abortCells();
    queue.add(message('execute_request'));
    const taken = [];
    for (let n = 0; n < 4; n++) taken.push((await queue.next()).aborted);
    expect(taken).toEqual([true, false, true, false]);
  });
});

describe('what is written to the streams', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const [one, other] = [message('a').header, message('b').header];
  function start() {
    const sent: Gathered[] = [];
    const { add, flush } = createGatherer((gathered) => sent.push(gathered));
    // The first text after a pause goes almost at once.
    vi.advanceTimersByTime(1000);
    return { sent, add, flush, texts: () => sent.map(({ texts }) => texts.join('')) };
  }

  it('is gathered for a moment: of one stream and one request', () => {
    const { sent, add, flush, texts } = start();
    add('a', 'stdout', one, 10);
    add('b', 'stdout', one, 20);
    expect(sent).toEqual([]);
    add('c', 'stderr', one, 1);
    add('d', 'stderr', other, 1);
    add('e', 'stdout', other, 1);
    flush();
    flush();
    expect(texts()).toEqual(['ab', 'c', 'd', 'e']);
    expect(sent.map(({ name, parent }) => [name, parent.msg_id])).toEqual([
      ...[['stdout', one.msg_id], ['stderr', one.msg_id]], // prettier-ignore
      ...[['stderr', other.msg_id], ['stdout', other.msg_id]], // prettier-ignore
    ]);
    expect(sent[0]).toMatchObject({ characters: 2, size: 30 });
  });

  it('is sent almost at once after a pause, then in pieces of 40 milliseconds', () => {
    const { add, texts } = start();
    add('a', 'stdout', one, 1);
    vi.advanceTimersByTime(4);
    expect(texts()).toEqual(['a']);
    add('b', 'stdout', one, 1);
    vi.advanceTimersByTime(20);
    add('c', 'stdout', one, 1);
    vi.advanceTimersByTime(19);
    expect(texts()).toEqual(['a']);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual(['a', 'bc']);
    vi.advanceTimersByTime(41);
    add('d', 'stdout', one, 1);
    vi.advanceTimersByTime(4);
    expect(texts()).toEqual(['a', 'bc', 'd']);
  });

  it('is sent at once when it is much', () => {
    const { add, texts } = start();
    add('x'.repeat(2 ** 18 - 1), 'stdout', one, 1);
    expect(texts()).toEqual([]);
    add('y', 'stdout', one, 1);
    expect(texts().map((text) => text.length)).toEqual([2 ** 18]);
    vi.advanceTimersByTime(100);
    expect(texts()).toHaveLength(1);
  });
});

const meant = (): boolean => true;

describe('the gate of SIGINT', () => {
  it('lets a signal through when it is open, once, and is closed behind it', () => {
    const memory = gateMemory();
    const gate = createGate(memory);
    let sent = 0;
    const send = (): void => sendThrough(memory, meant, () => void sent++);
    send();
    expect([sent, gate.takeSignal()]).toEqual([0, false]);
    gate.open();
    send();
    send();
    expect(sent).toBe(1);
    expect(gate.tryClose()).toBe(false);
    expect([gate.takeSignal(), gate.takeSignal()]).toEqual([true, false]);
    gate.open();
    gate.close();
    send();
    expect([sent, gate.takeSignal()]).toEqual([1, false]);
    gate.open();
    expect([gate.tryClose(), gate.tryClose()]).toEqual([true, false]);
    send();
    expect(sent).toBe(1);
  });

  it('is held while it is asked whether the signal is still meant, and stays open if it is not', () => {
    const memory = gateMemory();
    const gate = createGate(memory);
    gate.open();
    const isOver = (): boolean => {
      // The main thread cannot go on to the next cell's script between the answer and the signal.
      expect(gate.tryClose()).toBe(false);
      return false;
    };
    sendThrough(memory, isOver, () => expect.unreachable('it was sent'));
    expect([gate.isSent(), gate.tryClose()]).toEqual([false, true]);
    gate.open();
    sendThrough(memory, meant, () => expect(gate.isSent()).toBe(true));
    expect([gate.isSent(), gate.takeSignal(), gate.isSent()]).toEqual([true, true, false]);
  });

  it('is closed also behind a signal that cannot be sent', () => {
    const memory = gateMemory();
    const gate = createGate(memory);
    gate.open();
    const fail = (): void => {
      // Who closes it now would wait: the signal is on its way.
      expect(gate.tryClose()).toBe(false);
      throw new Error('no such process');
    };
    expect(() => sendThrough(memory, meant, fail)).toThrow('no such process');
    gate.close();
    expect(gate.tryClose()).toBe(false);
  });
});
