import { argumentError } from '../check.js';
import { DataFileError, readData } from './bytes.js';
import { decodeNumbers, NUMBER_BYTES, sizeOfShape, type NumberArray, type NumberType } from './numbers.js';

/** Types as numpy writes them behind the byte order: kind and bytes. */
const TYPES: Readonly<Record<string, NumberType>> = {
  ...{ f8: 'f64', f4: 'f32', f2: 'f16', b1: 'bool' },
  ...{ i8: 'i64', i4: 'i32', i2: 'i16', i1: 'i8', u8: 'u64', u4: 'u32', u2: 'u16', u1: 'u8' },
};

const MAGIC = [0x93, ...Buffer.from('NUMPY')];

/** The header's Python dictionary and where the numbers begin. */
function headerOf(bytes: Uint8Array, file: string): { text: string; end: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    throw new DataFileError(file, 'is no .npy file: it does not begin with \\x93NUMPY');
  const major = bytes[6];
  if (bytes.length < 12 || major < 1 || major > 3)
    throw new DataFileError(file, `is cut in its header or of the unknown version ${major}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = major === 1 ? 10 : 12;
  const end = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length)
    throw new DataFileError(file, `is cut in its header: ${bytes.length} of ${end} bytes`);
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8'), end };
}

interface Layout {
  readonly type: NumberType;
  readonly little: boolean;
  readonly columnMajor: boolean;
  readonly shape: number[];
}

const FIELDS = {
  descr: /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/,
  fortran: /'fortran_order'\s*:\s*(True|False)/,
  shape: /'shape'\s*:\s*\(([\d\s,]*)\)/,
};

function layoutOf(text: string, file: string): Layout {
  const descr = FIELDS.descr.exec(text);
  const fortran = FIELDS.fortran.exec(text);
  const shape = FIELDS.shape.exec(text);
  const type = descr ? TYPES[descr[2]] : undefined;
  if (!fortran || !shape) throw new DataFileError(file, `has a header that cannot be read: ${text.trim()}`);
  if (descr === null || type === undefined) {
    const written = (/'descr'\s*:([^}]*?),\s*'(?:fortran_order|shape)'/.exec(text)?.[1] ?? text).trim();
    throw new DataFileError(file, `holds ${written}, read are ${Object.keys(TYPES).join(', ')}`);
  }
  // What stands twice, or within a text, is not what numpy would take.
  const rest = [descr, fortran, shape].reduce((left, [field]) => left.replace(field, ''), text);
  if (!/^[\s{},]*$/.test(rest))
    throw new DataFileError(file, `has a header that cannot be read: ${text.trim()}`);
  const lengths = shape[1].split(',').map((length) => length.trim());
  return {
    type,
    little: descr[1] !== '>',
    columnMajor: fortran[1] === 'True',
    shape: lengths.filter((length) => length !== '').map(Number),
  };
}

/** The values of a column-major array in row-major order. */
function rowMajor<T extends Float32Array | Float64Array>(values: T, shape: readonly number[]): T {
  const turned = values.slice() as T;
  const place = shape.map(() => 0);
  const strides = shape.map((_, i) => shape.slice(0, i).reduce((product, length) => product * length, 1));
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    turned[i] = values[from];
    for (let d = shape.length - 1; d >= 0; d--) {
      from += strides[d];
      if (++place[d] < shape[d]) break;
      from -= strides[d] * shape[d];
      place[d] = 0;
    }
  }
  return turned;
}

/**
 * Parses a .npy file, numpy's format for one array: integers, booleans and floating-point numbers of any byte order, in C or
 * Fortran order. Objects, structures, strings and complex numbers are refused.
 *
 * @param bytes the whole file
 * @param file its name, for messages
 * @throws DataFileError that says what is wrong
 */
export function parseNpy(bytes: Uint8Array, file = 'bytes'): NumberArray {
  if (!(bytes instanceof Uint8Array)) throw argumentError('bytes', bytes, 'the bytes of a .npy file');
  const { text, end } = headerOf(bytes, file);
  const { type, little, columnMajor, shape } = layoutOf(text, file);
  const needed = sizeOfShape(shape, file) * NUMBER_BYTES[type];
  const there = bytes.length - end;
  if (there !== needed)
    throw new DataFileError(
      file,
      `${there < needed ? 'is cut short' : 'is too long'}: ${shape.join(' x ') || 'one number'} of ${type} need ${needed} bytes ` +
        `after byte ${end}, the file has ${there}`,
    );
  const values = decodeNumbers(bytes.subarray(end), type, file, little);
  return { shape, values: columnMajor && shape.length > 1 ? rowMajor(values, shape) : values };
}

/**
 * Reads a .npy file, numpy's format for one array; see {@link parseNpy}.
 *
 * @param file its path
 * @returns shape and row-major values
 * @throws DataFileError that says what is wrong with the file
 */
export const readNpy = async (file: string): Promise<NumberArray> => parseNpy(readData(file), file);
