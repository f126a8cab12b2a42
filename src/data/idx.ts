import { DataFileError } from './bytes.js';

/** An array of bytes as stored in an IDX file. */
export interface IdxArray {
  /** Lengths of the dimensions, slowest first. */
  readonly shape: readonly number[];
  /** The values, row-major. */
  readonly data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Parses an IDX file of unsigned bytes, the format of MNIST: two zero bytes, the type, the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the values.
 *
 * @param bytes the unpacked file
 * @param file its name, for messages
 * @throws DataFileError that says what is wrong and at which byte
 */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  if (bytes.length < 4) throw new DataFileError(file, `holds ${bytes.length} bytes, an IDX header needs 4`);
  if (bytes[0] !== 0 || bytes[1] !== 0)
    throw new DataFileError(file, `is no IDX file: bytes 0 and 1 are ${bytes[0]} and ${bytes[1]}, not 0`);
  if (bytes[2] !== UNSIGNED_BYTE)
    throw new DataFileError(file, `byte 2 gives the IDX type ${bytes[2]}, only 8 (unsigned byte) is read`);
  const rank = bytes[3];
  const header = 4 + 4 * rank;
  if (rank < 1 || rank > 3)
    throw new DataFileError(file, `byte 3 gives ${rank} dimensions, images have 3 and labels 1`);
  if (bytes.length < header)
    throw new DataFileError(file, `is cut in its header: ${bytes.length} of ${header} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  const there = bytes.length - header;
  if (there !== size)
    throw new DataFileError(
      file,
      `${there < size ? 'is cut short' : 'is too long'}: the header announces ${shape.join(' x ')} = ${size} ` +
        `values after byte ${header}, the file has ${there}`,
    );
  return { shape, data: bytes.subarray(header) };
}

/**
 * Pairs an IDX array of images (count x height x width) with its labels (count).
 *
 * @throws DataFileError when the shapes are not those of images and labels, or a label is above `classes` - 1
 */
export function pairIdx(
  images: IdxArray,
  imageFile: string,
  labels: IdxArray,
  labelFile: string,
  classes = 10,
): { images: Uint8Array; labels: Uint8Array; height: number; width: number } {
  if (images.shape.length !== 3)
    throw new DataFileError(imageFile, `has ${images.shape.length} dimensions, images have 3`);
  if (labels.shape.length !== 1)
    throw new DataFileError(labelFile, `has ${labels.shape.length} dimensions, labels have 1`);
  const [count, height, width] = images.shape;
  if (count !== labels.shape[0])
    throw new DataFileError(
      labelFile,
      `has ${labels.shape[0]} labels for the ${count} images of ${imageFile}`,
    );
  if (count * height * width === 0) throw new DataFileError(imageFile, 'holds no image');
  const wrong = labels.data.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new DataFileError(
      labelFile,
      `label ${wrong} (byte ${8 + wrong}) is ${labels.data[wrong]}, above ${classes - 1}`,
    );
  return { images: images.data, labels: labels.data, height, width };
}
