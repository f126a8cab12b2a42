import type { TailRecord } from './heavyTails.js';

/** Keeps the records of one training. */
export interface TailRecorder {
  readonly records: readonly TailRecord[];
  /** Notes a batch; at every so many of them the tails are asked for. */
  add(loss: number | undefined, tails: () => TailRecord['layers']): void;
}

/**
 * @param every batches from one record to the next; `undefined` for none at all
 * @param onRecord called with each record and with all so far
 */
export function tailRecorder(
  every: number | undefined,
  onRecord?: (record: TailRecord, soFar: readonly TailRecord[]) => void,
): TailRecorder {
  const records: TailRecord[] = [];
  let [batch, sum, known] = [0, 0, true];
  return {
    records,
    add(loss, tails) {
      if (every === undefined) return;
      if (loss === undefined) known = false;
      else sum += loss;
      if (++batch % every !== 0) return;
      const record = { batch, loss: known ? sum / every : null, layers: tails() };
      [sum, known] = [0, true];
      records.push(record);
      onRecord?.(record, [...records]);
    },
  };
}
