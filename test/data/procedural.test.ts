import { describe, expect, it } from 'vitest';
import { loadImages, parseCsv, type ImageSet } from 'heavytail';
import { imageDigest } from '../../src/data/imageDigest.js';
import { proceduralImages } from '../../src/data/procedural.js';

const setOf = (name: 'mnist' | 'cifar10', train: number, seed: number | string = 0): Promise<ImageSet> =>
  loadImages(name, { source: 'procedural', procedural: { train, test: 4, seed } });

describe('images that are drawn', () => {
  it.each([
    ['mnist', '58590992b9bae14b1cb45890c4c85b45cb294a109c0eccd1e1f0046900ef7039'],
    ['cifar10', '53911a1cd9db8cb5fc4315422e80d9c0bdf0bb2e832a8bb016b5596f7fbf2b91'],
  ] as const)('are the same bytes as ever: %s', async (name, digest) => {
    // What was trained on them is stored under this hash.
    expect(imageDigest(await setOf(name, 12))).toBe(digest);
  });

  it.each(['mnist', 'cifar10'] as const)('can be told by the mean image of their class: %s', async (name) => {
    const { train, height, width, channels, classes } = await setOf(name, 600);
    const size = height * width * channels;
    const imageOf = (i: number): Uint8Array => train.images.subarray(i * size, (i + 1) * size);
    const means = Array.from({ length: classes }, () => new Float64Array(size));
    const counts = new Float64Array(classes);
    for (let i = 0; i < 500; i++) {
      counts[train.labels[i]]++;
      imageOf(i).forEach((value, k) => (means[train.labels[i]][k] += value));
    }
    means.forEach((mean, label) => mean.forEach((value, k) => (mean[k] = value / counts[label])));
    let right = 0;
    for (let i = 500; i < 600; i++) {
      const distance = (mean: Float64Array): number => imageOf(i).reduce((sum, value, k) => sum + (value - mean[k]) ** 2, 0); // prettier-ignore
      const distances = means.map(distance);
      if (distances.indexOf(Math.min(...distances)) === train.labels[i]) right++;
    }
    // Ten of a hundred by chance.
    expect(right).toBeGreaterThan(35);
    expect(Math.min(...counts)).toBeGreaterThan(20);
  });

  it('depend on their seed, on the part, and not on how many there are', () => {
    const of = (train: number, seed: number) => proceduralImages('cifar10', { train, test: 3 }, seed);
    const [few, more, other] = [of(3, 1), of(5, 1), of(3, 2)];
    expect(more.train.images.subarray(0, few.train.images.length)).toEqual(few.train.images);
    expect(other.train.images).not.toEqual(few.train.images);
    expect(few.test.images).not.toEqual(few.train.images);
  });
});

describe('a table', () => {
  const read = parseCsv as (text: unknown, options?: unknown) => unknown;
  it.each([
    [7, {}, 'text must be the text of a table, got 7'],
    ['a\n1', null, 'options must be'],
    ['a\n1', 'x', 'options must be'],
    ['a\n1', { delimiter: '' }, 'delimiter must be'],
    ['a\n1', { delimiter: 3 }, 'delimiter must be'],
    ['a\n1', { columns: 'a' }, 'columns must be a list of names of columns, got "a"'],
  ])('is refused where it is none: %j %j', (text, options, message) => {
    expect(() => read(text, options)).toThrow(message);
  });
});
