import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { findProgramme } from '../../src/findProgramme.js';
import { describeNeeding } from '../needing.js';
import { packageFolder } from '../../src/packageFolder.js';
import { freePorts } from '../../src/runner/freePorts.js';

const programme = findProgramme(['redis-server']);

const missing = programme === undefined ? 'needs redis-server' : undefined;

/** Tests with a real server. */
export const withRedis = (name: string, tests: () => void): void => describeNeeding(missing, name, tests);

/** Something that ends when the tests do. */
const endings: (() => void)[] = [];
process.once('exit', () => endings.forEach((end) => end()));

/** A Redis of this test. */
export interface TestRedis {
  /** Its address. */
  readonly on: string;
  readonly client: Redis;
  /** Its files, also its certificate, `certificate.pem`. */
  readonly folder: string;
  /** Starts it again, with what it has on disk. */
  start(): Promise<void>;
  /** Kills it as a power cut does. */
  kill(): Promise<void>;
  /** Lets it be reached and say nothing. */
  freeze(): void;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

export interface TestRedisOptions {
  /** Whether it keeps what it holds on disk, command by command. */
  readonly persistent?: boolean;
  readonly password?: string;
  /** Other arguments of the server. */
  readonly args?: readonly string[];
  /** With TLS, as `localhost`, by a certificate that it has signed itself; only a user with this name may do anything there. */
  readonly tlsUser?: string;
}

/** What a server with TLS and one user is told. Writes its certificate. */
function tlsArguments(folder: string, port: number, user: string, password = ''): string[] {
  const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => join(folder, name));
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', key, '-out', certificate, '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ],
    { stdio: 'ignore' },
  );
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
    ...['--user', user, 'on', `>${password}`, '~*', '&*', '+@all', '--user', 'default', 'off'],
  ];
}

/** Starts a Redis on a free port of this machine. */
export async function startRedis({
  persistent = false,
  password,
  tlsUser: username,
  args = [],
}: TestRedisOptions = {}): Promise<TestRedis> {
  const [port] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-redis-'));
  const guard = password === undefined ? '' : `${username ?? ''}:${password}@`;
  const place = username === undefined ? `redis://${guard}127.0.0.1` : `rediss://${guard}localhost`;
  const [appending, guarding] = [
    persistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [],
    password === undefined ? [] : ['--requirepass', password],
  ];
  const listening =
    username === undefined
      ? ['--port', String(port), ...guarding]
      : tlsArguments(folder, port, username, password);
  const tls =
    username === undefined
      ? {}
      : { host: 'localhost', username, tls: { ca: readFileSync(join(folder, 'certificate.pem')) } };
  const client = new Redis({
    ...{ port, password, lazyConnect: true, ...tls },
    ...{ maxRetriesPerRequest: null, retryStrategy: () => 50 },
  });
  client.on('error', () => undefined);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(programme!, ['--dir', folder, '--save', '', ...appending, ...listening, ...args], {
      stdio: 'ignore',
    });
    const failed = new Promise<never>((_, reject) => {
      child!.once('exit', (code) => reject(new Error(`redis-server ended at its start with ${code}`)));
    });
    failed.catch(() => undefined);
    if (client.status === 'wait') await client.connect().catch(() => undefined);
    await Promise.race([client.ping(), failed]);
  };
  const kill = async (): Promise<void> => {
    const gone = new Promise((resolve) => child!.once('exit', resolve));
    child!.kill('SIGKILL');
    await gone;
  };
  endings.push(() => child?.kill('SIGKILL'));
  await start();
  return {
    ...{ on: `${place}:${port}`, client, folder, start, kill },
    freeze: () => void child!.kill('SIGSTOP'),
    close: async () => {
      client.disconnect();
      if (child!.exitCode === null && child!.signalCode === null) await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A worker process of this test. */
export interface TestWorker {
  readonly pid: number;
  /** All that it has written. */
  readonly text: () => string;
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `heavytail worker` with a cache of its own, so that nothing is found there. */
export function startWorker(on: string, { threads = 1, args = [] as string[], env = {} } = {}): TestWorker {
  const command = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
  const cache = mkdtempSync(join(tmpdir(), 'heavytail-worker-'));
  const child = spawn(process.execPath, [command, 'worker', '--threads', String(threads), ...args], {
    env: { ...process.env, HEAVYTAIL_CACHE: cache, HEAVYTAIL_ON: on, ...env },
  });
  let text = '';
  child.stderr.on('data', (part) => (text += String(part)));
  child.stdout.on('data', (part) => (text += String(part)));
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      rmSync(cache, { recursive: true, force: true });
      resolve(code);
    }),
  );
  endings.push(() => child.kill('SIGKILL'));
  return { pid: child.pid!, text: () => text, ended, kill: (signal) => void child.kill(signal) };
}

/** Waits until something is so. */
export async function until(what: () => boolean | Promise<boolean>, milliseconds = 120_000): Promise<void> {
  for (const end = Date.now() + milliseconds; !(await what()); await delay(20))
    if (Date.now() > end) throw new Error(`not within ${milliseconds} ms: ${what}`);
}

/** Starts workers and waits until they take points. */
export async function startWorkers(count: number, on: string, options = {}): Promise<TestWorker[]> {
  const workers = Array.from({ length: count }, () => startWorker(on, options));
  for (const worker of workers) await until(() => worker.text().includes('takes points'));
  return workers;
}

/** Ends workers at once. */
export async function killAll(workers: readonly TestWorker[]): Promise<void> {
  for (const worker of workers) worker.kill('SIGKILL');
  await Promise.all(workers.map(({ ended }) => ended));
}
