/** The Jupyter wire format: a message as ZeroMQ frames, signed with HMAC-SHA256. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** The header of a Jupyter message. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** A JSON object whose shape the message type decides. */
export type Content = Record<string, unknown>;

/** A Jupyter message without its routing prefix. */
export interface Message {
  readonly header: Header;
  /** Header of the request this message answers; empty when there is none. */
  readonly parentHeader: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

const delimiter = Buffer.from('<IDS|MSG>');

const signature = (key: string, parts: readonly Uint8Array[]): Buffer => {
  if (key === '') return Buffer.alloc(0);
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return Buffer.from(hmac.digest('hex'));
};

/** A new message of the given type, protocol 5.3. */
export const createMessage = (type: string, content: Content, session: string): Message => ({
  header: {
    msg_id: randomUUID(),
    session,
    username: 'heavytail',
    date: new Date().toISOString(),
    msg_type: type,
    version: '5.3',
  },
  parentHeader: {},
  metadata: {},
  content,
  buffers: [],
});

/** The frames of a message, signed with `key` (no signature when the key is empty). */
export const encodeMessage = (message: Message, key: string): Uint8Array[] => {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [delimiter, signature(key, parts), ...parts, ...message.buffers];
};

/**
 * The message in `frames`, whatever routing prefix it has.
 *
 * Throws when the delimiter is missing, frames are missing, the signature does not match (compared in constant time),
 * or a part is not JSON.
 */
export const decodeMessage = (frames: readonly Uint8Array[], key: string): Message => {
  const start = frames.findIndex((frame) => delimiter.equals(frame));
  if (start < 0) throw new Error('a message without the <IDS|MSG> delimiter');
  const [given, ...rest] = frames.slice(start + 1);
  if (given === undefined || rest.length < 4) throw new Error('a message with missing parts');
  const parts = rest.slice(0, 4);
  const expected = signature(key, parts);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('a message with a bad signature');
  const [header, parentHeader, metadata, content] = parts.map(
    (part) => JSON.parse(Buffer.from(part).toString()) as unknown,
  ) as [Header, Partial<Header>, Content, Content];
  return { header, parentHeader, metadata, content, buffers: rest.slice(4) };
};
