/** A kernel's connection file: where its sockets are and the key that signs messages. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a Jupyter connection file says. */
export interface Connection {
  readonly transport: 'tcp';
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: 'hmac-sha256';
  readonly kernel_name: string;
}

/** `count` TCP ports that are free on the loopback interface now; all are held until all are known. */
const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => {
            const address = server.address();
            if (address === null || typeof address === 'string') reject(new Error('no port was given'));
            else resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
};

/** A connection on free loopback ports with a fresh random key. */
export const createConnection = async (): Promise<Connection> => {
  const [shell, iopub, stdin, control, heartbeat] = await freePorts(5);
  return {
    transport: 'tcp',
    ip: '127.0.0.1',
    shell_port: shell,
    iopub_port: iopub,
    stdin_port: stdin,
    control_port: control,
    hb_port: heartbeat,
    key: randomBytes(32).toString('hex'),
    signature_scheme: 'hmac-sha256',
    kernel_name: 'heavytail',
  };
};

/** Writes the connection into a new folder that only this user can read; `remove` deletes the folder. */
export const writeConnectionFile = (
  connection: Connection,
): { readonly path: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-kernel-'));
  const path = join(folder, 'connection.json');
  writeFileSync(path, JSON.stringify(connection), { mode: 0o600 });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
};
