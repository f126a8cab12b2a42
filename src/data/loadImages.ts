import { countWords } from '../countWords.js';
import { argumentError, checkInteger, checkOneOf } from '../check.js';
import type { Seed } from '../random/index.js';
import { readImageDirectory, type ImageParts } from './directory.js';
import { interruptSignal } from '../interruptSignal.js';
import { longCall, type CallProgress, type LongCall, type LongCallOptions } from '../longCall.js';
import { download, type DownloadOptions, type DownloadProgress } from './download.js';
import { reasonOf } from './downloadFailure.js';
import { IMAGE_FORMATS, type ImageSet, type ImageSetName, type ImageSource } from './imageSet.js';
import { cacheDirectory } from '../cacheDirectory.js';
import { officialFiles } from './official.js';
import { proceduralImages } from './procedural.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** How far the download of a set is: its share of all files, and the file that comes in. */
export type ImagesProgress = DownloadProgress & CallProgress;

/** Options of {@link loadImages}; the progress is that of a download. */
export interface LoadImagesOptions extends LongCallOptions<ImagesProgress> {
  /**
   * Folder with `mnist/` and `cifar-10/` and the official files in them, plain or gzipped. Default: the environment
   * variable HEAVYTAIL_DATA. A folder that is named must hold the set: nothing else is tried then.
   */
  readonly directory?: string;
  /** `auto` (default) as described at {@link loadImages}; or one source only, an error if it cannot serve. */
  readonly source?: 'auto' | ImageSource;
  /** Folder of downloads. Default: `data` in the cache folder, see `HEAVYTAIL_CACHE`. */
  readonly cache?: string;
  /** How many procedural images, at most a million each. Default 10 000 for training, 2000 for tests. */
  readonly procedural?: { readonly train?: number; readonly test?: number; readonly seed?: Seed };
}

const imageSet = (name: ImageSetName, source: ImageSource, parts: ImageParts, notice: string): ImageSet => {
  const { height, width, channels, classes } = IMAGE_FORMATS[name];
  return { name, source, notice, height, width, channels, classes, ...parts };
};

async function fromDirectory(name: ImageSetName, directory: string): Promise<ImageSet> {
  return fromFiles(name, 'directory', await readImageDirectory(name, directory));
}

function fromFiles(name: ImageSetName, source: ImageSource, parts: ImageParts): ImageSet {
  const { title } = IMAGE_FORMATS[name];
  const { train, test } = parts;
  return imageSet(
    name,
    source,
    parts,
    `${title}: ${countWords(train.count)} training and ${countWords(test.count)} test images.`,
  );
}

async function fromDownload(name: ImageSetName, options: LoadImagesOptions): Promise<ImageSet> {
  const cache = options.cache ?? cacheDirectory('data');
  const files = officialFiles(name, cache);
  await longCall(`Downloading ${IMAGE_FORMATS[name].title}`, options, async (call) => {
    for (const [i, request] of files.entries()) await download(request, partOf(call, i, files.length));
  });
  return fromFiles(name, 'download', await readImageDirectory(name, cache, 'published'));
}

/** What the download of one of several files heeds and tells. */
const partOf = (
  { signal, report }: LongCall<ImagesProgress>,
  place: number,
  files: number,
): DownloadOptions => ({
  signal,
  onProgress: (state) =>
    report({ ...state, fraction: (place + (state.total ? state.bytes / state.total : 0)) / files }),
});

function fromProcedure(name: ImageSetName, options: LoadImagesOptions, why: string): ImageSet {
  const { train = 10_000, test = 2_000, seed = 'images' } = options.procedural ?? {};
  checkInteger('procedural.train', train, 1, 1e6);
  checkInteger('procedural.test', test, 1, 1e6);
  const kind = name === 'mnist' ? 'digit-like strokes' : 'coloured textures';
  const notice = `Procedural images (${kind}) in place of ${IMAGE_FORMATS[name].title}${why}.`;
  return imageSet(name, 'procedural', proceduralImages(name, { train, test }, seed), notice);
}

/**
 * Loads MNIST or CIFAR-10: from a named folder (option `directory` or HEAVYTAIL_DATA); where none is named, from the
 * cache of downloads, filled from the official addresses; where that fails, images made by the project itself. The
 * result's `source` and `notice` say which it is, and why. Files in the cache are checked each time, damaged ones are fetched again.
 *
 * @throws DataFileError for a wrong or missing file in a named folder; RangeError for a wrong argument; the signal's reason
 *   when aborted; ProgressError where the function `progress` threw
 * @example
 * const images = await loadImages('mnist', { source: 'procedural', procedural: { train: 600, test: 200 } });
 * [images.height, images.width, images.channels]; // [28, 28, 1]
 * images.train.count; // 600
 */
export async function loadImages(name: ImageSetName, given: LoadImagesOptions = {}): Promise<ImageSet> {
  checkArguments('loadImages', { name, options: given });

  const options = { ...given, signal: given.signal ?? interruptSignal() };
  checkOneOf('name', name, ['mnist', 'cifar10']);
  const { source = 'auto', signal } = options;
  checkOneOf('source', source, ['auto', 'directory', 'download', 'procedural']);
  const directory = options.directory ?? (process.env.HEAVYTAIL_DATA || undefined);
  if (source === 'directory' && directory === undefined)
    throw argumentError(
      'directory',
      directory,
      'a folder when source is "directory" (or set HEAVYTAIL_DATA)',
    );
  signal?.throwIfAborted();
  const set = await loadFrom(name, source, directory, options);
  signal?.throwIfAborted();
  return set;
}

async function loadFrom(
  name: ImageSetName,
  source: 'auto' | ImageSource,
  directory: string | undefined,
  options: LoadImagesOptions,
): Promise<ImageSet> {
  if (source === 'procedural') return fromProcedure(name, options, '');
  if (directory !== undefined && source !== 'download') return fromDirectory(name, directory);
  if (source === 'download') return fromDownload(name, options);
  try {
    return await fromDownload(name, options);
  } catch (error) {
    const { name: kind } = error as Error;
    if (options.signal?.aborted || ['DataFileError', 'ProgressError'].includes(kind)) throw error;
    return fromProcedure(name, options, `, which could not be downloaded: ${reasonOf(error)}`);
  }
}
