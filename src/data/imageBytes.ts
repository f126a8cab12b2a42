import { imageDigest } from './imageDigest.js';
import type { ImageSet, LabelledImages } from './imageSet.js';

/** An image set as bytes: the length of its description, the description as JSON, the images and the labels. */
export function imageBytes({ train, test, ...about }: ImageSet): Uint8Array {
  const head = Buffer.from(JSON.stringify({ ...about, counts: [train.count, test.count] }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...[train, test].flatMap(({ images, labels }) => [images, labels])]);
}

/**
 * The image set that bytes hold, in shared memory.
 *
 * @throws Error if it is not the one of the hash
 */
export function imagesFromBytes(bytes: Uint8Array, digest: string): ImageSet {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4 + view.readUInt32LE(0);
  const { counts, ...about } = JSON.parse(view.toString('utf8', 4, at)) as Omit<
    ImageSet,
    'train' | 'test'
  > & {
    counts: [number, number];
  };
  const take = (length: number): Uint8Array => {
    const part = new Uint8Array(new SharedArrayBuffer(length));
    part.set(bytes.subarray(at, at + length));
    at += length;
    return part;
  };
  const size = about.height * about.width * about.channels;
  const [train, test] = counts.map((count): LabelledImages => ({
    count,
    images: take(count * size),
    labels: take(count),
  }));
  const set = { ...about, train, test };
  if (imageDigest(set) !== digest) throw new Error('the images that were sent are not those of their hash');
  return set;
}
