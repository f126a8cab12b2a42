import { decodeMessage, type Message } from '../src/runner/wire.js';

/** How many messages back a repetition is noticed. */
const REMEMBERED = 1 << 16;

/**
 * Reads the messages of one channel. The function throws for frames that are malformed, wrongly signed, or have come before:
 * who overhears a message must not be able to have it run again.
 */
export function createReader(key: string): (frames: readonly Uint8Array[]) => Message {
  const seen = new Set<string>();
  return (frames) => {
    const message = decodeMessage(frames, key);
    const { msg_id: id } = message.header;
    if (seen.has(id)) throw new Error('a message that has come before');
    seen.add(id);
    // A set keeps the order of insertion: the first is the oldest.
    if (seen.size > REMEMBERED)
      for (const oldest of seen) {
        seen.delete(oldest);
        break;
      }
    return message;
  };
}
