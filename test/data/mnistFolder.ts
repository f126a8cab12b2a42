import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const big = (n: number): number[] => [n >> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255];

/** Bytes of every image and label of a part. */
export interface MnistPart {
  readonly count: number;
  readonly pixel: (place: number) => number;
  readonly label: (place: number) => number;
}

const part = (count: number, value = count, label = 1): MnistPart => ({
  count,
  pixel: () => value,
  label: () => label,
});

/** The files of a set in MNIST's format, by their official names without `.gz`. */
export function mnistFiles(
  train: MnistPart = part(3),
  test: MnistPart = part(2),
): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const [name, { count, pixel, label }] of Object.entries({ train, t10k: test })) {
    const images = Uint8Array.from({ length: count * 784 }, (_, i) => pixel(i));
    const labels = Uint8Array.from({ length: count }, (_, i) => label(i));
    const header = [0, 0, 8, 3, ...big(count), ...big(28), ...big(28)];
    files[`${name}-images-idx3-ubyte`] = Uint8Array.from([...header, ...images]);
    files[`${name}-labels-idx1-ubyte`] = Uint8Array.from([0, 0, 8, 1, ...big(count), ...labels]);
  }
  return files;
}

/** Writes such files below `folder`, the images gzipped. */
export async function writeMnist(folder: string, train?: MnistPart, test?: MnistPart): Promise<void> {
  await mkdir(join(folder, 'mnist'), { recursive: true });
  for (const [name, bytes] of Object.entries(mnistFiles(train, test))) {
    const gzipped = name.includes('images');
    await writeFile(join(folder, 'mnist', gzipped ? `${name}.gz` : name), gzipped ? gzipSync(bytes) : bytes);
  }
}
