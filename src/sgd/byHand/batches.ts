import type { Generator } from '../../random/index.js';
import { rowSampler } from '../../setting/rowSampler.js';
import { drawBelow } from '../draws.js';
import { samplingCode } from '../jobLayout.js';
import * as at from '../layout.js';
import type { CheckedSetting } from '../setting.js';

/** One row of a batch and its label. */
export interface Example {
  readonly row: Float64Array;
  readonly label: number;
}

/** Draws a batch each time it is called; the same draws as the engine's. */
export type Batches = () => readonly Example[];

/** Fresh rows a of the stream's law with labels a . truth + noise. */
const fresh = ({ stream, batchSize, dimension }: CheckedSetting, random: Generator): Batches => {
  const { law, sigma, trueParameter, noiseDeviation } = stream!;
  const drawRow = rowSampler(law, dimension, sigma);
  const example = (): Example => {
    const row = new Float64Array(dimension);
    drawRow(random, row, 0);
    const label = row.reduce((sum, entry, j) => sum + entry * trueParameter[j], 0);
    return { row, label: label + noiseDeviation * random.normal() };
  };
  return () => Array.from({ length: batchSize }, example);
};

const swap = (order: number[], i: number, j: number): void => {
  [order[i], order[j]] = [order[j], order[i]];
};

/** The numbers of the rows of each batch. */
function indices(setting: CheckedSetting, random: Generator): () => number[] {
  const { batchSize, rows } = setting;
  const places = Array.from({ length: batchSize }, (_, i) => i);
  const order = Array.from({ length: rows }, (_, i) => i);
  let place = 0;
  switch (samplingCode(setting)) {
    case at.SAMPLING_INDEPENDENT:
      return () => places.map(() => drawBelow(random, rows));
    case at.SAMPLING_REJECTION:
      return () => {
        const batch = new Set<number>();
        while (batch.size < batchSize) batch.add(drawBelow(random, rows));
        return [...batch];
      };
    case at.SAMPLING_SHUFFLE:
      return () => {
        for (const i of places) swap(order, i, i + drawBelow(random, rows - i));
        return order.slice(0, batchSize);
      };
    case at.SAMPLING_EPOCHS:
      return () => {
        if (place === 0) for (let i = 0; i + 1 < rows; i++) swap(order, i, i + drawBelow(random, rows - i));
        const batch = order.slice(place, place + batchSize);
        place = place + 2 * batchSize > rows ? 0 : place + batchSize;
        return batch;
      };
    default:
      return () => {
        const batch = places.map((i) => (place + i) % rows);
        place = (place + batchSize) % rows;
        return batch;
      };
  }
}

/** The batches of one repeat. */
export function batchesOf(setting: CheckedSetting, random: Generator): Batches {
  if (setting.data === undefined) return fresh(setting, random);
  const { features, labels, dimension } = setting.data;
  const next = indices(setting, random);
  return () =>
    next().map((i) => ({ row: features.subarray(i * dimension, (i + 1) * dimension), label: labels[i] }));
}
