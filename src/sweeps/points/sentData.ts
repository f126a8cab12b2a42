import type { LeastSquaresData } from '../../sgd/index.js';
import type { SimulatedPoint } from './computePoint.js';
import { dataDigest } from './toPoint.js';

/** Numbers as text that keeps every bit, infinite ones and NaN too. */
const textOf = (values: Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

function numbersOf(bytes: Uint8Array): Float64Array {
  const values = new Float64Array(new SharedArrayBuffer(bytes.byteLength));
  new Uint8Array(values.buffer).set(bytes);
  return values;
}

/** A simulated point as plain JSON. */
export interface SentSample {
  readonly rows: number;
  readonly columns: number;
  readonly startDistance: number;
  /** Its numbers, base64. */
  readonly sample: string;
}

/** A simulated point as it is sent to where its tail is read. */
export const sentSample = ({ sample, startDistance }: SimulatedPoint): SentSample => ({
  ...{ rows: sample.rows, columns: sample.columns, startDistance },
  sample: textOf(sample.data),
});

/** A simulated point as it was before it was sent. */
export const receivedSample = ({ rows, columns, startDistance, sample }: SentSample): SimulatedPoint => ({
  sample: { rows, columns, data: numbersOf(Buffer.from(sample, 'base64')) },
  startDistance,
});

/** A data set as bytes: its shape, its rows, its labels, each a double. */
export function dataBytes({ rows, dimension, features, labels }: LeastSquaresData): Uint8Array {
  const values = new Float64Array(2 + features.length + labels.length);
  values.set([rows, dimension]);
  values.set(features, 2);
  values.set(labels, 2 + features.length);
  return new Uint8Array(values.buffer);
}

/**
 * The data set that bytes hold.
 *
 * @throws Error if it is not the one of the hash
 */
export function dataFromBytes(bytes: Uint8Array, digest: string): LeastSquaresData {
  const values = numbersOf(bytes);
  const [rows, dimension] = values;
  const features = values.subarray(2, 2 + rows * dimension);
  const data = { rows, dimension, features, labels: values.subarray(2 + rows * dimension) };
  if (dataDigest(data) !== digest) throw new Error('the data that were sent are not those of their hash');
  return data;
}
