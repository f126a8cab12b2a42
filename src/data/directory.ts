import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFileError, readUnpacked } from './bytes.js';
import { CIFAR_RECORD, parseCifar10 } from './cifar.js';
import { pairIdx, parseIdx } from './idx.js';
import { joinShared, sharedBytes, type ImageSetName, type LabelledImages } from './imageSet.js';
import { parseTar } from './tar.js';

/** The two parts of a set as read from official files. */
export interface ImageParts {
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** Official names of MNIST's files, without `.gz`. */
export const MNIST_FILES = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
} as const;

/** Official name of CIFAR-10's archive. */
export const CIFAR_ARCHIVE = 'cifar-10-binary.tar.gz';

const CIFAR_TRAIN = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
const CIFAR_TEST = 'test_batch.bin';

/** The folder of each set below the data directory. */
export const SET_FOLDERS = { mnist: 'mnist', cifar10: 'cifar-10' } as const;

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Which files are read: also unpacked or renamed ones that lie there, or only the official ones as they are published. */
type WhichFiles = 'any' | 'published';

/** The first of `names` that exists in `folder`, also with `.gz` added. */
async function find(
  folder: string,
  names: readonly string[],
  endings: readonly string[] = ['', '.gz'],
): Promise<string | undefined> {
  for (const name of names)
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (await exists(file)) return file;
    }
  return undefined;
}

const missing = (folder: string, name: string): DataFileError =>
  new DataFileError(folder, `has no file ${name} or ${name}.gz`);

async function readMnistPart(
  folder: string,
  imageName: string,
  labelName: string,
  which: WhichFiles,
): Promise<LabelledImages> {
  // Some mirrors write the dot of "images.idx3" where others write a dash.
  const spelled = (name: string): Promise<string | undefined> =>
    which === 'any' ? find(folder, [name, name.replace('-idx', '.idx')]) : find(folder, [name], ['.gz']);
  const imageFile = await spelled(imageName);
  const labelFile = await spelled(labelName);
  if (!imageFile) throw missing(folder, imageName);
  if (!labelFile) throw missing(folder, labelName);
  const pair = pairIdx(
    parseIdx(await readUnpacked(imageFile), imageFile),
    imageFile,
    parseIdx(await readUnpacked(labelFile), labelFile),
    labelFile,
  );
  if (pair.height !== 28 || pair.width !== 28)
    throw new DataFileError(imageFile, `has images of ${pair.height} x ${pair.width}, MNIST's are 28 x 28`);
  return { count: pair.labels.length, images: joinShared([pair.images]), labels: joinShared([pair.labels]) };
}

/** An official batch has this many records; a cut at a record's border would otherwise go unnoticed. */
const BATCH = 10_000;
const CIFAR_IMAGE = CIFAR_RECORD - 1;

/** Parses one of the batches of a part to its place in it. */
function takeBatch(bytes: Uint8Array, file: string, { images, labels }: LabelledImages, place: number): void {
  const isWhole = bytes.length === BATCH * CIFAR_RECORD;
  const [from, to] = [place * BATCH, (place + 1) * BATCH];
  const own = {
    images: images.subarray(from * CIFAR_IMAGE, to * CIFAR_IMAGE),
    labels: labels.subarray(from, to),
  };
  const batch = parseCifar10(bytes, file, isWhole ? own : undefined);
  if (!isWhole)
    throw new DataFileError(
      file,
      `holds ${batch.labels.length} records (${bytes.length} bytes), an official batch ${BATCH}`,
    );
}

async function readCifar(folder: string, which: WhichFiles): Promise<ImageParts> {
  const places = which === 'any' ? [folder, join(folder, 'cifar-10-batches-bin')] : [];
  const unpacked = which === 'any' ? [CIFAR_ARCHIVE.replace(/\.gz$/, '')] : [];
  const archive = await find(folder, [CIFAR_ARCHIVE, ...unpacked], ['']);
  const entries = archive ? parseTar(await readUnpacked(archive), archive) : undefined;
  const read = async (name: string): Promise<[Uint8Array, string]> => {
    for (const place of places) {
      const file = await find(place, [name]);
      if (file) return [await readUnpacked(file), file];
    }
    const bytes = entries?.get(name);
    if (bytes) return [bytes, `${archive}/${name}`];
    if (archive) throw new DataFileError(archive, `the archive holds no ${name}`);
    throw missing(folder, name);
  };
  const part = async (names: readonly string[]): Promise<LabelledImages> => {
    const count = names.length * BATCH;
    const all = { count, images: sharedBytes(count * CIFAR_IMAGE), labels: sharedBytes(count) };
    for (const [i, name] of names.entries()) takeBatch(...(await read(name)), all, i);
    return all;
  };
  return { train: await part(CIFAR_TRAIN), test: await part([CIFAR_TEST]) };
}

/**
 * Reads a set from its official files: MNIST's four IDX files, CIFAR-10's six binary batches or the archive
 * `cifar-10-binary.tar.gz`; each file plain or gzipped.
 *
 * @param name which set
 * @param directory the folder that holds `mnist/` and `cifar-10/`
 * @param which `published` leaves aside all but the files as they are downloaded
 * @throws DataFileError naming the file that is missing or wrong
 */
export async function readImageDirectory(
  name: ImageSetName,
  directory: string,
  which: WhichFiles = 'any',
): Promise<ImageParts> {
  const folder = join(directory, SET_FOLDERS[name]);
  if (!(await exists(folder)))
    throw new DataFileError(directory, `has no folder ${SET_FOLDERS[name]} with the official files`);
  if (name === 'cifar10') return readCifar(folder, which);
  return {
    train: await readMnistPart(folder, MNIST_FILES.trainImages, MNIST_FILES.trainLabels, which),
    test: await readMnistPart(folder, MNIST_FILES.testImages, MNIST_FILES.testLabels, which),
  };
}
