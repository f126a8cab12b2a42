import type { LayerTail } from './layerTails.js';

/** A network at one moment of its training. */
export interface TailRecord {
  /** Batches trained so far, over all epochs. */
  readonly batch: number;
  /** Mean loss of the batches since the last record; `null` where it is not known. */
  readonly loss: number | null;
  /** One for each array of weights of rank 2 or more; biases and the like are left out. */
  readonly layers: readonly LayerTail[];
}

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
