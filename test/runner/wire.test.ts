import { describe, expect, it } from 'vitest';
import { createMessage, decodeMessage, encodeMessage } from '../../src/runner/wire.js';

const message = createMessage('execute_request', { code: 'a < b && "ü"' }, 'session');

describe('a Jupyter message on the wire', () => {
  it('comes back as it was sent, behind any routing prefix and with its buffers', () => {
    const sent = { ...message, buffers: [new Uint8Array([1, 2, 3])] };
    const frames = [Buffer.from('identity'), ...encodeMessage(sent, 'key')];
    expect(decodeMessage(frames, 'key')).toEqual(sent);
  });

  it('is refused when a part was changed, the key differs or the signature is missing', () => {
    const frames = encodeMessage(message, 'key');
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
    expect(() => decodeMessage(encodeMessage(message, 'key').slice(0, 4), 'key')).toThrow('missing parts');
  });

  it('has no signature under an empty key', () => {
    const frames = encodeMessage(message, '');
    expect(frames[1]).toHaveLength(0);
    expect(decodeMessage(frames, '')).toEqual(message);
  });
});
