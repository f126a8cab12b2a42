/** Messages of the kernel on their way out. */
import { randomUUID } from 'node:crypto';
import { createMessage, encodeMessage, type Content, type Header, type Message } from '../src/runner/wire.js';

/** A message to be sent; its header is made when it is encoded. */
export interface Outgoing {
  /** The route of a reply, or the topic of a broadcast. */
  readonly identities?: Message['identities'];
  readonly type: string;
  /** Its id, if answers are to be known by it; a fresh one if not given. */
  readonly id?: string;
  readonly parent: Partial<Header>;
  readonly content: Content;
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

const sender = {
  session: randomUUID(),
  username: process.env['USER'] ?? process.env['USERNAME'] ?? 'kernel',
};

export function encode(
  key: string,
  { type, id, content, parent, ...rest }: Outgoing,
): (Uint8Array | string)[] {
  const message = createMessage(type, content, sender, { ...rest, parentHeader: parent });
  const header = { ...message.header, ...(id !== undefined && { msg_id: id }) };
  return encodeMessage({ ...message, header }, key);
}
