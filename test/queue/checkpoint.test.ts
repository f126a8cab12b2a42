import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fig3Spec, runFig3 } from 'heavytail';
import {
  killAll,
  startRedis,
  startWorkers,
  until,
  withRedis,
  type TestRedis,
  type TestWorker,
} from './redis.js';

const cache = mkdtempSync(join(tmpdir(), 'heavytail-shared-'));
/** A clock that runs 300 times as fast: a checkpoint is written 0.2 seconds after the last, in place of a minute. */
const HASTE = 'const now=performance.now.bind(performance);performance.now=()=>300*now()';
const env = {
  HEAVYTAIL_CACHE: cache,
  NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(HASTE)}`,
};

const ITERATIONS = 15_000;
const train = (on: string): Promise<unknown> =>
  runFig3(
    { ...fig3Spec('smoke'), stepSizes: [0.01], batchSizes: [5], iterations: ITERATIONS, averageLast: 10 },
    {
      images: { source: 'procedural', procedural: { train: 500, test: 20 } },
      ...{ store: null, progress: false, backend: 'wasm', on },
    },
  );

/** How far the only checkpoint is, 0 where there is none. */
function iteration(): number {
  try {
    const folder = join(cache, 'checkpoints');
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.bin'));
    const [header] = readFileSync(join(folder, file), 'latin1').split('\n', 1);
    return (JSON.parse(header) as { iteration: number }).iteration;
  } catch {
    return 0;
  }
}

withRedis('a network on a queue', () => {
  let redis: TestRedis;
  let workers: TestWorker[];
  beforeAll(async () => {
    redis = await startRedis();
    workers = await startWorkers(1, redis.on, { env });
  });
  afterAll(async () => {
    await killAll(workers);
    await redis.close();
    rmSync(cache, { recursive: true, force: true });
  });

  it('whose worker is killed goes on from its checkpoint on another that shares the folder, to the same bits', async () => {
    const onQueue = train(redis.on);
    await until(() => iteration() > ITERATIONS / 6);
    await killAll(workers);
    const reached = iteration();
    expect(reached).toBeLessThan(ITERATIONS);
    workers = await startWorkers(1, redis.on, { env });
    let isDone = false;
    const result = onQueue.finally(() => (isDone = true));
    const seen = new Set<number>();
    for (; !isDone; await delay(10)) seen.add(iteration());
    // It is removed at the end.
    seen.delete(0);
    // A network that began again would write checkpoints of its first iterations.
    expect(Math.min(...seen)).toBe(reached);
    expect(seen.size).toBeGreaterThan(1);
    expect(JSON.stringify(await result)).toBe(JSON.stringify(await train('threads')));
  }, 300_000);
});
