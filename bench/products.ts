import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { createGenerator } from 'heavytail';
import { loadBackend } from 'heavytail/nets';
import { fastest, line, processorTime } from './measure.js';
import type { Topic } from './topic.js';

const require = createRequire(import.meta.url);

/** The kernel of tfjs, taken before any topic loads the backend: that puts the package's in its place. */
function stockKernel(): ReturnType<typeof tfjs.getKernel> {
  const tf = require('@tensorflow/tfjs') as typeof tfjs;
  require('@tensorflow/tfjs-backend-wasm');
  return tf.getKernel('BatchMatMul', 'wasm');
}
const stock = stockKernel();

/** Rows, inputs and outputs of products: of dense layers, and of a tap of a convolution, whose rows are positions. */
const sizes: readonly (readonly [name: string, rows: number, inputs: number, outputs: number])[] = [
  ...[1, 10, 100].map((rows) => [`784 x 128, b = ${rows}`, rows, 784, 128] as const),
  ...[1, 10, 100].map((rows) => [`512 x 512, b = ${rows}`, rows, 512, 512] as const),
  ['64 x 64, 10 images of 32 x 32', 10_240, 64, 64],
];

/** Milliseconds of processor time of a product and of its gradients by both matrices, with the kernel that is registered. */
function gradientTime(tf: typeof tfjs, rows: number, inputs: number, outputs: number): number {
  const random = createGenerator('bench', 'products');
  const matrix = (height: number, width: number): tfjs.Tensor2D =>
    tf.tensor2d(
      Float32Array.from({ length: height * width }, () => random.normal()),
      [height, width],
    );
  const [x, w, dy] = [matrix(rows, inputs), matrix(inputs, outputs), matrix(rows, outputs)];
  const gradients = tf.grads((a, b) => tf.matMul(a, b));
  const step = (): void =>
    void tf.tidy(() => gradients([x, w], dy).map((gradient) => gradient.dataSync()[0]));
  const time = fastest(step, { window: 10, duration: 400, clock: processorTime });
  tf.dispose([x, w, dy]);
  return time;
}

/** The product of transposed matrices, in which tfjs on wasm spends most of a backward pass, against that of tfjs itself. */
export const products: Topic = {
  name: 'products',
  title:
    'Products of transposed matrices on wasm, one core: microseconds of a product with both its gradients',
  async run(print) {
    const backend = await loadBackend({ backend: 'wasm', onNotice: () => undefined });
    backend.use();
    const { tf } = backend;
    const turned = tf.getKernel('BatchMatMul', 'wasm');
    const timeWith = (kernel: typeof turned, size: readonly [number, number, number]): number => {
      tf.unregisterKernel('BatchMatMul', 'wasm');
      tf.registerKernel(kernel);
      return gradientTime(tf, ...size);
    };
    print(line('', ['turned', 'stock', 'stock/']));
    for (const [name, ...size] of sizes) {
      const least = [Infinity, Infinity];
      for (let round = 0; round < 2; round++)
        for (const [i, kernel] of [turned, stock].entries())
          least[i] = Math.min(least[i], timeWith(kernel, size));
      const [own, theirs] = least.map((time) => 1000 * time);
      print(line(name, [own.toFixed(0), theirs.toFixed(0), theirs / own]));
    }
    timeWith(turned, [1, 1, 1]);
    print('stock/: the time of the kernel of tfjs over that of the one that turns the matrix first');
  },
};
