/** Jupyter connection files: where a kernel listens, and the key that signs messages. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBounded } from '../files/readBounded.js';
import { type TemporaryFolder, temporaryFolder } from '../files/temporaryFolder.js';
import { freePorts } from './freePorts.js';

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;
type Ports = Readonly<Record<(typeof PORTS)[number], number>>;

/** Where the five channels of a kernel are, and how to sign. */
export interface Connection extends Ports {
  /** `tcp` as a rule; `ipc` where a front end asks for it. */
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  /** Key of HMAC-SHA256; empty for messages without signature. */
  readonly key: string;
}

const portsOf = (port: (name: keyof Ports, index: number) => number): Ports =>
  Object.fromEntries(PORTS.map((name, index) => [name, port(name, index)])) as unknown as Ports;

/** A connection on free loopback ports with a fresh random key. */
export const createConnection = async (): Promise<Connection> => {
  const ports = await freePorts(PORTS.length);
  const key = randomBytes(32).toString('hex');
  return { transport: 'tcp', ip: '127.0.0.1', key, ...portsOf((_, index) => ports[index]) };
};

const unwritten = (folder: string, cause: unknown): Error =>
  new Error(
    `the kernel's connection file cannot be written to ${folder}: ${(cause as Error).message} (TMPDIR names another place)`,
    { cause },
  );

/**
 * Writes the connection into a new folder that only this user can read; `remove` deletes the folder.
 *
 * @throws Error naming the folder, with nothing left in it
 */
export const writeConnectionFile = (
  connection: Connection,
): { readonly path: string; readonly remove: () => void } => {
  let folder: TemporaryFolder;
  try {
    folder = temporaryFolder('kernel');
  } catch (error) {
    throw unwritten(tmpdir(), error);
  }
  const path = join(folder.path, 'connection.json');
  const fields = { ...connection, signature_scheme: 'hmac-sha256', kernel_name: 'heavytail' };
  try {
    writeFileSync(path, JSON.stringify(fields), { mode: 0o600 });
  } catch (error) {
    folder.remove();
    throw unwritten(folder.path, error);
  }
  return { path, remove: folder.remove };
};

/** Bytes of the largest connection file that is read: five ports, an address and a key take some hundred. */
const LARGEST = 2 ** 20;

/**
 * Reads a connection file. Without an address in it the kernel listens on 127.0.0.1 only.
 * Throws, naming the file and the field, if it is missing, malformed, or asks for a signature other than HMAC-SHA256.
 */
export const readConnection = (file: string): Connection => {
  const wrong = (what: string): Error => new Error(`the connection file ${file} ${what}`);
  let json: unknown;
  try {
    json = JSON.parse(readBounded(file, LARGEST).toString('utf8'));
  } catch (error) {
    throw wrong(`cannot be read: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong('holds no JSON object');
  const fields = json as Record<string, unknown>;
  const scheme = fields.signature_scheme ?? 'hmac-sha256';
  if (scheme !== 'hmac-sha256')
    throw wrong(`asks for signature_scheme ${JSON.stringify(scheme)}; only "hmac-sha256" is known`);
  const key = fields.key ?? '';
  if (typeof key !== 'string') throw wrong('has a key that is not a string');
  const ports = portsOf((name) => {
    const port = fields[name];
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535)
      throw wrong(`has ${name} = ${JSON.stringify(port)}; it must be a port from 1 to 65535`);
    return port;
  });
  const { transport = 'tcp', ip = '' } = fields;
  if (transport !== 'tcp' && transport !== 'ipc')
    throw wrong(`has transport = ${JSON.stringify(transport)}; it must be "tcp" or "ipc"`);
  if (typeof ip !== 'string') throw wrong(`has ip = ${JSON.stringify(ip)}; it must be a string`);
  return { transport, ip: ip || '127.0.0.1', key, ...ports };
};

/** Whether the address is one of IPv6, which sockets take only when told so. */
export const isIpv6 = ({ transport, ip }: Connection): boolean => transport === 'tcp' && ip.includes(':');

/** The ZeroMQ address of one channel. */
export const addressOf = (connection: Connection, port: number): string => {
  const { transport, ip } = connection;
  const host = isIpv6(connection) && !ip.startsWith('[') ? `[${ip}]` : ip;
  return `${transport}://${host}${transport === 'ipc' ? '-' : ':'}${port}`;
};
