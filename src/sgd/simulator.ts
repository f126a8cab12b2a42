import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { argumentError, checkFields, checkInteger } from '../check.js';
import { longCall, type CallProgress, type LongCall, type LongCallOptions } from '../longCall.js';
import { zigguratEdge, zigguratRatio } from '../random/ziggurat.js';
import { createArena, type Region } from './arena.js';
import { jobCode } from './code.js';
import { collectIterates, type Simulation } from './collect.js';
import { placeJob, type PlacedJob } from './job.js';
import { pathLength } from './jobLayout.js';
import { holdsData, placeData, placeGram } from './placedData.js';
import { chooseKernel, type KernelName } from './kernel.js';
import * as at from './layout.js';
import { checkSetting, type CheckedSetting, type LeastSquaresData, type SgdSetting } from './setting.js';
import { threadDeath } from '../threadDeath.js';
import type { WorkerReport } from './worker.js';

/** How far a run is: told as repeats finish, at most about 25 times a second and worker, at last with done = total. */
export interface SimulationProgress extends CallProgress {
  /** Repeats that are finished. */
  readonly done: number;
  readonly total: number;
}

/** Options of one run. */
export type SimulationRunOptions = LongCallOptions<SimulationProgress>;

export interface SimulatorOptions {
  /** Number of worker threads, an integer from 1. Default: the machine's parallelism. Results do not depend on it. */
  readonly workers?: number;
  /** `'simd'` (WebAssembly), `'plain'` (its twin, the same bits) or `'auto'`, the default: SIMD where there is any. */
  readonly kernel?: KernelName | 'auto';
}

/** A pool of worker threads over one shared memory. */
export interface Simulator {
  readonly workers: number;
  readonly kernel: KernelName;
  /**
   * Simulates one cell. Several runs may be started at once: they are worked off in order, without a pause between them.
   * Rejects with a RangeError for a bad setting, with the signal's reason on abort, with an Error if a worker dies.
   */
  run(setting: SgdSetting, options?: SimulationRunOptions): Promise<Simulation>;
  /** Ends the workers; runs under way are rejected. A simulator left open does not hold the process when it is idle. */
  close(): Promise<void>;
}

interface Run {
  readonly id: number;
  readonly setting: CheckedSetting;
  readonly report: LongCall<SimulationProgress>['report'];
  readonly resolve: (result: Simulation) => void;
  readonly reject: (reason: unknown) => void;
  placed?: PlacedJob;
  data?: PlacedData;
  /** Repeats that the caller was told of. */
  told: number;
  /** Workers that have not ended their part. */
  remaining: number;
  failure?: { readonly reason: unknown };
}

interface PlacedData {
  readonly source: LeastSquaresData;
  readonly region: Region;
  /** Gram matrix and moments, made when a rule first needs the full gradient. */
  gram?: Region;
  users: number;
}

const checkEntries = (name: string, values: Float64Array): void => {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw argumentError(`${name}[${bad}]`, values[bad], 'a finite number');
};

/** What errors call a thread. */
const KIND = 'simulation worker';

/** A worker that is stopped answers within milliseconds, unless it is stuck. */
const STUCK_MILLISECONDS = 3000;

/** Jobs handed to the workers ahead of the one they work on. */
const AHEAD = 3;

