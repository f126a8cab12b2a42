/** The shell channel. */
import { Router } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from '../src/runner/connection.js';
import { encode, type Outgoing } from './outgoing.js';
import { createReader } from './reader.js';
import type { Message } from '../src/runner/wire.js';

export interface Shell {
  /** Opens the channel; until then nothing arrives. */
  open(): Promise<void>;
  reply(message: Outgoing): void;
  close(): void;
}

export function createShell(
  connection: Connection,
  onRequest: (message: Message) => void,
  log: (text: string) => void,
): Shell {
  // Without a limit on waiting messages: each answers a request, and none must be lost.
  const unlimited = { sendTimeout: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
  const socket = new Router({ ...unlimited, ipv6: isIpv6(connection) });
  const listen = async (): Promise<void> => {
    const read = createReader(connection.key);
    for await (const frames of socket) {
      let message: Message;
      try {
        message = read(frames);
      } catch (error) {
        log(`a shell message was dropped: ${(error as Error).message}`);
        continue;
      }
      onRequest(message);
    }
  };
  return {
    open: async () => {
      await socket.bind(addressOf(connection, connection.shell_port));
      void listen();
    },
    reply: (message) => {
      socket.send(encode(connection.key, message)).catch((error: unknown) => {
        log(`a ${message.type} could not be sent on shell: ${(error as Error).message}`);
      });
    },
    close: () => socket.close(),
  };
}
