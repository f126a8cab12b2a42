/** The stdin channel in the control thread, see `stdinChannel.ts`. */
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'zeromq';
import { addressOf, type Connection, isIpv6 } from '../src/runner/connection.js';
import { encode, type Outgoing } from './outgoing.js';
import { performance } from './platform.js';
import { createReader } from './reader.js';
import type { Answer, StdinStart } from './stdinChannel.js';

/** How long a question waits for a front end that has asked for a cell before it was connected here. */
const REACH_MILLISECONDS = 10_000;

/** Opens the channel; returns the function that closes it. */
export async function openStdin(
  connection: Connection,
  { port, arrived }: StdinStart,
  log: (text: string) => void,
): Promise<() => void> {
  const socket = new Router({
    // Without `mandatory` a question to a front end that is not connected yet vanishes, and its cell waits for ever.
    ...{ linger: 0, sendTimeout: 0, sendHighWaterMark: 0, mandatory: true },
    ipv6: isIpv6(connection),
  });
  await socket.bind(addressOf(connection, connection.stdin_port));
  const count = new Int32Array(arrived);
  port.on('message', (message: Outgoing) => {
    send(socket, encode(connection.key, message)).catch((error: unknown) => {
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

async function send(socket: Router, frames: (Uint8Array | string)[]): Promise<void> {
  for (const end = performance.now() + REACH_MILLISECONDS; ; await pause(20))
    try {
      return await socket.send(frames);
    } catch (error) {
      if ((error as { code?: string }).code !== 'EHOSTUNREACH' || performance.now() > end) throw error;
    }
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
