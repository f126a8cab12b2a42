/** The requests of a client that wait for their answer. */
import type { Message } from './wire.js';

interface Pending {
  /** On the shell channel a request is over when the kernel is idle as well: only then all its output has arrived. */
  readonly needsIdle: boolean;
  readonly onMessage?: (message: Message) => void;
  readonly onReply?: () => void;
  readonly resolve: (reply: Message) => void;
  readonly reject: (error: Error) => void;
  reply?: Message;
  idle: boolean;
}

/** Matches what arrives to the requests by the id that it names as its parent. */
export interface PendingRequests {
  /**
   * Resolves with the reply to request `id`, once it is over; `onMessage` gets what the kernel publishes for it, `onReply` is told that the
   * reply is there.
   */
  readonly wait: (
    id: string,
    needsIdle: boolean,
    onMessage?: (message: Message) => void,
    onReply?: () => void,
  ) => Promise<Message>;
  readonly takeReply: (message: Message) => void;
  readonly takePublished: (message: Message) => void;
  /** Rejects all of them. */
  readonly fail: (error: Error) => void;
}

const isIdle = (message: Message): boolean =>
  message.header.msg_type === 'status' && message.content.execution_state === 'idle';

export const createPendingRequests = (): PendingRequests => {
  const pending = new Map<string, Pending>();
  const find = (message: Message): Pending | undefined => pending.get(message.parentHeader.msg_id ?? '');
  const settle = (message: Message, entry: Pending): void => {
    if (entry.reply === undefined || (entry.needsIdle && !entry.idle)) return;
    pending.delete(message.parentHeader.msg_id ?? '');
    entry.resolve(entry.reply);
  };
  return {
    wait: (id, needsIdle, onMessage, onReply) =>
      new Promise((resolve, reject) => {
        pending.set(id, { needsIdle, onMessage, onReply, resolve, reject, idle: false });
      }),
    takeReply: (message) => {
      const entry = find(message);
      if (entry === undefined) return;
      entry.reply = message;
      entry.onReply?.();
      settle(message, entry);
    },
    takePublished: (message) => {
      const entry = find(message);
      if (entry === undefined) return;
      try {
        entry.onMessage?.(message);
      } catch (error) {
        // Nobody would read the channel any more, and the request would wait for ever.
        pending.delete(message.parentHeader.msg_id ?? '');
        return entry.reject(error as Error);
      }
      if (!isIdle(message)) return;
      entry.idle = true;
      settle(message, entry);
    },
    fail: (error) => {
      for (const entry of pending.values()) entry.reject(error);
      pending.clear();
    },
  };
};
