/** The Jupyter wire format, for kernel and client: a message as ZeroMQ frames, signed with HMAC-SHA256. */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { isRecord } from '../plainData.js';

/** The version of Jupyter's messaging protocol that both sides speak. */
export const PROTOCOL_VERSION = '5.4';

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

export interface Message {
  /** What stands before the message proper: the route of a request or reply, the topic of a broadcast. */
  readonly identities: readonly (Uint8Array | string)[];
  readonly header: Header;
  /** Header of the request this message answers; empty when there is none. */
  readonly parentHeader: Partial<Header>;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** Who sends; the session is new in each process. */
export interface Sender {
  readonly session: string;
  readonly username: string;
}

/** As they were when the kernel started: cells, which share the global object, may replace them. */
const { Buffer, Date, JSON } = globalThis;

const DELIMITER = Buffer.from('<IDS|MSG>');

const signature = (key: string, parts: readonly Uint8Array[]): Buffer => {
  if (key === '') return Buffer.alloc(0);
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return Buffer.from(hmac.digest('hex'));
};

/** A new message; what `rest` leaves out is empty. */
export const createMessage = (
  type: string,
  content: Content,
  { session, username }: Sender,
  rest: Partial<Pick<Message, 'identities' | 'parentHeader' | 'metadata' | 'buffers'>> = {},
): Message => ({
  identities: rest.identities ?? [],
  header: {
    msg_id: randomUUID(),
    session,
    username,
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  },
  parentHeader: rest.parentHeader ?? {},
  metadata: rest.metadata ?? {},
  content,
  buffers: rest.buffers ?? [],
});

/** The frames of a message, signed with `key` (no signature when the key is empty). */
export const encodeMessage = (message: Message, key: string): (Uint8Array | string)[] => {
  const parts = [message.header, message.parentHeader, message.metadata, message.content].map((part) =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities, DELIMITER, signature(key, parts), ...parts, ...message.buffers];
};

/** A value from JSON as text: a string as it is, nothing for null or what is missing, anything else as JSON. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

/**
 * The message in `frames`.
 *
 * Throws when the delimiter is missing, frames are missing, the signature does not match (compared in constant time),
 * content or metadata is not a JSON object, or the header does not say what type the message has.
 */
export const decodeMessage = (frames: readonly Uint8Array[], key: string): Message => {
  const start = frames.findIndex((frame) => DELIMITER.equals(frame));
  if (start < 0) throw new Error('a message without the <IDS|MSG> delimiter');
  const [given, ...rest] = frames.slice(start + 1);
  if (given === undefined || rest.length < 4) throw new Error('a message with missing parts');
  const parts = rest.slice(0, 4);
  const expected = signature(key, parts);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new Error('a message with a bad signature');
  const [header, parentHeader, metadata, content] = parts.map((part): unknown =>
    JSON.parse(Buffer.from(part).toString()),
  );
  if (!isRecord(header) || typeof header.msg_type !== 'string') throw new Error('a header without msg_type');
  if (!isRecord(metadata) || !isRecord(content)) throw new Error('a content or metadata that is no object');
  return {
    identities: frames.slice(0, start),
    header: header as unknown as Header,
    parentHeader: isRecord(parentHeader) ? parentHeader : {},
    metadata,
    content,
    buffers: rest.slice(4),
  };
};
