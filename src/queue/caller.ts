import { randomUUID } from 'node:crypto';
import type { QueueEvents } from 'bullmq';
import type { QueueAddress } from './address.js';
import { answersOf } from './answers.js';
import { closeConnected, within } from './ending.js';
import { LASTS, versionText, type EngineVersion } from './keys.js';
import { lookAfter, type Found } from './lookAfter.js';
import { lostWords, startPulse } from './pulse.js';
import { readText } from './readText.js';
import { keepAlive, sendAttachments, sendJobs, type QueueJob } from './send.js';
import { clientOptions } from './connect.js';
import { openWire, type Wire } from './wire.js';
import { livingWorkers } from './workers.js';

export interface CallerOptions {
  /** Milliseconds for which the server may be away before the sweep ends. Default a minute. */
  readonly patience?: number;
  /** Told what a reader should know. Default `console.warn`. */
  readonly onNotice?: (notice: string) => void;
}

/** A sweep whose points are computed by the workers of a queue. */
export interface QueueCaller {
  /**
   * The result of a point, plain JSON.
   *
   * @param onShare told of the share of it that is done
   * @throws Error with the message of the worker, after the last attempt; one sentence where the server is gone or the queue was emptied
   */
  compute(job: QueueJob, onShare: (share: number) => void): Promise<unknown>;
  /** Takes back what no worker has begun; those points are rejected with the reason. */
  withdraw(reason: unknown): Promise<void>;
  /** Rejects all points at once with the reason, also later ones. */
  abandon(reason: unknown): void;
  /** Ends the sweep: what waits is taken back, what runs is stopped unless another sweep wants it. */
  close(): Promise<void>;
}

/** A point that is asked for. */
interface Asked {
  readonly job: QueueJob;
  readonly answer: Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly onShare: (share: number) => void;
  /** Whether it was put into the queue: what is found there before is of an earlier sweep. */
  isSent: boolean;
  since: number;
}

const LOOK_EVERY = 2000;
/** Points that are sent, fetched or looked after with one question. */
const BATCH = 500;
const PATIENCE = 60_000;
/** How often what the points need is kept alive. */
const KEEP_EVERY = 60_000;
/** For which the server may take to let a sweep go. */
const LEAVE = 5000;
/** After this time without a worker the reader is told, once. */
const LONELY = 10_000;

const DRAINED =
  'the queue was emptied by hand: what was finished is stored, and the rest is computed when the sweep is run again';

class Caller implements QueueCaller {
  private readonly asked = new Map<string, Asked>();
  private unsent: Asked[] = [];
  private readonly finished = new Set<string>();
  private readonly name = `${process.env.HEAVYTAIL_CALLER ?? randomUUID()}.${randomUUID()}`;
  private readonly started = performance.now();
  private endPulse: () => void = () => undefined;
  private events?: QueueEvents;
  private readonly giveUp = new AbortController();
  private kept = performance.now();
  private lonely = true;
  private drains = 0;
  private isFlushing = false;
  private closed = false;
  private ended?: { readonly reason: unknown };
  /** Points that were abandoned and may still be in the queue. */
  private readonly left: string[] = [];

  constructor(
    private readonly wire: Wire,
    private readonly version: EngineVersion,
    private readonly options: CallerOptions,
  ) {}

  async begin(): Promise<void> {
    const { redis, address, queue } = this.wire;
    const { QueueEvents: Events } = await import('bullmq');
    // A server that comes back may have forgotten everything.
    redis.on('ready', () => (this.kept = 0));
    await this.live();
    this.drains = await this.countDrains();
    this.events = new Events(queue.name, {
      connection: clientOptions(address, this.giveUp.signal),
    });
    this.events.on('error', () => undefined);
    this.events.on('completed', ({ jobId }) => this.onFinished(jobId));
    this.events.on('failed', ({ jobId }) => this.onFinished(jobId));
    this.events.on('progress', ({ jobId, data }) => {
      if (typeof data === 'number') this.asked.get(jobId)?.onShare(data);
    });
    await this.events.waitUntilReady();
    const { patience = PATIENCE } = this.options;
    const onLost = (refusal: string): void =>
      this.abandon(
        new Error(
          `${lostWords(address.text, patience, refusal)}: what was finished is stored, and the sweep goes on from there when it is run again`,
        ),
      );
    this.endPulse = startPulse({ every: LOOK_EVERY / 2, patience, ask: () => this.look(), onLost });
  }

