import { createGenerator, type Seed } from '../random/index.js';
import { shapesOf, type NetSpec } from './spec.js';

/** Factors of every dropout layer for one iteration, images x numbers: 0 or 1/(1 - rate). */
export type DropoutFactors = (iteration: number, images: number) => Float32Array[] | undefined;

/** Draws factors anew for each iteration; the same seed and iteration give the same ones. */
export function dropoutFactors(net: NetSpec, seed: Seed): DropoutFactors {
  const shapes = shapesOf(net);
  const layers = net.layers.flatMap((layer, i) =>
    layer.type === 'dropout' ? [{ rate: layer.rate, size: shapes[i].reduce((a, b) => a * b) }] : [],
  );
  if (layers.length === 0) return () => undefined;
  return (iteration, images) =>
    layers.map(({ rate, size }, i) => {
      const random = createGenerator(seed, 'dropout', i, iteration);
      return Float32Array.from({ length: size * images }, () =>
        random.uniform() < rate ? 0 : 1 / (1 - rate),
      );
    });
}
