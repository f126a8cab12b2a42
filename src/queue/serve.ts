import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Job, Worker } from 'bullmq';
import type { QueueAddress } from './address.js';
import { exactJson, lostByJson } from '../plainData.js';
import { clientOptions } from './connect.js';
import { closeConnected, within } from './ending.js';
import { attachmentKey, checkMessage, LASTS, versionText, type EngineVersion } from './keys.js';
import { lostWords, startPulse } from './pulse.js';
import { otherQueues } from './status.js';
import { openWire, type Wire } from './wire.js';
import { forgetWorker, tellOfWorker } from './workers.js';

/** What a worker is given with a point. */
export interface ServedPoint {
  readonly kind: string;
  readonly data: unknown;
  /** Stops the point: nobody wants it any more, or the worker is ended. */
  readonly signal: AbortSignal;
  readonly onShare: (share: number) => void;
  /** Data that the point refers to by their hash. */
  readonly attachment: (digest: string) => Promise<Uint8Array>;
}

export interface ServeOptions {
  /** Points at once. */
  readonly atOnce: number;
  /** Computes a point; what it answers is sent as JSON. */
  readonly compute: (point: ServedPoint) => Promise<unknown>;
  /** Told what a person should know. */
  readonly onNote: (note: string) => void;
  /** Milliseconds for which the server may be away. Default a minute. */
  readonly patience?: number;
}

/** A point that no attempt can compute: it is not what it should be. */
export class RefusedPoint extends Error {
  override readonly name = 'RefusedPoint';
}

/** A worker that takes points. */
export interface Serving {
  /** Seconds since a point was last under way; 0 while one is. */
  idleSeconds(): number;
  /** Resolves with a sentence if the server is away for too long. */
  readonly lost: Promise<string>;
  /** Takes no more points, and hands back those that are not finished in so many milliseconds. */
  close(grace: number): Promise<void>;
}

/** A worker that was killed is noticed after 10 to 15 seconds; a point may lose this many before it counts as their killer. */
const TAKEN_UP_AGAIN = { lockDuration: 10_000, stalledInterval: 5000, maxStalledCount: 5 };
const LOOK_EVERY = 2000;
const LOOK_AT_OTHERS = 10_000;
const SHARE_EVERY = 1000;
/** Milliseconds in which points are handed back; a server that takes longer finds out as it does of workers that were killed. */
const HAND_BACK = 2000;
const PATIENCE = 60_000;

