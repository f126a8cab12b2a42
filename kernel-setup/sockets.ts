/** The shell, iopub and stdin channels. */
import { Router, XPublisher } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from '../src/runner/connection.js';
import { encode, type Outgoing } from './outgoing.js';
import { Promise } from './platform.js';
import { createReader } from './reader.js';
import type { Message } from '../src/runner/wire.js';

export interface Channels {
  /** Opens the channels; until then nothing arrives. */
  open(): Promise<void>;
  publish(message: Outgoing): void;
  reply(message: Outgoing): void;
  ask(message: Outgoing): void;
  close(): void;
}

export interface Listeners {
  shell(message: Message): void;
  stdin(message: Message): void;
  log(text: string): void;
}

/** Without a send timeout and a limit on waiting messages, a loop may print as much as it likes: nothing is lost. */
const UNLIMITED = { sendTimeout: 0, sendHighWaterMark: 0 };

export function createChannels(connection: Connection, listeners: Listeners): Channels {
  const options = { ...UNLIMITED, ipv6: isIpv6(connection) };
  const iopub = new XPublisher({ ...options, verbosity: 'allSubs' });
  const shell = new Router({ ...options, receiveHighWaterMark: 0 });
  const stdin = new Router(options);

  const send = (socket: XPublisher | Router, name: string, message: Outgoing): void => {
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

  /** Tells every new subscriber that it is heard from now on. */
  const welcome = async (): Promise<void> => {
    for await (const [event] of iopub) {
      if (event?.[0] !== 1) continue;
      const subscription = event.subarray(1).toString();
      const content = { subscription };
      send(iopub, 'iopub', { identities: [subscription], type: 'iopub_welcome', parent: {}, content });
    }
  };

  return {
    open: async () => {
      await Promise.all([
        iopub.bind(addressOf(connection, connection.iopub_port)),
        shell.bind(addressOf(connection, connection.shell_port)),
        stdin.bind(addressOf(connection, connection.stdin_port)),
      ]);
      void welcome();
      void listen(shell, 'shell', listeners.shell);
      void listen(stdin, 'stdin', listeners.stdin);
    },
    publish: (message) => send(iopub, 'iopub', message),
    reply: (message) => send(shell, 'shell', message),
    ask: (message) => send(stdin, 'stdin', message),
    close: () => {
      for (const socket of [iopub, shell, stdin]) socket.close();
    },
  };
}
