import type { LabelledImages } from '../data/images.js';
import { createGenerator, type Seed } from '../random/index.js';

/**
 * The images with some labels drawn anew from all classes, the same ones for the same seed.
 *
 * @param share of the images, from 0 to 1
 */
export function withLabelNoise(
  images: LabelledImages,
  classes: number,
  share: number,
  seed: Seed,
): LabelledImages {
  if (share === 0) return images;
  const random = createGenerator(seed, 'label noise');
  const labels = images.labels.map((label) => {
    const [chosen, drawn] = [random.uniform() < share, random.below(classes)];
    return chosen ? drawn : label;
  });
  return { ...images, labels };
}
