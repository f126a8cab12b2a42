import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findProgramme } from '../../src/findProgramme.js';
import { startCommand, workFolder, writeNotebookFile, type Ended } from '../cli/notebooks.js';
import { describeNeeding } from '../needing.js';
import { killAll, startRedis, startWorkers, type TestRedis, type TestWorker } from './redis.js';

const SECRET = 'correct-horse';
/** An ordinary sweep of three points. */
const SWEEP = `import { sweep } from 'heavytail';
const points = await sweep({
  over: { stepSize: [0.05, 0.1, 0.2] }, problem: { rows: 50, dimension: 2 }, batchSize: 1, iterations: 50, repeats: 60,
});
console.log(JSON.stringify(points));`;

const folder = workFolder();
let redis: TestRedis;
let workers: TestWorker[] = [];
let trusting: NodeJS.ProcessEnv;

const missing = ['redis-server', 'openssl'].find((name) => findProgramme([name]) === undefined);

describeNeeding(missing && `needs ${missing}`, 'a queue with TLS, a user and a password', () => {
  beforeAll(async () => {
    redis = await startRedis({ password: SECRET, tlsUser: 'sweeps' });
    trusting = { NODE_EXTRA_CA_CERTS: join(redis.folder, 'certificate.pem') };
    workers = await startWorkers(1, redis.on, { env: trusting });
  }, 120_000);
  afterAll(async () => {
    await killAll(workers);
    await redis.close();
    rmSync(folder, { recursive: true });
  });

  /** A call of the command, with a cache of its own, and all that it has said. */
  async function call(cache: string, env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
    const kept = { ...process.env };
    Object.assign(process.env, { HEAVYTAIL_CACHE: join(folder, cache) }, env);
    const { ended } = startCommand(folder, ...args);
    process.env = kept;
    const said = await ended;
    expect(said.stdout + said.stderr).not.toContain('-horse');
    return said;
  }

  /** All that is at the server, uncompressed. */
  async function heldByServer(): Promise<string> {
    await redis.client.config('SET', 'rdbcompression', 'no');
    await redis.client.save();
    return readFileSync(join(redis.folder, 'dump.rdb'), 'latin1');
  }

  /** Files below the folder of this test in which a password stands. */
  const filesWithSecret = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path, 'latin1').includes('-horse'));

  it('gives the points of threads where its certificate is trusted', async () => {
    writeNotebookFile(folder, 'plain', [{ code: SWEEP }]);
    const printed = async (name: string, on: string): Promise<unknown> => {
      const { code, stderr } = await call(name, trusting, 'run', 'plain.ipynb', '--out', name, '--on', on);
      expect(code, stderr).toBe(0);
      const { cells } = JSON.parse(readFileSync(join(folder, name, 'plain.ipynb'), 'utf8')) as {
        cells: { outputs: { output_type: string; text?: unknown }[] }[];
      };
      return cells.flatMap(({ outputs }) => outputs.flatMap(({ text }) => text ?? []));
    };
    const queued = await printed('queue', redis.on);
    expect(queued).not.toEqual([]);
    expect(queued).toEqual(await printed('threads', 'threads'));
    // The results that were taken are still there for a minute.
    expect(await heldByServer()).toContain('tailIndex');
  });

  it('says in one sentence that it is not trusted, or that the password is wrong', async () => {
    const { host } = new URL(redis.on);
    const says = async (env: NodeJS.ProcessEnv, on: string): Promise<string> => {
      const { code, stderr } = await call('refused', env, 'queue', 'status', '--on', on);
      expect(code).toBe(1);
      return stderr;
    };
    expect(await says({}, redis.on)).toBe(
      `heavytail: the queue at rediss://${host} does not answer: self-signed certificate\n`,
    );
    expect(await says(trusting, redis.on.replace(SECRET, 'wrong-horse'))).toMatch(
      new RegExp(`^heavytail: the queue at rediss://${host} does not answer: WRONGPASS [^\\n]*\\n$`),
    );
    // Without TLS the server closes the connection.
    expect(await says(trusting, redis.on.replace('rediss', 'redis'))).toMatch(
      new RegExp(`^heavytail: the queue at redis://${host} does not answer: [^\\n]*\\n$`),
    );
  });

  it('shows its password nowhere: in no output, page, stored file or message, nor at the server', async () => {
    const wrong = redis.on.replace(SECRET, 'wrong-horse');
    writeNotebookFile(folder, 'errors', [
      // The error as a cell that fails shows it, and with all that hangs on it.
      {
        code: `import { sweep } from 'heavytail'; import { inspect } from 'node:util';
const point = { over: { stepSize: [0.1] }, problem: { rows: 10, dimension: 2 }, batchSize: 1, iterations: 10, repeats: 20 };
try { await sweep({ ...point, seed: 5 }, { on: process.env.WRONG_PLACE }); } catch (error) {
  console.error(error);
  console.log(inspect(error, { depth: 9, showHidden: true }));
}`,
      },
      {
        code: `await sweep({ ...point, sampling: 'streaming', loss: { name: 'logistic' } });`,
        tags: ['raises-exception'],
      },
      { code: `await sweep({ ...point, seed: 6 }, { on: process.env.WRONG_PLACE });` },
    ]);
    const env = { ...trusting, HEAVYTAIL_ON: redis.on, WRONG_PLACE: wrong };
    const { code, stderr } = await call('errors', env, 'run', 'errors.ipynb', '--out', 'errors');
    expect(code).toBe(1);
    expect(stderr).toContain('WRONGPASS');
    const status = await call('status', env, 'queue', 'status');
    expect(status.stdout).toContain('failed after 3 attempts');
    expect(status.stdout).toContain(`1 worker, 1 thread`);
    const page = readFileSync(join(folder, 'errors', 'errors.ipynb'), 'utf8');
    expect(page).toContain('WRONGPASS');
    expect(page).toContain('center must be a vector');
    expect(filesWithSecret()).toEqual([]);
    expect(workers[0].text()).toContain(`takes points from rediss://${new URL(redis.on).host} on`);
    expect(workers[0].text()).not.toContain('-horse');
    expect(await heldByServer()).not.toContain('-horse');
  });
});
