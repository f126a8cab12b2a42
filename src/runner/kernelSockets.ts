/** The client's ends of a kernel's five ZeroMQ sockets. */
import { randomUUID } from 'node:crypto';
import { Dealer, Request, Subscriber } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from './connection.js';
import { decodeMessage, encodeMessage, type Message } from './wire.js';

/** A channel on which a client can send. */
export type Channel = 'shell' | 'control' | 'stdin';

export interface Sockets {
  readonly send: (channel: Channel, message: Message) => void;
  readonly onMessage: (listener: (channel: Channel | 'iopub', message: Message) => void) => void;
  readonly heartbeat: () => Promise<number>;
  readonly close: () => void;
}

type Listener = (channel: Channel | 'iopub', message: Message) => void;

/** Connects to a kernel. Messages with a bad signature or bad JSON are dropped, with a note to `onText`. */
export const openSockets = async (
  connection: Connection,
  onText: (text: string) => void = () => {},
): Promise<Sockets> => {
  const address = (port: number): string => addressOf(connection, port);
  const ipv6 = isIpv6(connection);
  // One identity for all channels: a kernel routes input_request by the identity of the execute_request.
  const routingId = randomUUID();
  const dealers = {
    shell: new Dealer({ routingId, ipv6 }),
    control: new Dealer({ routingId, ipv6 }),
    stdin: new Dealer({ routingId, ipv6 }),
  };
  const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0, ipv6 });
  iopub.subscribe();
  iopub.connect(address(connection.iopub_port));
  for (const [channel, dealer] of Object.entries(dealers) as [Channel, Dealer][]) {
    dealer.linger = 0;
    dealer.sendHighWaterMark = 0;
    dealer.receiveHighWaterMark = 0;
    dealer.connect(address(connection[`${channel}_port`]));
  }
  let listener: Listener = () => {};
  let closed = false;
  const receive = async (channel: Channel | 'iopub', socket: Dealer | Subscriber): Promise<void> => {
    for await (const frames of socket as AsyncIterable<Buffer[]>) {
      let message: Message;
      try {
        message = decodeMessage(frames, connection.key);
      } catch (error) {
        onText(`dropped from ${channel}: ${(error as Error).message}\n`);
        continue;
      }
      listener(channel, message);
    }
  };
  const loops = [
    receive('iopub', iopub),
    ...(Object.entries(dealers) as [Channel, Dealer][]).map(([channel, dealer]) => receive(channel, dealer)),
  ];
  // Closing a socket ends its loop with an error; any other error has no place to go but the log.
  for (const loop of loops)
    loop.catch((error: Error) => (closed ? undefined : onText(`socket failed: ${error.message}\n`)));
  const queues = new Map<Channel, Promise<void>>();
  const send = (channel: Channel, message: Message): void => {
    const before = queues.get(channel) ?? Promise.resolve();
    const frames = encodeMessage(message, connection.key);
    queues.set(
      channel,
      before
        .then(() => dealers[channel].send(frames as Buffer[]))
        .catch((error: Error) => (closed ? undefined : onText(`not sent on ${channel}: ${error.message}\n`))),
    );
  };
  const heartbeat = async (): Promise<number> => {
    const socket = new Request({ linger: 0, receiveTimeout: 5000, ipv6: isIpv6(connection) });
    socket.connect(address(connection.hb_port));
    const start = performance.now();
    try {
      await socket.send('ping');
      await socket.receive();
      return performance.now() - start;
    } finally {
      socket.close();
    }
  };
  return {
    send,
    onMessage: (added) => {
      listener = added;
    },
    heartbeat,
    close: () => {
      closed = true;
      for (const socket of [iopub, ...Object.values(dealers)]) socket.close();
    },
  };
};
