import { longCall, type CallProgress, type LongCall, type LongCallOptions } from '../longCall.js';
import { versionedKey } from './numbersVersion.js';
import type { Store } from './store.js';
import { checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

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
}

/** A sweep over cells, each computed on its own. */
export interface Sweep<Cell, Result> extends LongCallOptions<SweepProgress> {
  /** What its bar says where `progress` gives no name. Default 'Sweep'. */
  readonly name?: string;
  readonly cells: readonly Cell[];
  /** The key of a cell in the store: all that its result depends on but the versions of the library's numbers, which are added. */
  readonly key: (cell: Cell) => unknown;
  /** Work of a cell relative to the others, for the progress. */
  readonly work: (cell: Cell) => number;
  /** Computes a cell; reports the share of it that is done. */
  readonly compute: (cell: Cell, onShare: (share: number) => void) => Promise<Result>;
  /** Cells under way at once. */
  readonly atOnce: number;
  readonly store: Store | null;
  /** Called with each result, whether computed or read from the store. */
  readonly onResult?: (place: number, result: Result) => void;
}

/**
 * Computes every cell that the store does not hold, in order, a few at once, and stores each as soon as it is finished: a
 * killed sweep loses only the cells under way. The first error ends the sweep after the cells under way.
 *
 * @returns the results in the order of the cells
 */
export const runSweep = <Cell, Result>(sweep: Sweep<Cell, Result>): Promise<Result[]> => {
  checkArguments('runSweep', { sweep });

  checkInteger('sweep.atOnce', sweep.atOnce);
  return longCall(sweep.name ?? 'Sweep', sweep, (call) => computeCells(sweep, call));
};

async function computeCells<Cell, Result>(
  { cells, key, work, compute, store, atOnce, onResult }: Sweep<Cell, Result>,
  { signal, report: tell }: LongCall<SweepProgress>,
): Promise<Result[]> {
  const results = new Array<Result>(cells.length);
  const share = new Float64Array(cells.length);
  const total = cells.reduce((sum, cell) => sum + work(cell), 0);
  let finished = 0;
  let stored = 0;
  const report = (): void =>
    tell({
      fraction: finished === cells.length ? 1 : cells.reduce((s, c, i) => s + work(c) * share[i], 0) / total,
      cells: finished,
      totalCells: cells.length,
      stored,
    });

  const runCell = async (i: number): Promise<void> => {
    let result = await store?.get<Result>(versionedKey(key(cells[i])));
    if (result === undefined) {
      result = await compute(cells[i], (s) => {
        share[i] = s;
        report();
      });
      await store?.put(versionedKey(key(cells[i])), result);
    } else stored++;
    results[i] = result;
    share[i] = 1;
    finished++;
    onResult?.(i, result);
    report();
  };

  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < cells.length && !failed) {
      signal?.throwIfAborted();
      try {
        await runCell(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: atOnce }, lane));
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
}
