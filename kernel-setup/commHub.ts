/** The kernel's side of comms: opens, routes and closes channels. */
import { randomUUID } from 'node:crypto';
import type { Comm, CommData, CommExtra, CommMessage, Comms } from '../src/notebook/comms.js';
import type { PublishExtra } from './outputs.js';
import { textOf, type Content, type Message } from '../src/runner/wire.js';

export type Publish = (type: string, content: Content, extra?: PublishExtra) => void;

interface Channel {
  readonly comm: Comm;
  readonly messageListeners: ((message: CommMessage) => void)[];
  readonly closeListeners: ((message: CommMessage) => void)[];
}

export interface CommHub {
  readonly comms: Comms;
  /** Handles `comm_open`, `comm_msg` and `comm_close` from the front end. */
  receive(message: Message): void;
  /** The content of `comm_info_reply`: open channels, of one target if the request names it. */
  info(request: Content): Content;
}

export function createCommHub(publish: Publish): CommHub {
  const channels = new Map<string, Channel>();
  const targets = new Map<string, (comm: Comm, message: CommMessage) => void>();

  const add = (id: string, target: string): Channel => {
    const messageListeners: Channel['messageListeners'] = [];
    const closeListeners: Channel['closeListeners'] = [];
    const send = (type: string, data: CommData, extra: CommExtra = {}): void => {
      if (!channels.has(id)) throw new Error(`the comm ${id} of target "${target}" is closed`);
      publish(type, { comm_id: id, data }, extra);
    };
    const comm: Comm = {
      id,
      target,
      send: (data, extra) => send('comm_msg', data, extra),
      close: (data = {}) => {
        send('comm_close', data);
        channels.delete(id);
      },
      onMessage: (listener) => void messageListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
    };
    const channel = { comm, messageListeners, closeListeners };
    channels.set(id, channel);
    return channel;
  };

  const contentOf = (message: Message): CommMessage => ({
    data: (message.content['data'] ?? {}) as CommData,
    metadata: message.metadata,
    buffers: message.buffers,
  });

  const open = (message: Message): void => {
    const id = textOf(message.content['comm_id']);
    const target = textOf(message.content['target_name']);
    const opened = targets.get(target);
    // The protocol asks a side that does not know the target to close the channel at once.
    if (opened === undefined) return publish('comm_close', { comm_id: id, data: {} });
    opened(add(id, target).comm, contentOf(message));
  };

  return {
    comms: {
      open: (target, data = {}, extra = {}) => {
        const { comm } = add(randomUUID(), target);
        publish('comm_open', { comm_id: comm.id, target_name: target, data }, extra);
        return comm;
      },
      register: (target, opened) => void targets.set(target, opened),
    },
    receive: (message) => {
      if (message.header.msg_type === 'comm_open') return open(message);
      const id = textOf(message.content['comm_id']);
      const channel = channels.get(id);
      if (channel === undefined) return;
      const closing = message.header.msg_type === 'comm_close';
      if (closing) channels.delete(id);
      for (const listener of closing ? channel.closeListeners : channel.messageListeners)
        listener(contentOf(message));
    },
    info: (request) => {
      const wanted = request['target_name'];
      const open = [...channels.values()].filter(
        ({ comm }) => wanted === undefined || wanted === null || comm.target === wanted,
      );
      const entries = open.map(({ comm }) => [comm.id, { target_name: comm.target }] as const);
      return { status: 'ok', comms: Object.fromEntries(entries) };
    },
  };
}
