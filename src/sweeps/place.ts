import { argumentError } from '../check.js';
import type { QueueCaller } from '../queue/caller.js';
import type { LongCall } from '../longCall.js';
import { engineVersion } from './engineNumbers.js';
import { holdsCode, type SweepTask } from './task.js';

/** Where the cells of a sweep are computed, and how many are under way there at once. */
export interface Place<Cell, Result> {
  readonly atOnce: number;
  compute(cell: Cell, index: number, onShare: (share: number) => void): Promise<Result>;
  /** Called with the first error: what is not begun need not be computed. */
  withdraw(reason: unknown): Promise<void>;
  close(): Promise<void>;
}

/** What a place needs of a sweep. */
export interface PlacedSweep<Cell, Result> {
  readonly on?: string;
  readonly atOnce: number;
  readonly compute: (cell: Cell, onShare: (share: number) => void) => Promise<Result>;
  readonly task?: (cell: Cell) => SweepTask<Result>;
}

/** Cells that a sweep has at a queue at once: enough for every worker, few enough that the queue stays small. */
const AT_QUEUE = 1000;

/** Here, on the threads of this process. */
const threads = <Cell, Result>({ atOnce, compute }: PlacedSweep<Cell, Result>): Place<Cell, Result> => ({
  atOnce,
  compute: (cell, _index, onShare) => compute(cell, onShare),
  withdraw: () => Promise.resolve(),
  close: () => Promise.resolve(),
});

/** As many at once as there are places, the others in order behind them. */
function atMost(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free === 0) await new Promise<void>((go) => waiting.push(go));
    else free--;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

/** At a queue; cells that hold code of the reader are computed here meanwhile. */
function atQueue<Cell, Result>(
  { atOnce, compute, task }: PlacedSweep<Cell, Result>,
  open: () => Promise<QueueCaller>,
  idOf: (kind: string, data: unknown) => string,
): Place<Cell, Result> {
  const here = atMost(atOnce);
  let failure: { readonly reason: unknown } | undefined;
  // Where every cell is stored, the queue need not even be there.
  let opened: Promise<QueueCaller> | undefined;
  return {
    atOnce: AT_QUEUE,
    async compute(cell, index, onShare) {
      const sent = task!(cell);
      if (holdsCode(sent.data))
        return here(async () => {
          if (failure) throw failure.reason;
          try {
            return await compute(cell, onShare);
          } catch (reason) {
            // Here and not in `withdraw`, which comes when the next cell has its place.
            failure ??= { reason };
            throw reason;
          }
        });
      const { kind, data, attached, finish } = sent;
      const job = { id: idOf(kind, data), kind, data, attached, place: index };
      const caller = await (opened ??= open());
      const answer = await caller.compute(job, onShare);
      return finish ? finish(answer) : (answer as Result);
    },
    async withdraw(reason) {
      failure = { reason };
      await (await opened)?.withdraw(reason);
    },
    close: async () => {
      const caller = await opened?.catch(() => undefined);
      await caller?.close();
    },
  };
}

/**
 * Opens the place where a sweep runs: `on`, or else `HEAVYTAIL_ON`, or else the threads of this process. Nothing of a queue is loaded
 * unless one is named.
 *
 * @throws RangeError for an address that cannot be used, and for a sweep that cannot leave this process where `on` sends it away
 * @param call its signal rejects at once what is under way at a queue; it is warned where no worker is there
 */
export async function openPlace<Cell, Result>(
  sweep: PlacedSweep<Cell, Result>,
  { signal, warn }: Pick<LongCall, 'signal' | 'warn'>,
): Promise<Place<Cell, Result>> {
  const on = sweep.on ?? (process.env.HEAVYTAIL_ON || 'threads');
  if (on === 'threads') return threads(sweep);
  const name = sweep.on === undefined ? 'HEAVYTAIL_ON' : 'on';
  const { readAddress } = await import('../queue/address.js');
  const address = readAddress(name, on);
  if (sweep.task === undefined) {
    if (sweep.on === undefined) return threads(sweep);
    throw argumentError('on', address.text, '"threads" for a sweep without `task`: functions are never sent');
  }
  const { openCaller } = await import('../queue/caller.js');
  const { jobId } = await import('../queue/keys.js');
  const open = async (): Promise<QueueCaller> => {
    const caller = await openCaller(address, engineVersion(), { onNotice: warn });
    const stop = (): void => caller.abandon(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    return caller;
  };
  return atQueue(sweep, open, jobId);
}
