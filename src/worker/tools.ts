import { imagesFromBytes } from '../data/imageBytes.js';
import { createTaskPool } from '../parallel/taskPool.js';
import { createSimulator, type LeastSquaresData, type Simulator } from '../sgd/index.js';
import type { BackendName } from '../nets/backendName.js';
import { createTrainer, type Trainer } from '../nets/trainer.js';
import { dataFromBytes } from '../sweeps/points/sentData.js';
import type { PointEstimate, ReadingTask } from '../sweeps/points/readTail.js';
import type { ThreadTask } from './onThread.js';

/** Fetches data that points refer to by their hash. */
export type FetchBytes = (digest: string) => Promise<Uint8Array>;

/** A network's trainer with the images that it trains on. */
export interface ImageTrainer {
  readonly trainer: Trainer;
  readonly set: ReturnType<typeof imagesFromBytes>;
}

/** What a worker computes with: its threads, and the data that it was sent. */
export interface WorkerTools {
  readonly simulator: Simulator;
  readonly read: (task: ReadingTask, signal: AbortSignal) => Promise<PointEstimate>;
  readonly onThread: (task: ThreadTask, signal: AbortSignal) => Promise<unknown>;
  readonly dataOf: (digest: string, fetch: FetchBytes) => Promise<LeastSquaresData>;
  readonly trainerOn: (digest: string, backend: BackendName, fetch: FetchBytes) => Promise<ImageTrainer>;
  close(): Promise<void>;
}

/** Data sets and image sets that are kept in memory. */
const KEPT = 3;

/** Makes each thing once; of more than are kept, the oldest is dropped. */
function keep<Thing>(
  drop: (thing: Thing) => void = () => undefined,
): (name: string, make: () => Promise<Thing>) => Promise<Thing> {
  const kept = new Map<string, Promise<Thing>>();
  return (name, make) => {
    const known = kept.get(name);
    if (known) return known;
    const made = make();
    kept.set(name, made);
    made.catch(() => kept.delete(name));
    if (kept.size > KEPT) {
      const [oldest, thing] = kept.entries().next().value!;
      kept.delete(oldest);
      void thing.then(drop, () => undefined);
    }
    return made;
  };
}

/** The threads of a worker; they start when they are needed. */
export function createTools(threads: number): WorkerTools {
  const simulator = createSimulator({ workers: threads });
  const reading = createTaskPool<ReadingTask, PointEstimate>({
    ...{ module: new URL('../sweeps/points/readTail.js', import.meta.url).href, name: 'readTask' },
    ...{ shared: null, workers: threads },
  });
  const tasks = createTaskPool<ThreadTask, unknown>({
    ...{ module: new URL('./onThread.js', import.meta.url).href, name: 'onThread' },
    ...{ shared: null, workers: threads },
  });
  const keepData = keep<LeastSquaresData>();
  const trainers = new Set<Trainer>();
  const keepTrainer = keep<ImageTrainer>();
  return {
    simulator,
    read: (task, signal) => reading.run(task, { signal }),
    onThread: (task, signal) => tasks.run(task, { signal }),
    dataOf: (digest, fetch) => keepData(digest, async () => dataFromBytes(await fetch(digest), digest)),
    trainerOn: (digest, backend, fetch) =>
      keepTrainer(`${digest} ${backend}`, async () => {
        const set = imagesFromBytes(await fetch(digest), digest);
        const trainer = createTrainer(set, { workers: threads, backend, onNotice: () => undefined });
        trainers.add(trainer);
        return { trainer, set };
      }),
    close: async () => {
      await Promise.all([simulator, reading, tasks, ...trainers].map((pool) => pool.close()));
    },
  };
}
