import { isRecord } from '../plainData.js';
import { DataFileError, readData } from './bytes.js';
import { decodeNumbers, NUMBER_BYTES, sizeOfShape, type NumberArray, type NumberType } from './numbers.js';

const TYPES: Readonly<Record<string, NumberType>> = {
  ...{ F64: 'f64', F32: 'f32', F16: 'f16', BF16: 'bf16', BOOL: 'bool' },
  ...{ I64: 'i64', I32: 'i32', I16: 'i16', I8: 'i8', U64: 'u64', U32: 'u32', U16: 'u16', U8: 'u8' },
};

/** The format allows no longer header. */
const LONGEST_HEADER = 100_000_000;

interface Place {
  readonly name: string;
  readonly type: NumberType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function headerOf(bytes: Uint8Array, file: string): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8)
    throw new DataFileError(file, `holds ${bytes.length} bytes, a safetensors file begins with 8`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > LONGEST_HEADER)
    throw new DataFileError(
      file,
      `is no safetensors file: its first 8 bytes announce a header of ${length} bytes`,
    );
  const start = 8 + Number(length);
  if (start > bytes.length)
    throw new DataFileError(file, `is cut in its header: ${bytes.length} of ${start} bytes`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 8, start - 8).toString('utf8');
  try {
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return { header, start };
  } catch {
    // Said below.
  }
  throw new DataFileError(file, 'is no safetensors file: its header is no JSON object');
}

function placeOf(name: string, value: unknown, file: string): Place {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  const type = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) ? TYPES[dtype] : undefined;
  if (type === undefined)
    throw new DataFileError(
      file,
      `"${name}" has the type ${JSON.stringify(dtype)}, read are ${Object.keys(TYPES).join(', ')}`,
    );
  const both = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  const [begin, end] = both as number[];
  if (
    !Number.isSafeInteger(begin) ||
    !Number.isSafeInteger(end) ||
    begin < 0 ||
    end < begin ||
    !Array.isArray(shape)
  )
    throw new DataFileError(file, `"${name}" has no shape, or no offsets that rise`);
  const needed = sizeOfShape(shape, file) * NUMBER_BYTES[type];
  if (end - begin !== needed)
    throw new DataFileError(
      file,
      `"${name}" has ${end - begin} bytes, ${shape.join(' x ') || 'one number'} of ${dtype as string} need ${needed}`,
    );
  return { name, type, shape: shape as number[], begin, end };
}

/** Throws unless the tensors cover the bytes without holes and without sharing any, as the format wants. */
function checkCover(places: readonly Place[], there: number, file: string): void {
  let at = 0;
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at)
      throw new DataFileError(
        file,
        `"${name}" begins at byte ${begin} of the numbers, the one before ends at ${at}`,
      );
    at = end;
  }
  if (at !== there)
    throw new DataFileError(
      file,
      `${at > there ? 'is cut short' : 'is too long'}: the tensors need ${at} bytes, there are ${there}`,
    );
}

/**
 * Parses a safetensors file: the state dict of a PyTorch model, for example.
 *
 * @param file its name, for messages
 * @throws DataFileError that says what is wrong, and with which tensor
 */
export function parseSafetensors(bytes: Uint8Array, file: string): Map<string, NumberArray> {
  const { header, start } = headerOf(bytes, file);
  const named = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const places = named.map(([name, value]) => placeOf(name, value, file));
  checkCover(places, bytes.length - start, file);
  return new Map(
    places.map(({ name, type, shape, begin, end }) => [
      name,
      { shape, values: decodeNumbers(bytes.subarray(start + begin, start + end), type, `${file}: ${name}`) },
    ]),
  );
}

/**
 * Reads a safetensors file; see {@link parseSafetensors}. A PyTorch model is saved as one by
 * `safetensors.torch.save_file(model.state_dict(), file)`.
 *
 * @param file its path
 * @returns the tensors by their names, in the order of the file
 * @throws DataFileError that says what is wrong, and with which tensor
 */
export const readSafetensors = async (file: string): Promise<Map<string, NumberArray>> =>
  parseSafetensors(readData(file), file);
