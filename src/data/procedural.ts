import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { IMAGE_FORMATS, sharedBytes, type ImageSetName, type LabelledImages } from './imageSet.js';
import type { ImageParts } from './directory.js';

/** Poly-lines of the ten digits on the unit square, x to the right, y down. */
const STROKES: readonly (readonly (readonly number[])[])[] = [
  [[0.5, 0.15, 0.28, 0.3, 0.25, 0.6, 0.4, 0.85, 0.6, 0.85, 0.75, 0.6, 0.72, 0.3, 0.5, 0.15]],
  [[0.38, 0.28, 0.55, 0.15, 0.55, 0.85]],
  [[0.28, 0.3, 0.45, 0.15, 0.68, 0.22, 0.68, 0.42, 0.28, 0.85, 0.75, 0.85]],
  [[0.28, 0.2, 0.6, 0.15, 0.7, 0.32, 0.5, 0.48, 0.72, 0.65, 0.6, 0.85, 0.28, 0.8]],
  [[0.62, 0.85, 0.62, 0.15, 0.25, 0.62, 0.78, 0.62]],
  [[0.72, 0.15, 0.34, 0.15, 0.3, 0.45, 0.6, 0.42, 0.74, 0.62, 0.58, 0.85, 0.28, 0.8]],
  [[0.66, 0.15, 0.38, 0.38, 0.28, 0.66, 0.45, 0.86, 0.7, 0.74, 0.64, 0.52, 0.3, 0.6]],
  [[0.26, 0.16, 0.75, 0.16, 0.45, 0.85]],
  [[0.5, 0.48, 0.3, 0.32, 0.48, 0.15, 0.7, 0.3, 0.5, 0.48, 0.27, 0.68, 0.5, 0.86, 0.74, 0.68, 0.5, 0.48]],
  [[0.7, 0.42, 0.45, 0.5, 0.3, 0.32, 0.5, 0.15, 0.7, 0.3, 0.7, 0.5, 0.6, 0.85]],
];

/** Distance of the point (x, y) from the segment a-b. */
function segmentDistance(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-12);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** The strokes of a digit in pixels, turned, sheared, scaled, moved and with every corner shifted a little. */
function placedStrokes(digit: number, side: number, random: Generator): number[][] {
  const angle = 0.15 * random.normal();
  const shear = 0.15 * random.normal();
  const scale = (0.85 + 0.25 * random.uniform()) * side;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const moveX = side / 2 + 1.2 * random.normal();
  const moveY = side / 2 + 1.2 * random.normal();
  return STROKES[digit].map((line) => {
    const out: number[] = [];
    for (let i = 0; i < line.length; i += 2) {
      const y = line[i + 1] - 0.5 + 0.025 * random.normal();
      const x = line[i] - 0.5 + 0.025 * random.normal() - shear * y;
      out.push(moveX + scale * (cos * x - sin * y), moveY + scale * (sin * x + cos * y));
    }
    return out;
  });
}

/** A digit-like drawing of strokes with soft edges, as MNIST's. */
function drawDigit(out: Uint8Array, start: number, digit: number, side: number, random: Generator): void {
  const lines = placedStrokes(digit, side, random);
  const thickness = 0.9 + 0.8 * random.uniform();
  const ink = 200 + 55 * random.uniform();
  for (const line of lines)
    for (let i = 0; i + 3 < line.length; i += 2) {
      const [ax, ay, bx, by] = line.slice(i, i + 4);
      const reach = thickness + 1.5;
      const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
      const bottom = Math.min(side - 1, Math.ceil(Math.max(ay, by) + reach));
      const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
      const right = Math.min(side - 1, Math.ceil(Math.max(ax, bx) + reach));
      for (let y = top; y <= bottom; y++)
        for (let x = left; x <= right; x++) {
          const distance = segmentDistance(x, y, ax, ay, bx, by);
          const value = ink * Math.min(1, Math.max(0, thickness + 0.5 - distance));
          const at = start + y * side + x;
          if (value > out[at]) out[at] = value;
        }
    }
}

/** Direction, wavelength and two colours of a class of textures. */
function textureOf(
  label: number,
  seed: Seed,
): { angle: number; wave: number; colours: number[][]; round: boolean } {
  const random = createGenerator(seed, 'texture', label);
  const colour = (): number[] => [0, 1, 2].map(() => 40 + 175 * random.uniform());
  return {
    angle: (Math.PI * label) / 10,
    wave: 4 + (label % 5) * 2,
    colours: [colour(), colour()],
    round: label % 2 === 1,
  };
}

/** A coloured wave, straight or round, of the class, with random phase, contrast, tint and pixel noise, which `noise` has room for. */
function drawTexture(
  out: Uint8Array,
  start: number,
  texture: ReturnType<typeof textureOf>,
  side: number,
  random: Generator,
  noise: Float64Array,
): void {
  const angle = texture.angle + 0.2 * random.normal();
  const wave = texture.wave * (0.85 + 0.3 * random.uniform());
  const phase = 2 * Math.PI * random.uniform();
  const contrast = 0.5 + 0.5 * random.uniform();
  const tint = [0, 1, 2].map(() => 25 * random.normal());
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [cx, cy] = [side * random.uniform(), side * random.uniform()];
  random.normals(noise, 0, noise.length);
  for (let y = 0, at = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const along = texture.round ? Math.hypot(x - cx, y - cy) : cos * x + sin * y;
      const mix = 0.5 + 0.5 * contrast * Math.sin((2 * Math.PI * along) / wave + phase);
      for (let c = 0; c < 3; c++, at++) {
        const clean = mix * texture.colours[0][c] + (1 - mix) * texture.colours[1][c];
        out[start + at] = Math.min(255, Math.max(0, clean + tint[c] + 14 * noise[at]));
      }
    }
}

function drawPart(name: ImageSetName, count: number, part: string, seed: Seed): LabelledImages {
  const { height, width, channels, classes } = IMAGE_FORMATS[name];
  const size = height * width * channels;
  const images = sharedBytes(count * size);
  const labels = sharedBytes(count);
  const textures = Array.from({ length: classes }, (_, label) => textureOf(label, seed));
  const random = createGenerator(seed, 'images', name, part);
  const noise = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    labels[i] = random.below(classes);
    if (name === 'mnist') drawDigit(images, i * size, labels[i], height, random);
    else drawTexture(images, i * size, textures[labels[i]], height, random, noise);
  }
  return { count, images, labels };
}

/**
 * Images made by the project itself, in the format of the named set: digit-like strokes (28 x 28, grey) for `mnist`,
 * coloured textures of ten kinds (32 x 32) for `cifar10`. They stand in where real data cannot be had.
 *
 * @param name whose format
 * @param counts number of training and test images
 * @param seed the same seed gives the same images
 */
export function proceduralImages(
  name: ImageSetName,
  counts: { readonly train: number; readonly test: number },
  seed: Seed = 'images',
): ImageParts {
  return {
    train: drawPart(name, counts.train, 'train', seed),
    test: drawPart(name, counts.test, 'test', seed),
  };
}
