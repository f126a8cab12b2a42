import { longCall, type CallProgress, type LongCall, type LongCallOptions } from '../longCall.js';
import { versionedKey } from './numbersVersion.js';
import { openPlace, type Place } from './place.js';
import type { Store } from './store.js';
import type { SweepTask } from './task.js';
import { argumentError, checkFinite, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';
import { takingTurns } from '../turns.js';

/** How far a sweep is. */
export interface SweepProgress extends CallProgress {
  /** Cells finished, those read from the store included. */
  readonly cells: number;
  readonly totalCells: number;
  /** Cells that were read from the store. */
  readonly stored: number;
}

/** Options of every experiment's run. A run that is stopped leaves its finished cells in the store. */
export interface ExperimentOptions extends LongCallOptions<SweepProgress> {
  /** Finished cells are read from and written to it; `null` for none. Default: the user's store. */
  store?: Store | null;
  /** Worker threads; default: the number of processors. Results do not depend on it. */
  workers?: number;
  /**
   * Where the cells are computed: `'threads'`, those of this process, or the address of a queue, `'redis://host:port'`, by its
   * workers (`heavytail worker`). Default: `HEAVYTAIL_ON` where it is set, else `'threads'`. Results do not depend on it.
   */
  on?: string;
}

/** A sweep over cells, each computed on its own. */
export interface Sweep<Cell, Result> extends LongCallOptions<SweepProgress> {
  /** What its bar says where `progress` gives no name. Default 'Sweep'. */
  readonly name?: string;
  readonly cells: readonly Cell[];
  /** The key of a cell in the store: all that its result depends on but the versions of the library's numbers, which are added. */
  readonly key: (cell: Cell) => unknown;
  /** Work of a cell relative to the others, at least 0, for the progress. */
  readonly work: (cell: Cell) => number;
  /** Computes a cell; reports the share of it that is done. */
  readonly compute: (cell: Cell, onShare: (share: number) => void) => Promise<Result>;
  /** Cells under way at once, where they are computed here. */
  readonly atOnce: number;
  /** Where the cells are computed; see {@link ExperimentOptions}. */
  readonly on?: string;
  /**
   * A cell as it is sent to workers elsewhere. A cell whose data hold a function of one's own is computed here, and so is a sweep without
   * tasks, whatever `HEAVYTAIL_ON` says.
   */
  readonly task?: (cell: Cell) => SweepTask<Result>;
  readonly store: Store | null;
  /** Called with each result, whether computed or read from the store. */
  readonly onResult?: (place: number, result: Result) => void;
}

/**
 * Computes every cell that the store does not hold, in order, a few at once, and stores each as soon as it is finished: a
 * killed sweep loses only the cells under way. The first error ends the sweep after the cells under way, an abort after a moment.
 *
 * @returns the results in the order of the cells
 */
export const runSweep = <Cell, Result>(sweep: Sweep<Cell, Result>): Promise<Result[]> => {
  checkArguments('runSweep', { sweep });
  checkInteger('sweep.atOnce', sweep.atOnce);
  return longCall(sweep.name ?? 'Sweep', sweep, async (call) => {
    const place = await openPlace(sweep, call);
    try {
      return await computeCells(sweep, place, call);
    } finally {
      await place.close();
    }
  });
};

/** The share of the whole work that is done, told after every change. */
function progressOf<Cell>(
  { cells, work }: Pick<Sweep<Cell, unknown>, 'cells' | 'work'>,
  tell: (progress: SweepProgress) => void,
): { share(i: number, share: number): void; finish(i: number, isStored: boolean): void } {
  const shares = new Float64Array(cells.length);
  const works = Float64Array.from(cells, (cell) => work(cell));
  const total = works.reduce((sum, one) => sum + one, 0);
  const wrong = works.findIndex((one) => !(one >= 0 && one <= Number.MAX_VALUE));
  if (wrong >= 0)
    throw argumentError(`sweep.work(cells[${wrong}])`, works[wrong], 'a finite number of at least 0');
  checkFinite('the sum of sweep.work', total);
  let [done, finished, stored] = [0, 0, 0];
  const share = (i: number, now: number): void => {
    checkFinite('the share of a cell that is done', now);
    done += works[i] * (now - shares[i]);
    shares[i] = now;
    // Without any work the cells themselves count.
    const part = total > 0 ? done / total : finished / cells.length;
    const fraction = finished === cells.length ? 1 : Math.min(1, Math.max(0, part));
    tell({ fraction, cells: finished, totalCells: cells.length, stored });
  };
  return {
    share,
    finish: (i, isStored) => {
      finished++;
      if (isStored) stored++;
      share(i, 1);
    },
  };
}

/** Milliseconds for which cells under way may still end when the signal aborts: what does not heed it must not hold up Ctrl-C. */
const GRACE = 300;

/** Waits for `work`, or a moment after the signal has aborted; says whether it has ended. */
async function endedBeforeStop(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => undefined;
  const stopped = new Promise<false>((resolve) => {
    stop = () => (timer = setTimeout(() => resolve(false), GRACE));
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work.then(() => true as const), stopped]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function computeCells<Cell, Result>(
  { cells, key, work, store, onResult }: Sweep<Cell, Result>,
  place: Place<Cell, Result>,
  { signal, report }: LongCall<SweepProgress>,
): Promise<Result[]> {
  const results = new Array<Result>(cells.length);
  let isOver = false;
  const progress = progressOf({ cells, work }, (now) => void (isOver || report(now)));
  const runCell = async (i: number): Promise<void> => {
    let result = await store?.get<Result>(versionedKey(key(cells[i])));
    const isStored = result !== undefined;
    if (result === undefined) {
      result = await place.compute(cells[i], i, (share) => progress.share(i, share));
      await store?.put(versionedKey(key(cells[i])), result);
    }
    if (isOver) return;
    results[i] = result;
    onResult?.(i, result);
    progress.finish(i, isStored);
  };

  let next = 0;
  let failed = false;
  // Cells that the store holds, or that take no time, would keep the thread to the last of them.
  const turn = takingTurns(signal);
  const lane = async (): Promise<void> => {
    while (next < cells.length && !failed) {
      await turn();
      // Others may have taken the last one meanwhile, or failed.
      if (next >= cells.length || failed) return;
      try {
        await runCell(next++);
      } catch (error) {
        if (!failed) void place.withdraw(error).catch(() => undefined);
        failed = true;
        throw error;
      }
    }
  };
  const lanes = Promise.allSettled(
    Array.from({ length: Math.min(place.atOnce, Math.max(1, cells.length)) }, lane),
  );
  const haveEnded = await endedBeforeStop(lanes, signal);
  isOver = true;
  if (!haveEnded) throw signal!.reason;
  for (const outcome of await lanes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