/** Whether a point is finished already, and whether a living sweep wants it. */
const BEGIN = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 'done' end
for _, caller in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  if redis.call('EXISTS', ARGV[1] .. caller) == 1 then return 'wanted' end
end
return 'unwanted'`;

/** An error as the queue keeps it: with words. */
const inWords = (error: unknown): Error =>
  error instanceof Error && error.message !== '' ? error : new Error(String(error));

const UNWANTED = 'no sweep wants it any more';
const ENDED = 'the worker is ended';

class Server implements Serving {
  private readonly name = randomUUID();
  private readonly running = new Map<string, AbortController>();
  private readonly doubted = new Set<string>();
  private worker?: Worker;
  private timer?: NodeJS.Timeout;
  private lastActive = performance.now();
  private isLost = false;
  private endPulse: () => void = () => undefined;
  private readonly giveUp = new AbortController();
  private readonly told = new Set<string>();
  readonly lost: Promise<string>;
  private onLost!: (sentence: string) => void;

  constructor(
    private readonly wire: Wire,
    private readonly version: EngineVersion,
    private readonly options: ServeOptions,
  ) {
    this.lost = new Promise((resolve) => (this.onLost = resolve));
  }

  async begin(): Promise<void> {
    const { Worker: BullWorker, WaitingError, UnrecoverableError } = await import('bullmq');
    const { redis, queue, address, keys } = this.wire;
    const ears = redis.duplicate();
    ears.on('error', () => undefined);
    ears.on('message', () => void this.stopUnwanted(true));
    this.closeEars = () => ears.disconnect();
    await ears.subscribe(keys.cancelled);
    await this.live();
    const process = async (job: Job, token?: string): Promise<null> => {
      const stop = new AbortController();
      this.running.set(job.id!, stop);
      try {
        await this.answer(job, stop.signal);
      } catch (error) {
        if (stop.signal.reason === ENDED) {
          await job.moveToWait(token);
          throw new WaitingError();
        }
        // Of no use to anybody: it leaves the queue as if it had been finished.
        if (stop.signal.reason !== UNWANTED)
          throw error instanceof RefusedPoint ? new UnrecoverableError(error.message) : inWords(error);
      } finally {
        this.running.delete(job.id!);
        this.doubted.delete(job.id!);
        this.lastActive = performance.now();
      }
      return null;
    };
    this.worker = new BullWorker(queue.name, process, {
      connection: clientOptions(address, this.giveUp.signal),
      concurrency: this.options.atOnce,
      ...TAKEN_UP_AGAIN,
      drainDelay: 2,
      runRetryDelay: 1000,
      name: hostname(),
    });
    this.worker.on('error', () => undefined);
    await this.worker.waitUntilReady();
    const { patience = PATIENCE } = this.options;
    const onLost = (refusal: string): void => {
      this.isLost = true;
      this.onLost(lostWords(address.text, patience, refusal));
    };
    this.endPulse = startPulse({ every: LOOK_EVERY, patience, ask: () => this.look(), onLost });
    this.timer = setInterval(() => void this.lookAtOthers(), LOOK_AT_OTHERS);
    void this.lookAtOthers();
  }

  idleSeconds(): number {
    return this.running.size > 0 ? 0 : (performance.now() - this.lastActive) / 1000;
  }

  async close(grace: number): Promise<void> {
    this.endPulse();
    clearInterval(this.timer);
    // What is under way has nowhere to go where the server is lost.
    const still = this.isLost ? 0 : grace;
    const handBack = setTimeout(() => {
      for (const stop of this.running.values()) stop.abort(ENDED);
    }, still);
    if (this.worker) await closeConnected(this.worker, this.giveUp, still + HAND_BACK);
    clearTimeout(handBack);
    if (this.wire.redis.status === 'ready') await within(HAND_BACK, forgetWorker(this.wire, this.name));
    this.closeEars();
    await this.wire.close();
  }

  private closeEars: () => void = () => undefined;

  /** Computes a point and puts its result where its sweeps take it. */
  private async answer(job: Job, signal: AbortSignal): Promise<void> {
    const { redis, keys } = this.wire;
    const id = job.id!;
    if ((await this.stateOf(id)) !== 'wanted') return;
    let told = performance.now();
    const onShare = (share: number): void => {
      if (performance.now() - told < SHARE_EVERY) return;
      told = performance.now();
      void job.updateProgress(share).catch(() => undefined);
    };
    const { name: kind, data } = job as { name: string; data: unknown };
    const attachment = (digest: string): Promise<Uint8Array> => this.attachment(digest);
    const result = await this.options.compute({ kind, data, signal, onShare, attachment });
    const lost = lostByJson('the result of a point', result);
    if (lost)
      throw new RangeError(
        `${lost[0]} is ${String(lost[1])}, which cannot go through the queue: compute it with on: "threads"`,
      );
    const text = exactJson(result);
    checkMessage('the result of a point', text);
    await redis.multi().set(keys.result(id), text, 'EX', LASTS.result).del(keys.callers(id)).exec();
  }

  private async attachment(digest: string): Promise<Uint8Array> {
    const bytes = await this.wire.redis.getBuffer(attachmentKey(digest));
    if (bytes === null)
      throw new Error('the data of this point are no longer at the queue: run the sweep again');
    return bytes;
  }

  private stateOf(id: string): Promise<unknown> {
    const { redis, keys } = this.wire;
    return redis.eval(BEGIN, 2, keys.result(id), keys.callers(id), keys.caller(''));
  }

  private async live(): Promise<void> {
    const note = { host: hostname(), pid: process.pid, threads: this.options.atOnce };
    await tellOfWorker(this.wire, this.name, note);
  }

  private async look(): Promise<void> {
    await this.live();
    await this.stopUnwanted(false);
  }

  /**
   * Stops what no living sweep wants.
   *
   * @param isCertain whether a sweep has just ended; else a point is stopped the second time that it is found so, since a server that has forgotten
   *   everything is told again in a moment
   */
  private async stopUnwanted(isCertain: boolean): Promise<void> {
    for (const [id, stop] of this.running) {
      if ((await this.stateOf(id).catch(() => 'wanted')) !== 'unwanted') this.doubted.delete(id);
      else if (isCertain || this.doubted.has(id)) stop.abort(UNWANTED);
      else this.doubted.add(id);
    }
  }

  /** Says once of every other version that its points are left to its own workers. */
  private async lookAtOthers(): Promise<void> {
    const { redis, queue } = this.wire;
    for (const { name, version, waiting } of await otherQueues(redis, queue.name).catch(() => [])) {
      if (waiting === 0 || this.told.has(name)) continue;
      this.told.add(name);
      this.options.onNote(
        `${waiting} ${waiting === 1 ? 'point waits' : 'points wait'} for workers of ${versionText(version)}: this one is ${versionText(this.version)} and leaves them there, since other versions may give other numbers`,
      );
    }
  }
}

/**
 * Takes points from the queue of a version until it is closed.
 *
 * @throws Error with one sentence where the server does not answer
 */
export async function serve(
  address: QueueAddress,
  version: EngineVersion,
  options: ServeOptions,
): Promise<Serving> {
  const server = new Server(await openWire(address, version), version, options);
  try {
    await server.begin();
  } catch (error) {
    await server.close(0);
    throw error;
  }
  return server;
}