  compute(job: QueueJob, onShare: (share: number) => void): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended.reason);
    const known = this.asked.get(job.id);
    if (known) return known.answer;
    let settle!: Pick<Asked, 'resolve' | 'reject'>;
    const answer = new Promise<unknown>((resolve, reject) => (settle = { resolve, reject }));
    const asked: Asked = { job, answer, ...settle, onShare, isSent: false, since: performance.now() };
    this.asked.set(job.id, asked);
    this.unsent.push(asked);
    this.flush();
    return answer;
  }

  async withdraw(reason: unknown): Promise<void> {
    const { queue } = this.wire;
    await Promise.all(
      [...this.asked.values()].map(async (asked) => {
        const { id } = asked.job;
        const isLast = await this.renounce([id]);
        if (isLast.length === 0 || (await queue.remove(id).catch(() => 0)) === 1)
          this.settle(asked, { error: reason });
        else await this.wire.redis.sadd(this.wire.keys.callers(id), this.name);
      }),
    );
  }

  abandon(reason: unknown): void {
    this.ended = { reason };
    this.left.push(...this.asked.keys());
    for (const asked of [...this.asked.values()]) this.settle(asked, { error: reason });
  }

  async close(): Promise<void> {
    this.closed = true;
    this.endPulse();
    // A server that is away is not waited for.
    if (this.wire.redis.status === 'ready') await within(LEAVE, this.leave());
    if (this.events) await closeConnected(this.events, this.giveUp);
    await this.wire.close();
  }

  /** Tells the server that this sweep wants nothing any more. */
  private async leave(): Promise<void> {
    const { redis, keys, queue } = this.wire;
    const ids = [...this.left, ...this.asked.keys()];
    await redis.del(keys.caller(this.name));
    const unwanted = await this.renounce(ids);
    // What runs cannot be removed: its worker stops it.
    await Promise.all(unwanted.map((id) => queue.remove(id).catch(() => 0)));
    if (ids.length > 0) await redis.publish(keys.cancelled, this.name);
  }

  /** Points out of those given that no other sweep wants, once this one no longer does. */
  private async renounce(ids: readonly string[]): Promise<string[]> {
    const { redis, keys } = this.wire;
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.srem(keys.callers(id), this.name).scard(keys.callers(id));
    const answers = await answersOf(pipeline);
    return ids.filter((_, i) => answers[2 * i + 1] === 0);
  }

  private live(): Promise<unknown> {
    const { redis, keys } = this.wire;
    return redis.set(keys.caller(this.name), '1', 'EX', LASTS.life);
  }

  private async countDrains(): Promise<number> {
    return Number((await this.wire.redis.get(this.wire.keys.drained)) ?? 0);
  }

  private onFinished(id: string): void {
    if (!this.asked.has(id)) return;
    this.finished.add(id);
    this.flush();
  }

  /** Sends and fetches what has come together, one batch after another. */
  private flush(): void {
    if (this.isFlushing) return;
    this.isFlushing = true;
    void new Promise<void>((done) => setImmediate(done))
      .then(async () => {
        while (!this.closed && (this.unsent.length > 0 || this.finished.size > 0)) {
          await this.send(this.unsent.splice(0, BATCH));
          await this.fetch([...this.finished].slice(0, BATCH));
        }
      })
      // The connection was lost meanwhile: the next look finds what was not settled, and sends the rest.
      .catch(() => undefined)
      .finally(() => (this.isFlushing = false));
  }

  private async send(batch: readonly Asked[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const jobs = batch.map(({ job }) => job);
      const open = await this.fetch(jobs.map(({ id }) => id));
      const missing = jobs.filter(({ id }) => open.has(id));
      await sendAttachments(this.wire, missing);
      if (missing.length > 0) await sendJobs(this.wire, missing, this.name);
      for (const asked of batch) asked.isSent = true;
    } catch (error) {
      for (const asked of batch) this.settle(asked, { error });
    }
  }

  /** Takes the results that there are; answers with the points that have none. */
  private async fetch(ids: readonly string[]): Promise<Set<string>> {
    for (const id of ids) this.finished.delete(id);
    if (ids.length === 0) return new Set();
    const found = await lookAfter(this.wire, ids);
    return new Set(ids.filter((id) => !this.take(id, found.get(id)!)));
  }

  /** Whether a point is settled with what was found. */
  private take(id: string, found: Found): boolean {
    const asked = this.asked.get(id);
    if (asked === undefined) return true;
    const { result, failure } = found;
    if (result !== undefined) this.settle(asked, this.read(result));
    // A failure of an earlier sweep is no answer: the point is tried again.
    else if (failure !== undefined && asked.isSent) this.settle(asked, { error: failure });
    else return false;
    return true;
  }

  private read(text: string): { readonly result: unknown } | { readonly error: Error } {
    const result = readText(text);
    if (result !== undefined) return { result };
    return {
      error: new Error(
        `a result at ${this.wire.address.text} is no JSON: no worker wrote it; it is forgotten in a minute`,
      ),
    };
  }

  private settle(asked: Asked, outcome: { readonly result?: unknown; readonly error?: unknown }): void {
    if (!this.asked.delete(asked.job.id)) return;
    this.unsent = this.unsent.filter((one) => one !== asked);
    if ('error' in outcome) asked.reject(outcome.error);
    else asked.resolve(outcome.result);
  }

  /** Looks whether everything that is asked for is still under way: events can be missed, and a server can forget. */
  private async look(): Promise<void> {
    await this.live();
    if (this.closed) return;
    await this.lookForWorkers();
    const late = performance.now() - LOOK_EVERY;
    const sent = [...this.asked.values()].filter((asked) => !this.unsent.includes(asked));
    if (performance.now() - this.kept > KEEP_EVERY) {
      this.kept = performance.now();
      await keepAlive(
        this.wire,
        sent.map(({ job }) => job),
        this.name,
      );
    }
    const old = sent.filter((asked) => asked.since < late);
    for (let i = 0; i < old.length; i += BATCH) await this.lookAt(old.slice(i, i + BATCH));
    // Also what a lost connection has kept from being sent.
    this.flush();
  }

  private async lookAt(some: readonly Asked[]): Promise<void> {
    const found = await lookAfter(
      this.wire,
      some.map(({ job }) => job.id),
    );
    const drains = await this.countDrains();
    const isDrained = drains > this.drains;
    // A server that has forgotten everything counts anew.
    this.drains = Math.min(this.drains, drains);
    for (const asked of some) {
      const { id } = asked.job;
      const state = found.get(id)!;
      if (!this.asked.has(id) || this.take(id, state) || state.isThere) continue;
      if (isDrained) {
        this.settle(asked, { error: new Error(`${DRAINED} (${this.wire.address.text})`) });
        continue;
      }
      asked.since = performance.now();
      this.unsent.push(asked);
    }
  }

  private async lookForWorkers(): Promise<void> {
    if (!this.lonely || performance.now() - this.started < LONELY || this.asked.size === 0) return;
    this.lonely = false;
    const { address } = this.wire;
    if ((await livingWorkers(this.wire)).length > 0) return;
    const { onNotice = (notice: string) => console.warn(notice) } = this.options;
    onNotice(
      `No worker of ${versionText(this.version)} is at ${address.text}: the points wait for one (heavytail worker --on …).`,
    );
  }
}

/**
 * Opens a queue for one sweep.
 *
 * @throws Error with one sentence where the server does not answer
 */
export async function openCaller(
  address: QueueAddress,
  version: EngineVersion,
  options: CallerOptions = {},
): Promise<QueueCaller> {
  const caller = new Caller(await openWire(address, version), version, options);
  try {
    await caller.begin();
  } catch (error) {
    await caller.close();
    throw error;
  }
  return caller;
}