/** A pool of worker threads for {@link Simulator.run}; the threads start with the first run. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  checkFields('options', options, ['workers', 'kernel']);
  const workers = options.workers ?? availableParallelism();
  checkInteger('workers', workers, 1, 1024);
  const kernel = chooseKernel(options.kernel ?? 'auto');
  return new Pool(workers, kernel.name, kernel.module);
}

class Pool implements Simulator {
  private readonly arena = createArena(at.HEAP_OFFSET);
  private threads: Worker[] = [];
  private waiting: Run[] = [];
  private active: Run[] = [];
  private held: PlacedData[] = [];
  private closed = false;
  private count = 0;

  constructor(
    readonly workers: number,
    readonly kernel: KernelName,
    private readonly module: WebAssembly.Module | undefined,
  ) {
    const tables = new Float64Array(this.arena.memory.buffer, at.ZIGGURAT_OFFSET);
    tables.set(zigguratEdge);
    tables.set(zigguratRatio, zigguratEdge.length);
  }

  async run(setting: SgdSetting, options: SimulationRunOptions = {}): Promise<Simulation> {
    const checked = checkSetting(setting);
    checkFields('options', options, ['signal', 'progress']);
    if (this.closed) throw new Error('the simulator is closed');
    return longCall('SGD', options, (call) => this.queue(checked, call));
  }

  private async queue(
    setting: CheckedSetting,
    { signal, report }: LongCall<SimulationProgress>,
  ): Promise<Simulation> {
    let stop = (): void => {};
    try {
      return await new Promise<Simulation>((resolve, reject) => {
        const run: Run = {
          id: this.count++,
          setting,
          report,
          resolve,
          reject,
          told: -1,
          remaining: 0,
        };
        stop = () => this.cancel(run, signal?.reason);
        signal?.addEventListener('abort', stop, { once: true });
        this.waiting.push(run);
        this.pump();
      });
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.end(new Error('the simulator was closed'));
  }

  private pump(): void {
    while (this.active.length < AHEAD && this.waiting.length > 0) {
      const run = this.waiting.shift()!;
      try {
        this.start(run);
      } catch (error) {
        this.release(run);
        run.reject(threadDeath(error));
      }
    }
    for (const thread of this.threads) {
      if (this.active.length > 0) thread.ref();
      else thread.unref();
    }
  }

  private start(run: Run): void {
    // One by one into the list: those that have started must not be lost where the system refuses another.
    while (this.threads.length < this.workers) this.threads.push(this.spawn());
    if (run.setting.data !== undefined) run.data = this.hold(run.setting.data);
    if (run.data !== undefined && run.setting.rule.snapshot > 0 && run.setting.loss.name === 'squares')
      run.data.gram ??= placeGram(this.arena, run.data.source);
    const code = jobCode(run.setting, this.kernel);
    run.placed = placeJob(this.arena, run.setting, run.data, run.id, this.workers, code);
    run.remaining = this.workers;
    this.active.push(run);
    this.threads.forEach((thread, i) => thread.postMessage(run.placed!.orders[i]));
  }

  private spawn(): Worker {
    const workerData = { memory: this.arena.memory, module: this.module };
    const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData });
    const died = (reason: unknown): void => {
      if (this.threads.includes(thread)) void this.end(reason);
    };
    thread.on('message', (report: WorkerReport) => this.hear(report));
    thread.on('error', (error) => died(threadDeath(error, KIND)));
    thread.on('exit', (code) => died(threadDeath(`exit code ${code}`, KIND)));
    return thread;
  }

  private hear({ id, finished, ended, failure }: WorkerReport): void {
    const run = this.active.find((other) => other.id === id);
    if (run === undefined) return;
    if (failure !== undefined) this.cancel(run, failure);
    // The last to end may have counted before another's last repeat.
    if (run.failure === undefined && (!ended || run.remaining === 1))
      this.tell(run, ended ? run.setting.repeats : finished);
    if (!ended || --run.remaining > 0) return;
    this.active = this.active.filter((other) => other !== run);
    if (run.failure !== undefined) run.reject(run.failure.reason);
    else run.resolve(this.collect(run));
    this.release(run);
    this.pump();
  }

  private tell(run: Run, done: number): void {
    if (done <= run.told) return;
    run.told = done;
    try {
      const total = run.setting.repeats;
      run.report({ fraction: done / total, done, total });
    } catch (error) {
      this.cancel(run, error);
    }
  }

  private cancel(run: Run, reason: unknown): void {
    if (run.failure !== undefined) return;
    run.failure = { reason };
    // At once: threads that are just starting, or are stuck, take their time.
    run.reject(reason);
    if (this.waiting.includes(run)) {
      this.waiting = this.waiting.filter((other) => other !== run);
    } else if (run.placed !== undefined) {
      const control = new Int32Array(this.arena.memory.buffer, run.placed.region.address, at.CONTROL_END / 4);
      Atomics.store(control, at.C_CANCELLED / 4, 1);
      // A sampler of one's own may never return: then it ends with its thread.
      const stuck = setTimeout(() => {
        if (this.active.includes(run)) void this.end(new Error('the simulation was stopped by force'));
      }, STUCK_MILLISECONDS);
      stuck.unref();
    }
  }

  private collect(run: Run): Simulation {
    const order = run.placed!.orders[0];
    const take = (address: number, length: number): Float64Array =>
      new Float64Array(new Float64Array(this.arena.memory.buffer, address, length * order.dimension));
    const count = order.repeats * order.nodes;
    const kept = order.paths.repeats * pathLength(run.setting);
    return collectIterates(
      run.setting,
      take(order.averaged, count),
      take(order.final, count),
      take(order.paths.address, kept),
    );
  }

  /** The data's place in the shared memory; kept for the next run as long as the contents are the same. */
  private hold(source: LeastSquaresData): PlacedData {
    const known = this.held.find(
      (other) =>
        other.source.features === source.features &&
        other.source.labels === source.labels &&
        other.source.dimension === source.dimension &&
        holdsData(this.arena, other.region, source),
    );
    if (known !== undefined) {
      known.users++;
      return known;
    }
    for (const idle of this.held.filter((other) => other.users === 0)) {
      this.arena.free(idle.region);
      if (idle.gram !== undefined) this.arena.free(idle.gram);
    }
    this.held = this.held.filter((other) => other.users > 0);
    checkEntries('data.features', source.features);
    checkEntries('data.labels', source.labels);
    const placed = { source, region: placeData(this.arena, source), users: 1 };
    this.held.push(placed);
    return placed;
  }

  private release(run: Run): void {
    if (run.data !== undefined) run.data.users--;
    if (run.placed !== undefined) this.arena.free(run.placed.region);
    run.data = undefined;
    run.placed = undefined;
  }

  /** Ends all threads and rejects every run; the next run starts new threads. */
  private async end(reason: unknown): Promise<void> {
    const threads = this.threads;
    const runs = [...this.active, ...this.waiting];
    this.threads = [];
    this.active = [];
    this.waiting = [];
    await Promise.all(threads.map((thread) => thread.terminate()));
    for (const run of runs) {
      this.release(run);
      run.reject(run.failure?.reason ?? reason);
    }
  }
}
