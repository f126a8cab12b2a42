import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe } from 'vitest';
import { findProgramme } from '../../src/findProgramme.js';
import { packageFolder } from '../../src/packageFolder.js';

const programme = findProgramme(['redis-server']);

/** Tests with a real server; where there is none they say that they are skipped, but not in continuous integration, which installs one. */
export const withRedis = describe.skipIf(programme === undefined && process.env.CI === undefined);

/** Something that ends when the tests do. */
const endings: (() => void)[] = [];
process.once('exit', () => endings.forEach((end) => end()));

/** A port of this machine that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** A Redis of this test. */
export interface TestRedis {
  /** Its address. */
  readonly on: string;
  readonly client: Redis;
  /** Starts it again, with what it has on disk. */
  start(): Promise<void>;
  /** Kills it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it and removes its files. */
  close(): Promise<void>;
}

export interface TestRedisOptions {
  /** Whether it keeps what it holds on disk, command by command. */
  readonly persistent?: boolean;
  readonly password?: string;
}

/** Starts a Redis on a free port of this machine. */
export async function startRedis({
  persistent = false,
  password,
}: TestRedisOptions = {}): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-redis-'));
  const guard = password === undefined ? '' : `:${password}@`;
  const client = new Redis({
    ...{ port, password, lazyConnect: true },
    ...{ maxRetriesPerRequest: null, retryStrategy: () => 50 },
  });
  client.on('error', () => undefined);
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const appending = persistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : [];
    const guarding = password === undefined ? [] : ['--requirepass', password];
    child = spawn(
      programme!,
      ['--port', String(port), '--dir', folder, '--save', '', ...appending, ...guarding],
      { stdio: 'ignore' },
    );
    if (client.status === 'wait') await client.connect().catch(() => undefined);
    await client.ping();
  };
  const kill = async (): Promise<void> => {
    const gone = new Promise((resolve) => child!.once('exit', resolve));
    child!.kill('SIGKILL');
    await gone;
  };
  endings.push(() => child?.kill('SIGKILL'));
  await start();
  return {
    ...{ on: `redis://${guard}127.0.0.1:${port}`, client, start, kill },
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
export async function until(what: () => boolean | Promise<boolean>, milliseconds = 30_000): Promise<void> {
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
