/** The image sets the project knows. */
export type ImageSetName = 'mnist' | 'cifar10';

/** Where the images of a set come from. */
export type ImageSource = 'directory' | 'download' | 'procedural';

/** Images with labels, one byte a channel, channels last; the arrays may be shared between threads. */
export interface LabelledImages {
  readonly count: number;
  /** count x height x width x channels. */
  readonly images: Uint8Array;
  /** The class of each image, 0 to classes - 1. */
  readonly labels: Uint8Array;
}

/** Training and test images of one data set. */
export interface ImageSet {
  readonly name: ImageSetName;
  readonly source: ImageSource;
  /** One sentence for figures and logs: which data this is. */
  readonly notice: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
  readonly train: LabelledImages;
  readonly test: LabelledImages;
}

/** What each set looks like, and how many images the official files hold. */
export const IMAGE_FORMATS = {
  mnist: {
    title: 'MNIST',
    height: 28,
    width: 28,
    channels: 1,
    classes: 10,
    trainCount: 60_000,
    testCount: 10_000,
  },
  cifar10: {
    title: 'CIFAR-10',
    height: 32,
    width: 32,
    channels: 3,
    classes: 10,
    trainCount: 50_000,
    testCount: 10_000,
  },
} as const;

/** A byte array that worker threads can share without a copy. */
export const sharedBytes = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));

/** Concatenates parts into one shareable array. */
export function joinShared(parts: readonly Uint8Array[]): Uint8Array {
  const out = sharedBytes(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
