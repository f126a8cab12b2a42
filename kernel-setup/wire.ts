/** Jupyter messages as a kernel sends and receives them: the wire format of the client, with routing identities. */
import { randomUUID } from 'node:crypto';
import { decodeMessage, encodeMessage, type Content, type Header } from '../src/runner/wire.js';

export type { Content, Header };

export const PROTOCOL_VERSION = '5.4';
const DELIMITER = Buffer.from('<IDS|MSG>');

/** A message received. */
export interface Message {
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly content: Content;
  readonly metadata: Content;
  readonly buffers: readonly Uint8Array[];
}

/** A message to be sent; its header is made when it is encoded. */
export interface Outgoing {
  /** The route of a reply, or the topic of a broadcast. */
  readonly identities?: readonly (Uint8Array | string)[];
  readonly type: string;
  readonly parent: Partial<Header>;
  readonly content: Content;
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

export type Frames = (Uint8Array | string)[];

const session = randomUUID();
const username = process.env['USER'] ?? process.env['USERNAME'] ?? 'kernel';

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads and verifies a message. Throws if it is malformed or its signature does not fit the key. */
export function decode(key: string, frames: readonly Uint8Array[]): Message {
  const { header, content, metadata, buffers } = decodeMessage(frames, key);
  if (!isObject(header) || typeof header.msg_type !== 'string') throw new Error('a header without msg_type');
  if (!isObject(content) || !isObject(metadata)) throw new Error('a content or metadata that is no object');
  const identities = frames.slice(
    0,
    frames.findIndex((frame) => DELIMITER.equals(frame)),
  );
  return { identities, header, content, metadata, buffers };
}

/** The frames of a message, signed. */
export function encode(key: string, message: Outgoing): Frames {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: message.type,
    session,
    username,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  const { parent, content, metadata = {}, buffers = [] } = message;
  const body = encodeMessage({ header, parentHeader: parent, metadata, content, buffers }, key);
  return [...(message.identities ?? []), ...body];
}
