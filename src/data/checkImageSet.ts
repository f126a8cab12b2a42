import { argumentError, checkInteger } from '../check.js';
import { checkArgument } from '../shapes/checkArguments.js';
import type { ImageSet } from './imageSet.js';

/**
 * Throws unless an image set has as many images and labels as it says and every label is that of a class: what reads pixels by their place would
 * read past the end.
 */
export function checkImageSet(set: ImageSet): void {
  checkArgument('channelStatistics', 0, 'set', set);
  for (const side of ['height', 'width', 'channels'] as const)
    checkInteger(`set.${side}`, set[side], 1, 4096);
  checkInteger('set.classes', set.classes, 2, 256);
  const size = set.height * set.width * set.channels;
  for (const part of ['train', 'test'] as const) {
    const { count, images, labels } = set[part];
    checkInteger(`set.${part}.count`, count);
    if (images.length < count * size || labels.length < count)
      throw argumentError(
        `set.${part}.count`,
        count,
        `at most the number of images, of which there are ${images.length / size} with ${labels.length} labels`,
      );
    const wrong = labels.findIndex((label) => label >= set.classes);
    if (wrong >= 0)
      throw argumentError(`set.${part}.labels[${wrong}]`, labels[wrong], `an integer below ${set.classes}`);
  }
}
