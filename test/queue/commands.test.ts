import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { startCommand, workFolder, writeNotebookFile, type Ended } from '../cli/notebooks.js';
import {
  killAll,
  startRedis,
  startWorkers,
  until,
  withRedis,
  type TestRedis,
  type TestWorker,
} from './redis.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

let redis: TestRedis;
let workers: TestWorker[];
/** Connections that would look for a server for ever after its end, also where a test fails in the midst. */
let listening: TestRedis['client'][];
beforeEach(async () => {
  redis = await startRedis({ password: 'correct-horse' });
  workers = [];
  listening = [];
});
afterEach(async () => {
  for (const ears of listening) ears.disconnect();
  await killAll(workers);
  await redis.close();
});

/** A call of the command with a cache of its own, in which nothing is found. */
async function call(name: string, ...args: string[]): Promise<Ended> {
  process.env.HEAVYTAIL_CACHE = join(folder, name);
  const { ended } = startCommand(folder, ...args);
  delete process.env.HEAVYTAIL_CACHE;
  return ended;
}

/** Counts how often workers put the result of each point, until its end. */
async function resultsPut(): Promise<{ end: () => number[] }> {
  const counts = new Map<string, number>();
  const ears = redis.client.duplicate();
  listening.push(ears);
  await redis.client.config('SET', 'notify-keyspace-events', 'K$');
  ears.on('pmessage', (_pattern, key: string, event: string) => {
    if (event === 'set') counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  await ears.psubscribe('__keyspace@0__:heavytail:*:result:*');
  return {
    end: () => {
      ears.disconnect();
      return [...counts.values()];
    },
  };
}

/** Points in the cache of a call. */
const storedIn = (name: string): number =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' }).filter((path) =>
    /[0-9a-f]{16,}\.json$/.test(path),
  ).length;

/** An executed notebook without bars, which are there if a call takes long, and without the random name of the cell of its parameters. */
function outputsIn(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { id: unknown; outputs?: { data?: object }[] }[];
  };
  return JSON.stringify(
    cells.map(({ id: _id, outputs, ...cell }) => ({
      ...cell,
      outputs: outputs?.filter(({ data }) => !('application/vnd.heavytail.progress+json' in (data ?? {}))),
    })),
  );
}

/** A page without bars, and without when and how fast it was made. */
const pageIn = (path: string): string =>
  readFileSync(path, 'utf8')
    .replaceAll(/<div class="html"><div style="font-variant-numeric:tabular-nums">.*?<\/div>\s*<\/div>/gs, '')
    .replaceAll(/<div class="outputs">\s*<\/div>/g, '')
    .replaceAll(/ · [^·<>]* · heavytail \d+\.\d+\.\d+ · [^<>]*UTC/g, '');

