import { readFileSync } from 'node:fs';

/** What a Jupyter connection file says: where to listen and how to sign. */
export interface Connection {
  readonly ip: string;
  readonly transport: string;
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

const PORTS = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'] as const;

/**
 * Reads a connection file. Without an address in it the kernel listens on 127.0.0.1 only.
 * Throws, naming the file and the field, if it is missing, malformed, or asks for a signature other than HMAC-SHA256.
 */
export function readConnection(file: string): Connection {
  const wrong = (what: string): Error => new Error(`the connection file ${file} ${what}`);
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw wrong(`cannot be read: ${(error as Error).message}`);
  }
  const scheme = fields['signature_scheme'] ?? 'hmac-sha256';
  if (scheme !== 'hmac-sha256')
    throw wrong(`asks for signature_scheme ${JSON.stringify(scheme)}; only "hmac-sha256" is known`);
  const key = fields['key'] ?? '';
  if (typeof key !== 'string') throw wrong('has a key that is not a string');
  for (const name of PORTS) {
    const port = fields[name];
    if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535)
      throw wrong(`has ${name} = ${JSON.stringify(port)}; it must be a port from 1 to 65535`);
  }
  const ports = Object.fromEntries(PORTS.map((name) => [name, fields[name]])) as Record<
    (typeof PORTS)[number],
    number
  >;
  return {
    ip: typeof fields['ip'] === 'string' && fields['ip'] !== '' ? fields['ip'] : '127.0.0.1',
    transport: typeof fields['transport'] === 'string' ? fields['transport'] : 'tcp',
    key,
    ...ports,
  };
}

/** The ZeroMQ address of one channel. */
export function address(connection: Connection, port: number): string {
  const separator = connection.transport === 'ipc' ? '-' : ':';
  return `${connection.transport}://${connection.ip}${separator}${port}`;
}
