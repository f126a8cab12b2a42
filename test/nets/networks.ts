import { createGenerator } from 'heavytail';
import { loadBackend, type BatchTarget, type NetSpec } from 'heavytail/nets';
import type * as tfjs from '@tensorflow/tfjs';

/** TensorFlow.js on the wasm backend, without a word. */
export const wasm = async (): Promise<typeof tfjs> =>
  (await loadBackend({ backend: 'wasm', onNotice: () => undefined })).tf;

/** Writes a random batch. */
export function randomBatch(target: BatchTarget, net: NetSpec, batch: number, seed: number): void {
  const random = createGenerator(seed, 'batch');
  const [height, width, channels] = net.inputShape;
  const { values, labels, padding } = target;
  for (let b = 0; b < batch; b++) {
    labels[b] = random.below(net.classes);
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++)
        for (let c = 0; c < channels; c++) {
          const row = (b * (height + 2 * padding) + h + padding) * (width + 2 * padding) + w + padding;
          values[row * channels + c] = random.normal();
        }
  }
}