withRedis('the commands of a queue', () => {
  it('run Figure 1(a) twice at once with three workers, all of them killed once: the pages are those of threads', async () => {
    const notebook = join(packageFolder(), 'notebooks', 'fig1a.ipynb');
    const run = (name: string, ...args: string[]): Promise<Ended> =>
      call(name, 'run', notebook, '--preset', 'smoke', '--out', name, ...args);
    const results = await resultsPut();
    workers = await startWorkers(3, redis.on);
    const names = ['queue', 'other'];
    const onQueue = Promise.all(names.map((name) => run(name, '--on', redis.on)));
    const first = workers;
    // As soon as points are under way.
    await until(async () => (await redis.client.keys('bull:*:lock')).length > 0, 60_000);
    await killAll(first);
    workers = await startWorkers(3, redis.on);
    for (const { code, stdout, stderr } of await onQueue) {
      expect(stderr + stdout).not.toContain('correct-horse');
      expect(code).toBe(0);
    }
    const counts = results.end();
    expect((await run('threads', '--on', 'threads')).code).toBe(0);
    const threads = join(folder, 'threads', 'fig1a');
    for (const name of names) {
      const queue = join(folder, name, 'fig1a');
      // Not toBe of the texts: they have megabytes, and what differs would be looked for for minutes.
      expect(outputsIn(`${queue}.ipynb`) === outputsIn(`${threads}.ipynb`)).toBe(true);
      expect(pageIn(`${queue}.html`) === pageIn(`${threads}.html`)).toBe(true);
      expect(readFileSync(`${queue}.html`, 'utf8')).not.toContain('correct-horse');
    }
    // Both wanted every point; each has a result once.
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.length).toBe(storedIn('threads'));
    expect(new Set(counts)).toEqual(new Set([1]));
    expect(names.map(storedIn)).toEqual([counts.length, counts.length]);
  }, 180_000);

  const cell = `import { sweep } from 'heavytail';
await sweep({
  over: { stepSize: [0.001, 0.002, 0.003] }, problem: { rows: 1000, dimension: 100 },
  batchSize: 10, iterations: 100_000, repeats: 1600,
});`;

  it('are stopped with their points by Ctrl-C, within a second', async () => {
    workers = await startWorkers(1, redis.on);
    const notebook = writeNotebookFile(folder, 'long', [{ code: cell }]);
    const { child, ended } = startCommand(folder, 'run', notebook, '--on', redis.on);
    const running = async (): Promise<number> => (await redis.client.keys('bull:*:lock')).length;
    await until(async () => (await running()) === 1, 60_000);
    await delay(500);
    child.kill('SIGINT');
    const start = performance.now();
    await ended;
    await until(async () => (await running()) === 0, 1500);
    expect(performance.now() - start).toBeLessThan(1500);
    expect((await ended).code).toBe(130);
  });

  it('tell of a queue, pause it and empty it', async () => {
    const ask = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await call('ask', 'queue', ...args, '--on', redis.on);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).not.toContain('correct-horse');
      return stdout.replace(/\([0-9a-f]{8}\)/, '(…)').replace(/heavytail \S+/, 'heavytail');
    };
    expect(await ask('status')).toMatch(/^no sweep has used the queue at redis:\/\/127\.0\.0\.1:\d+\n$/);
    workers = await startWorkers(1, redis.on);
    expect(await ask('pause')).toMatch(
      /^heavytail \(…\), paused\n {2}0 points waiting, 0 running, 0 failed\n {2}1 worker, 1 thread, on \S+\n$/,
    );
    const notebook = writeNotebookFile(folder, 'drained', [{ code: cell }]);
    const run = call('drained', 'run', notebook, '--on', redis.on);
    await until(async () => (await ask('status')).includes('3 points waiting'), 60_000);
    expect(await ask('drain')).toMatch(/^3 points taken out of the queue at redis:\/\/127\.0\.0\.1:\d+\n/);
    const { code, stderr } = await run;
    expect(code).toBe(1);
    expect(stderr).toContain('the queue was emptied by hand: what was finished is stored');
    expect(await ask('resume')).toMatch(/^heavytail \(…\)\n {2}0 points waiting, 0 running/);
    const poison = writeNotebookFile(folder, 'poison', [
      {
        code: `import { sweep } from 'heavytail';
await sweep({
  over: { stepSize: [0.1] }, problem: { rows: 10, dimension: 2 }, batchSize: 1, iterations: 10, repeats: 20,
  sampling: 'streaming', loss: { name: 'logistic' },
});`,
      },
    ]);
    const poisoned = await call('poison', 'run', poison, '--on', redis.on);
    expect(poisoned.stderr).toContain('center must be a vector or "zero" for this loss on streaming rows');
    expect(await ask('status')).toMatch(
      /0 running, 1 failed\n.*\n {2}failed after 3 attempts: point of a sweep: center must be a vector/,
    );
  }, 300_000);

  it('refuse, before anything runs, what is no place and another machine without a password', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await call('refused', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    const none = /--on must be "threads" or the address of a Redis, redis:\/\/host:port or, with TLS, /;
    const notebook = writeNotebookFile(folder, 'place', [{ code: '1' }]);
    expect(await refused('run', notebook, '--on', 'cloud')).toMatch(none);
    for (const words of [['worker'], ['queue', 'status']])
      expect(await refused(...words, '--on', 'threads')).toMatch(
        /^heavytail: --on must be the address of a Redis, redis:\/\/host:port or, with TLS, \S+, got "threads"\n$/,
      );
    expect(await refused('worker', '--on', 'redis://10.1.2.3:6379')).toMatch(
      /^heavytail: --on must be an address with a password, or one of this machine: .*got "redis:\/\/10\.1\.2\.3:6379"\n$/,
    );
    expect(await refused('worker', '--threads', '0')).toMatch(/--threads must be an integer from 1 to 1024/);
    const wrong = await call('wrong', 'worker', '--on', redis.on.replace('correct-horse', 'wrong-horse'));
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(
      /^heavytail: the queue at redis:\/\/127\.0\.0\.1:\d+ does not answer: WRONGPASS [^\n]*\n$/,
    );
    expect(wrong.stderr).not.toContain('wrong-horse');
  }, 300_000);

  it('refuse a database that the server does not have, and do nothing in another one', async () => {
    workers = await startWorkers(1, redis.on);
    const { code, stdout, stderr } = await call('beyond', 'queue', 'pause', '--on', `${redis.on}/99`);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^heavytail: the queue at redis:\/\/127\.0\.0\.1:\d+\/99 does not answer: ERR DB index is out of range\n$/,
    );
    expect((await call('ask', 'queue', 'status', '--on', redis.on)).stdout).not.toContain('paused');
  }, 300_000);
});
