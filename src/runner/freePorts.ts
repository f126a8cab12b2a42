import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Ports are taken from below those that systems give to outgoing connections (from 32768 on): one of these could take a
 * port in the second between the choice and the start of what listens there.
 */
const PORT_RANGE = [10_000, 32_000] as const;
const PORT_TRIALS = 100;

/** Those that this process has chosen of late: two servers that start at once must not meet. */
const chosen = new Set<number>();
const CHOSEN_LIMIT = 1000;

/** A server that holds a port on the loopback interface, or `undefined` if the port is taken. */
const holdPort = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

const freePort = async (): Promise<{ readonly port: number; readonly server: Server }> => {
  for (let trial = 0; trial < PORT_TRIALS; trial++) {
    const port = randomInt(...PORT_RANGE);
    if (chosen.has(port)) continue;
    if (chosen.size === CHOSEN_LIMIT) chosen.clear();
    chosen.add(port);
    const server = await holdPort(port);
    if (server !== undefined) return { port, server };
    chosen.delete(port);
  }
  throw new Error(`of ${PORT_TRIALS} ports from ${PORT_RANGE.join(' to ')} none is free on 127.0.0.1`);
};

/** `count` TCP ports that are free on the loopback interface now; all are held until all are known. */
export const freePorts = async (count: number): Promise<number[]> => {
  const held = await Promise.all(Array.from({ length: count }, freePort));
  await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  return held.map(({ port }) => port);
};
