import { describe, expect, it } from 'vitest';
import { createMessage, decodeMessage, encodeMessage, type Message } from '../../src/runner/wire.js';

const sender = { session: 'session', username: 'me' };

const message = createMessage('execute_request', { code: 'a < b && "ü"' }, sender);

const encoded = (each: Message, key: string): Uint8Array[] =>
  encodeMessage(each, key).map((frame) => Buffer.from(frame));

describe('a Jupyter message on the wire', () => {
  it('comes back as it was sent, behind any routing prefix and with its buffers', () => {
    const identities = [Buffer.from('one'), Buffer.from('two')];
    const sent = { ...message, identities, buffers: [Buffer.from([1, 2, 3])] };
    expect(decodeMessage(encoded(sent, 'key'), 'key')).toEqual(sent);
  });

  it('is refused when a part was changed, the key differs or the signature is missing', () => {
    const frames = encoded(message, 'key');
    const changed = frames.map((frame, i) => (i === 5 ? Buffer.from('{"code":"evil"}') : frame));
    const unsigned = frames.map((frame, i) => (i === 1 ? Buffer.alloc(0) : frame));
    for (const [bad, key] of [
      [changed, 'key'],
      [frames, 'other'],
      [unsigned, 'key'],
    ] as const)
      expect(() => decodeMessage(bad, key)).toThrow('bad signature');
  });

  it('is refused when the delimiter or parts are missing', () => {
    expect(() => decodeMessage([Buffer.from('x')], '')).toThrow('delimiter');
    expect(() => decodeMessage(encoded(message, 'key').slice(0, 4), 'key')).toThrow('missing parts');
  });

  it('has no signature under an empty key', () => {
    const frames = encoded(message, '');
    expect(frames[1]).toHaveLength(0);
    expect(decodeMessage(frames, '')).toEqual(message);
  });

  it.each([
    ['header', { header: [] }],
    ['header', { header: { ...message.header, msg_type: 5 } }],
    ['content or metadata', { content: [] }],
    ['content or metadata', { metadata: null }],
  ])('is refused when its %s has another form', (name, change) => {
    const bad = { ...message, ...change } as unknown as Message;
    expect(() => decodeMessage(encoded(bad, 'key'), 'key')).toThrow(name);
  });
});
