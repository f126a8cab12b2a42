import { describe, expect, it } from 'vitest';
import { checkImageSet } from '../../src/data/checkImageSet.js';
import { imageBytes, imagesFromBytes } from '../../src/data/imageBytes.js';
import { imageDigest } from '../../src/data/imageDigest.js';
import type { ImageSet, LabelledImages } from '../../src/data/imageSet.js';

const part = (count: number, first: number): LabelledImages => ({
  count,
  images: Uint8Array.from({ length: count * 2 * 3 * 2 }, (_, i) => (first + i) % 256),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
});
const set: ImageSet = {
  ...{ name: 'mnist', source: 'directory', notice: 'α, made up' },
  ...{ height: 2, width: 3, channels: 2, classes: 3, train: part(5, 0), test: part(2, 99) },
};

describe('an image set', () => {
  const wrong =
    (change: object): (() => void) =>
    () =>
      checkImageSet({ ...set, ...change });
  const inTrain = (change: object): (() => void) => wrong({ train: { ...set.train, ...change } });

  it('has as many images and labels as it says, or more', () => {
    expect(wrong({})).not.toThrow();
    expect(inTrain({ count: 4 })).not.toThrow();
    const message = 'set.train.count must be at most the number of images, of which there are';
    expect(inTrain({ count: 6 })).toThrow(`${message} 5 with 5 labels, got 6`);
    expect(inTrain({ images: set.train.images.subarray(1) })).toThrow(message);
    expect(inTrain({ labels: set.train.labels.subarray(1) })).toThrow(`${message} 5 with 4 labels, got 5`);
    expect(wrong({ test: { ...set.test, count: 3 } })).toThrow('set.test.count must be at most');
    expect(inTrain({ count: 0 })).toThrow('set.train.count must be an integer of at least 1, got 0');
    expect(wrong({ height: 3 })).toThrow('of which there are 3.33');
    expect(wrong({ channels: 3 })).toThrow('of which there are 3.33');
  });

  it('has labels of its classes alone, and sizes of an image', () => {
    const labels = Uint8Array.of(0, 1, 3, 7, 0);
    expect(inTrain({ labels })).toThrow('set.train.labels[2] must be an integer below 3, got 3');
    expect(inTrain({ labels: Uint8Array.of(3, 0, 0, 0, 0) })).toThrow('set.train.labels[0] must be');
    expect(wrong({ classes: 2 })).toThrow('set.train.labels[2] must be an integer below 2, got 2');
    expect(wrong({ classes: 1 })).toThrow('set.classes must be an integer from 2 to 256, got 1');
    expect(wrong({ classes: 257 })).toThrow('set.classes must be an integer from 2 to 256, got 257');
    for (const side of ['height', 'width', 'channels'])
      for (const size of [0, 4097, 1.5])
        expect(wrong({ [side]: size })).toThrow(`set.${side} must be an integer from 1 to 4096, got ${size}`);
    expect(wrong({ train: null })).toThrow('set.train must be');
  });

  it('is the same out of its bytes, wherever they lie, in memory that threads share', () => {
    const bytes = imageBytes(set);
    const found = imagesFromBytes(bytes, imageDigest(set));
    expect(found).toEqual(set);
    for (const { images, labels } of [found.train, found.test])
      expect([images, labels].every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(imagesFromBytes(shifted.subarray(3), imageDigest(set))).toEqual(set);
  });

  it('is refused where its bytes are not those of its hash', () => {
    const message = 'the images that were sent are not those of their hash';
    const bytes = imageBytes(set);
    expect(() => imagesFromBytes(bytes, imageDigest({ ...set, classes: 4 }))).toThrow(message);
    for (const at of [bytes.length - 1, bytes.length - 3, bytes.length - 40]) {
      const changed = bytes.slice();
      changed[at] ^= 1;
      expect(() => imagesFromBytes(changed, imageDigest(set)), String(at)).toThrow(message);
    }
    expect(() => imagesFromBytes(bytes.subarray(0, -1), imageDigest(set))).toThrow(message);
  });

  it('has another hash for every change that training sees', () => {
    const digest = imageDigest(set);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(imageDigest({ ...set, notice: 'another', name: 'cifar10', source: 'download' })).toBe(digest);
    const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 1 ? byte ^ 1 : byte));
    const others: ImageSet[] = [
      ...['height', 'width', 'channels', 'classes'].map((field) => ({ ...set, [field]: 4 })),
      ...(['train', 'test'] as const).flatMap((name) => [
        { ...set, [name]: { ...set[name], images: flipped(set[name].images) } },
        { ...set, [name]: { ...set[name], labels: flipped(set[name].labels) } },
        { ...set, [name]: { ...set[name], count: 1 } },
      ]),
      { ...set, train: set.test, test: set.train },
    ];
    expect(new Set([digest, ...others.map(imageDigest)]).size).toBe(others.length + 1);
  });
});
