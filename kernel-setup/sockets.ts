/** The shell and stdin channels. */
import { Router } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from '../src/runner/connection.js';
import { encode, type Outgoing } from './outgoing.js';
import { Promise } from './platform.js';
import { createReader } from './reader.js';
import type { Message } from '../src/runner/wire.js';

export interface Channels {
  /** Opens the channels; until then nothing arrives. */
  open(): Promise<void>;
  reply(message: Outgoing): void;
  ask(message: Outgoing): void;
  close(): void;
}

export interface Listeners {
  shell(message: Message): void;
  stdin(message: Message): void;
  log(text: string): void;
}

/** Without a limit on waiting messages: each answers a request, and none must be lost. */
const UNLIMITED = { sendTimeout: 0, sendHighWaterMark: 0 };

export function createChannels(connection: Connection, listeners: Listeners): Channels {
  const options = { ...UNLIMITED, ipv6: isIpv6(connection) };
  const shell = new Router({ ...options, receiveHighWaterMark: 0 });
  const stdin = new Router(options);

  const send = (socket: Router, name: string, message: Outgoing): void => {
    socket.send(encode(connection.key, message)).catch((error: unknown) => {
      listeners.log(`a ${message.type} could not be sent on ${name}: ${(error as Error).message}`);
    });
  };

  const listen = async (socket: Router, name: string, handle: (message: Message) => void): Promise<void> => {
    const read = createReader(connection.key);
    for await (const frames of socket) {
      let message: Message;
      try {
        message = read(frames);
      } catch (error) {
        listeners.log(`a ${name} message was dropped: ${(error as Error).message}`);
        continue;
      }
      handle(message);
    }
  };

  return {
    open: async () => {
      await Promise.all([
        shell.bind(addressOf(connection, connection.shell_port)),
        stdin.bind(addressOf(connection, connection.stdin_port)),
      ]);
      void listen(shell, 'shell', listeners.shell);
      void listen(stdin, 'stdin', listeners.stdin);
    },
    reply: (message) => send(shell, 'shell', message),
    ask: (message) => send(stdin, 'stdin', message),
    close: () => {
      for (const socket of [shell, stdin]) socket.close();
    },
  };
}
