import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { linspace, runSweep, sweep, type Sweep } from 'heavytail';
import { readAddress } from '../src/queue/address.js';
import { connect } from '../src/queue/connect.js';
import { withRedis } from './redis.js';
import type { Topic } from './topic.js';

type Print = (line: string) => void;

/** Sweeps so far: each has points of its own, as results are kept for a while. */
let sweeps = 0;

/** A sweep whose points do nothing, or wait. */
function timers(count: number, milliseconds: number, on: string): Sweep<number, number> {
  const number = sweeps++;
  return {
    cells: Array.from({ length: count }, (_, i) => i),
    key: (i) => i,
    work: () => 1,
    compute: (i) => Promise.resolve(i),
    task: (i) => ({ kind: 'timer', data: { i, milliseconds, number } }),
    ...{ atOnce: 8, store: null, progress: false, on },
  };
}

/** Runs `use` with worker processes that take `atOnce` points each. */
async function withWorkers<T>(count: number, command: readonly string[], use: () => Promise<T>): Promise<T> {
  const workers: ChildProcess[] = [];
  for (let i = 0; i < count; i++) {
    const worker = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    workers.push(worker);
    await Promise.race([once(worker.stdout!, 'data'), once(worker.stderr!, 'data')]);
  }
  try {
    return await use();
  } finally {
    await Promise.all(
      workers.map((worker) => {
        const gone = once(worker, 'exit');
        worker.kill('SIGTERM');
        return gone;
      }),
    );
  }
}

const ofTimers = (on: string, atOnce: number): string[] => [
  fileURLToPath(new URL('./scaleWorker.js', import.meta.url)),
  on,
  String(atOnce),
];

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Points that do nothing: what the queue itself takes. */
async function overhead(on: string, print: Print): Promise<void> {
  const direct = await seconds(() => runSweep(timers(100_000, 0, 'threads')));
  print(`direct calls:                        ${(100_000 / direct).toFixed(0)} points/s`);
  const redis = await connect(readAddress('on', on));
  const serverTime = async (): Promise<number> => {
    const info = await redis.info('cpu');
    return ['user', 'sys'].reduce(
      (sum, kind) => sum + Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(info)![1]),
      0,
    );
  };
  for (const count of [1, 2])
    await withWorkers(count, ofTimers(on, 8), async () => {
      await runSweep(timers(1000, 0, on));
      const [before, serverBefore] = [process.cpuUsage(), await serverTime()];
      const took = await seconds(() => runSweep(timers(5000, 0, on)));
      const { user, system } = process.cpuUsage(before);
      const name = `through the queue, ${count} worker${count === 1 ? '' : 's'}:`;
      const caller = ((user + system) / 5e6).toFixed(2);
      const server = (((await serverTime()) - serverBefore) / 5).toFixed(2);
      print(
        `${name.padEnd(36)} ${(5000 / took).toFixed(0)} points/s, ${(took / 5).toFixed(2)} ms a point; processor time: ${caller} ms of the caller, ${server} ms of Redis`,
      );
    });
  redis.disconnect();
  const alone = await withWorkers(1, ofTimers(on, 1), () => seconds(() => runSweep(timers(1000, 0, on))));
  print(`one worker, one point at once:       ${alone.toFixed(2)} ms a point`);
}

/** A hundred thousand points: the memory of the caller and of the server stay as they are. */
async function memory(on: string, print: Print): Promise<void> {
  const redis = await connect(readAddress('on', on));
  const used = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))![1]);
  const most = { caller: 0, server: 0 };
  let look = 0;
  const watch = setInterval(() => {
    most.caller = Math.max(most.caller, process.memoryUsage().rss);
    void used().then((bytes) => (most.server = Math.max(most.server, bytes)));
    look++;
  }, 500);
  const before = [process.memoryUsage().rss, await used()];
  const took = await withWorkers(1, ofTimers(on, 8), () => seconds(() => runSweep(timers(100_000, 0, on))));
  clearInterval(watch);
  redis.disconnect();
  print(
    `100 000 points:                      ${(100_000 / took).toFixed(0)} points/s; most memory of the caller ${mebibytes(most.caller)} (before: ${mebibytes(before[0])}), of Redis ${mebibytes(most.server)} (before: ${mebibytes(before[1])}), ${look} looks`,
  );
}

/** How much of the time of many workers is computing: points of a fifth of a second and of two seconds, by timers. */
async function efficiency(on: string, print: Print): Promise<void> {
  for (const [count, milliseconds] of [
    [1280, 200],
    [320, 2000],
  ])
    await withWorkers(1, ofTimers(on, 64), async () => {
      const took = await seconds(() => runSweep(timers(count, milliseconds, on)));
      const least = (count * milliseconds) / 64 / 1000;
      print(
        `64 simulated workers, ${String(milliseconds).padStart(4)} ms points: ${((100 * least) / took).toFixed(0)} % of their time`,
      );
    });
}

/** Real points on one and two workers of one thread each, against one thread of this process. */
async function realPoints(on: string, print: Print): Promise<void> {
  const setting = {
    ...{ over: { stepSize: linspace(0.01, 0.1, 40) }, problem: { rows: 1000, dimension: 100 } },
    ...{ batchSize: 5, iterations: 1000, repeats: 400 },
  };
  const run = (place: string, seed: number): Promise<number> =>
    seconds(() => sweep({ ...setting, seed }, { on: place, workers: 1, store: null, progress: false }));
  await run('threads', 0);
  const one = await run('threads', 1);
  print(`40 points of Figure 1(a)'s kind:     ${((1000 * one) / 40).toFixed(0)} ms each on one thread here`);
  const command = [
    fileURLToPath(new URL('../src/cli/main.js', import.meta.url)),
    ...['worker', '--threads', '1', '--on', on],
  ];
  for (const count of [1, 2]) {
    const took = await withWorkers(count, command, async () => {
      await run(on, 10 * count);
      return run(on, 10 * count + 1);
    });
    print(
      `  on ${count} worker${count === 1 ? ': ' : 's:'} ${((100 * one) / count / took).toFixed(0)} % of their time`,
    );
  }
}

/** The queue against direct calls, and how well many workers are used. */
export const scale: Topic = {
  name: 'scale',
  title: 'A sweep on a queue: Redis, the caller and the workers on this machine',
  async run(print) {
    const ran = await withRedis(async (on) => {
      await overhead(on, print);
      await memory(on, print);
      await efficiency(on, print);
      await realPoints(on, print);
      return true;
    });
    if (!ran) print('skipped: redis-server is not installed');
  },
};
