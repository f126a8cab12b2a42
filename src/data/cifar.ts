import { DataFileError } from './bytes.js';

const SIDE = 32;
const PLANE = SIDE * SIDE;

/** Bytes of one record: a label, then the red, green and blue planes. */
export const CIFAR_RECORD = 1 + 3 * PLANE;

/** Images of one batch file, channels last. */
export interface CifarBatch {
  /** count x 32 x 32 x 3. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Parses a batch of CIFAR-10's binary version: records of one label byte and three 32 x 32 colour planes. The planes
 * are interleaved, so that the channel is the last index, as tfjs wants it.
 *
 * @param bytes the unpacked file
 * @param file its name, for messages
 * @param into where the images and labels go, of their length
 * @throws DataFileError that says what is wrong and at which byte
 */
export function parseCifar10(bytes: Uint8Array, file: string, into?: CifarBatch): CifarBatch {
  const rest = bytes.length % CIFAR_RECORD;
  if (bytes.length === 0) throw new DataFileError(file, 'is empty');
  if (rest !== 0)
    throw new DataFileError(
      file,
      `holds ${bytes.length} bytes, not a multiple of the ${CIFAR_RECORD} of a record: ` +
        `${rest} bytes are left after record ${(bytes.length - rest) / CIFAR_RECORD} (byte ${bytes.length - rest})`,
    );
  const count = bytes.length / CIFAR_RECORD;
  const { images, labels } = into ?? {
    images: new Uint8Array(count * 3 * PLANE),
    labels: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const start = i * CIFAR_RECORD;
    labels[i] = bytes[start];
    if (labels[i] > 9)
      throw new DataFileError(file, `record ${i} (byte ${start}) has the label ${labels[i]}, above 9`);
    for (let p = 0, out = i * 3 * PLANE; p < PLANE; p++) {
      images[out++] = bytes[start + 1 + p];
      images[out++] = bytes[start + 1 + PLANE + p];
      images[out++] = bytes[start + 1 + 2 * PLANE + p];
    }
  }
  return { images, labels };
}
