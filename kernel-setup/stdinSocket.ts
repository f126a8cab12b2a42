/** The stdin channel in the control thread, see `stdinChannel.ts`. */
import { Router } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from '../src/runner/connection.js';
import { encode, type Outgoing } from './outgoing.js';
import { createReader } from './reader.js';
import type { Answer, StdinStart } from './stdinChannel.js';

/** Opens the channel; returns the function that closes it. */
export async function openStdin(
  connection: Connection,
  { port, arrived }: StdinStart,
  log: (text: string) => void,
): Promise<() => void> {
  const socket = new Router({
    ...{ linger: 0, sendTimeout: 0, sendHighWaterMark: 0 },
    ipv6: isIpv6(connection),
  });
  await socket.bind(addressOf(connection, connection.stdin_port));
  const count = new Int32Array(arrived);
  port.on('message', (message: Outgoing) => {
    socket.send(encode(connection.key, message)).catch((error: unknown) => {
      log(`a ${message.type} could not be sent on stdin: ${(error as Error).message}`);
    });
  });
  void take(socket, connection.key, log, (answer) => {
    port.postMessage(answer);
    // Afterwards: who is woken finds it.
    Atomics.add(count, 0, 1);
    Atomics.notify(count, 0);
  });
  return () => {
    socket.close();
    port.close();
  };
}

async function take(
  socket: Router,
  key: string,
  log: (text: string) => void,
  give: (answer: Answer) => void,
): Promise<void> {
  const read = createReader(key);
  for await (const frames of socket) {
    try {
      const { header, parentHeader, content } = read(frames);
      if (header.msg_type === 'input_reply') give({ parentHeader, content });
    } catch (error) {
      log(`a stdin message was dropped: ${(error as Error).message}`);
    }
  }
}
