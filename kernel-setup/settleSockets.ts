/** For a thread that closes its sockets before the process ends. */
import { Promise, setImmediate } from './platform.js';

/**
 * Resolves when closed sockets have nothing left to do in this thread: what waited for them has been told, and their
 * handles are closed. Node ends the JavaScript of its threads when the process ends, and a socket that still calls some then
 * aborts the process.
 */
export async function settleSockets(): Promise<void> {
  for (let turns = 0; turns < 3; turns++) await new Promise((resolve) => setImmediate(resolve));
}
