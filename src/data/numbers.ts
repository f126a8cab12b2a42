import { DataFileError } from './bytes.js';

/** Numbers of any shape, as read from a file. */
export interface NumberArray {
  /** Lengths of the dimensions, slowest first; empty for a single number. */
  readonly shape: readonly number[];
  /** The values, row-major: as they are for numbers of 32 bits and of 16-bit floating point, else in double precision. */
  readonly values: Float32Array | Float64Array;
}

/** How a number is stored. */
export type NumberType =
  'f64' | 'f32' | 'f16' | 'bf16' | 'i64' | 'i32' | 'i16' | 'i8' | 'u64' | 'u32' | 'u16' | 'u8' | 'bool';

/** Bytes of a number of each type. */
export const NUMBER_BYTES: Readonly<Record<NumberType, number>> = {
  ...{
    f64: 8,
    f32: 4,
    f16: 2,
    bf16: 2,
    i64: 8,
    i32: 4,
    i16: 2,
    i8: 1,
    u64: 8,
    u32: 4,
    u16: 2,
    u8: 1,
    bool: 1,
  },
};

/** The value of a 16-bit floating-point number (IEEE 754 binary16). */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const scratch = new DataView(new ArrayBuffer(4));
const READERS: Readonly<Record<NumberType, Reader>> = {
  f64: (view, at, little) => view.getFloat64(at, little),
  f32: (view, at, little) => view.getFloat32(at, little),
  f16: (view, at, little) => halfValue(view.getUint16(at, little)),
  bf16: (view, at, little) => {
    scratch.setUint32(0, view.getUint16(at, little) << 16);
    return scratch.getFloat32(0);
  },
  i64: (view, at, little) => Number(view.getBigInt64(at, little)),
  i32: (view, at, little) => view.getInt32(at, little),
  i16: (view, at, little) => view.getInt16(at, little),
  i8: (view, at) => view.getInt8(at),
  u64: (view, at, little) => Number(view.getBigUint64(at, little)),
  u32: (view, at, little) => view.getUint32(at, little),
  u16: (view, at, little) => view.getUint16(at, little),
  u8: (view, at) => view.getUint8(at),
  bool: (view, at) => (view.getUint8(at) ? 1 : 0),
};

/**
 * The numbers of a stretch of bytes.
 *
 * @param bytes as many as the numbers need
 * @param file where they come from, for messages
 * @param little whether the first byte of a number is its lowest
 * @throws DataFileError for a 64-bit integer that a double cannot hold
 */
export function decodeNumbers(
  bytes: Uint8Array,
  type: NumberType,
  file: string,
  little = true,
): Float32Array | Float64Array {
  const size = NUMBER_BYTES[type];
  const count = bytes.length / size;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = ['f32', 'f16', 'bf16'].includes(type) ? new Float32Array(count) : new Float64Array(count);
  const read = READERS[type];
  for (let i = 0; i < count; i++) values[i] = read(view, i * size, little);
  if (type === 'i64' || type === 'u64') {
    const exact = (i: number): bigint =>
      type === 'i64' ? view.getBigInt64(i * size, little) : view.getBigUint64(i * size, little);
    // From 2^53 on some are no doubles; the least integer of 64 bits, which masks hold, is one.
    const wrong = values.findIndex(
      (value: number, i: number) => !Number.isSafeInteger(value) && BigInt(value) !== exact(i),
    );
    if (wrong >= 0)
      throw new DataFileError(file, `integer ${wrong} is ${exact(wrong)}, which no double holds`);
  }
  return values;
}

/** How many numbers a shape has; an error where a length is no integer from 0 on or the whole too large to count. */
export function sizeOfShape(shape: readonly unknown[], file: string): number {
  let size = 1;
  for (const length of shape) {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0)
      throw new DataFileError(
        file,
        `has the shape ${JSON.stringify(shape)}, lengths are integers of at least 0`,
      );
    size *= length;
  }
  if (!Number.isSafeInteger(size))
    throw new DataFileError(file, `has the shape ${JSON.stringify(shape)}, too large to count`);
  return size;
}
