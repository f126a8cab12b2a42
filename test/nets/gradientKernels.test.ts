import { describe, expect, it } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { createGenerator } from 'heavytail';
import { loadBackend } from 'heavytail/nets';
import { registerGradientKernels } from '../../src/nets/gradients/gradientKernels.js';

interface Case {
  readonly input: [number, number, number, number];
  readonly kernel: [number, number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number | tfjs.backend_util.ExplicitPadding;
  readonly dilations?: [number, number];
}

const shapes: Pick<Case, 'input' | 'kernel'>[] = [
  { input: [2, 7, 9, 3], kernel: [3, 3, 3, 4] },
  { input: [1, 8, 5, 2], kernel: [2, 4, 2, 3] },
  { input: [3, 6, 6, 1], kernel: [1, 1, 1, 5] },
  { input: [1, 5, 7, 4], kernel: [5, 3, 4, 1] },
];
const strides: [number, number][] = [
  [1, 1],
  [2, 2],
  [2, 3],
];
/** With a padding in numbers, tfjs 4.22 takes kernel and strides for square on every backend. */
const square = ({ kernel, strides }: Case): boolean => kernel[0] === kernel[1] && strides[0] === strides[1];
const paddings = ['same', 'valid', 1] as const;
const cases: Case[] = shapes
  .flatMap((shape) => paddings.map((pad) => ({ ...shape, pad })))
  .flatMap((one): Case[] => [
    ...strides.map((s) => ({ ...one, strides: s })),
    { ...one, strides: [1, 1], dilations: [2, 2] },
  ])
  .filter((one) => one.pad !== 1 || square(one))
  .filter((one) => !one.dilations || (one.kernel[0] < 4 && one.kernel[1] < 4))
  .concat(
    // Unlike on all four sides.
    [1, 2].map((stride) => ({
      input: [2, 7, 6, 3],
      kernel: [3, 3, 3, 2],
      strides: [stride, stride],
      pad: [
        [0, 0],
        [2, 1],
        [0, 2],
        [0, 0],
      ],
    })),
  );

const quiet = { onNotice: () => undefined };
type Image = tfjs.Tensor4D;

/** Forward values and both gradients of a convolution on the named backend. */
async function onBackend(backend: 'wasm' | 'cpu', one: Case, depthwise: boolean): Promise<Float32Array[]> {
  const { tf } = await loadBackend({ backend, ...quiet });
  return tf.tidy(() => {
    const random = createGenerator(1, 'conv');
    const normal = (shape: Case['input']): Image => {
      const size = shape.reduce((a, b) => a * b);
      return tf.tensor(
        Float32Array.from({ length: size }, () => random.normal()),
        shape,
      ) as Image;
    };
    const [x, w] = [normal(one.input), normal(one.kernel)];
    const dilations = one.dilations ?? 1;
    const conv = (a: Image, b: Image): Image =>
      depthwise
        ? tf.depthwiseConv2d(a, b, one.strides, one.pad, 'NHWC', dilations)
        : tf.conv2d(a, b, one.strides, one.pad, 'NHWC', dilations);
    const y = conv(x, w);
    const weights = normal(y.shape);
    const loss = (a: tfjs.Tensor, b: tfjs.Tensor): tfjs.Tensor =>
      tf.sum(tf.mul(conv(a as Image, b as Image), weights));
    // tfjs refuses gradients of dilated convolutions on every backend.
    const gradients = one.dilations ? [] : tf.grads(loss)([x, w]);
    return [y, ...gradients].map((t) => t.dataSync<'float32'>().slice());
  });
}

function relativeError(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  const scale = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0) / scale;
}

describe('gradient kernels of the wasm backend', () => {
  it.each([false, true])('agree with the cpu backend, depthwise: %s', async (depthwise) => {
    for (const one of cases) {
      const wasm = await onBackend('wasm', one, depthwise);
      const cpu = await onBackend('cpu', one, depthwise);
      for (let i = 0; i < wasm.length; i++)
        expect(relativeError(wasm[i], cpu[i]), JSON.stringify({ one, i })).toBeLessThan(1e-4);
    }
  });
  it('fit dilated convolutions, whose gradients the cpu backend has not', async () => {
    const { tf } = await loadBackend({ backend: 'wasm', ...quiet });
    const random = createGenerator(3, 'dilated');
    const normal = (shape: number[]): tfjs.Tensor =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
        shape,
      );
    const dot = (a: tfjs.Tensor, b: tfjs.Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0];
    for (const pad of ['same', 'valid', 2] as const)
      for (const dilations of [[2, 2], pad === 2 ? [1, 1] : [3, 1]] as [number, number][])
        tf.tidy(() => {
          // A convolution is linear in its kernel w and in its input x: <dy, x * w> = <dw, w> = <dx, x>.
          const [x, w] = [normal([2, 9, 8, 3]), normal([3, 3, 3, 2])];
          const shape = { strides: [1, 1], pad, dilations, dimRoundingMode: 'floor' };
          const run = (kernel: string, inputs: object, attributes: object): tfjs.Tensor =>
            tf
              .engine()
              .runKernel(kernel, inputs as never, { ...shape, ...attributes } as never) as tfjs.Tensor;
          const y = tf.conv2d(x as Image, w as Image, 1, pad, 'NHWC', dilations);
          const dy = normal(y.shape);
          const attributes = { dataFormat: 'NHWC', filterShape: w.shape };
          const dw = run('Conv2DBackpropFilter', { x, dy }, attributes);
          expect(Math.abs(dot(dw, w) - dot(dy, y))).toBeLessThan(1e-2);
          const z = tf.depthwiseConv2d(x as Image, w as Image, 1, pad, 'NHWC', dilations);
          const dz = normal(z.shape);
          const filter = { filterShape: w.shape, inputShape: x.shape };
          const dv = run('DepthwiseConv2dNativeBackpropFilter', { x, dy: dz }, filter);
          const dx = run('DepthwiseConv2dNativeBackpropInput', { dy: dz, filter: w }, filter);
          expect(Math.abs(dot(dv, w) - dot(dz, z))).toBeLessThan(1e-2);
          expect(Math.abs(dot(dx, x) - dot(dz, z))).toBeLessThan(1e-2);
        });
  });
  it('multiply turned matrices as the cpu backend does, also batches of them, and leave no tensor', async () => {
    const shapes = [
      [
        [5, 784],
        [5, 64],
      ],
      [
        [1, 7],
        [1, 3],
      ],
      [
        [1, 1, 6, 9],
        [6, 2],
      ],
      [
        [3, 4, 5],
        [3, 4, 2],
      ],
      [
        [3, 4, 5],
        [4, 2],
      ],
    ];
    const turned = (shape: number[]): number[] => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
    const products = async (backend: 'wasm' | 'cpu'): Promise<Float32Array[]> => {
      const { tf } = await loadBackend({ backend, ...quiet });
      const count = tf.memory().numTensors;
      const random = createGenerator(4, 'products');
      const normal = (shape: number[]): tfjs.Tensor =>
        tf.tensor(
          Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
          shape,
        );
      const found = tf.tidy(() =>
        shapes.flatMap(([a, b]) =>
          [
            tf.matMul(normal(a), normal(b), true, false),
            tf.matMul(normal(turned(a)), normal(turned(b)), false, true),
            tf.matMul(normal(a), normal(turned(b)), true, true),
          ].map((product) => product.dataSync<'float32'>().slice()),
        ),
      );
      expect(tf.memory().numTensors).toBe(count);
      return found;
    };
    const [wasm, cpu] = [await products('wasm'), await products('cpu')];
    expect(wasm.length).toBe(3 * shapes.length);
    wasm.forEach((product, i) => expect(relativeError(product, cpu[i]), String(i)).toBeLessThan(1e-5));
  });
  it('multiply matrices by sums in order, to the last bit, whichever is turned and whichever kernel does it', async () => {
    const { tf } = await loadBackend({ backend: 'wasm', ...quiet });
    const random = createGenerator(5, 'products');
    const sizes = [1, 3, 4, 6, 9, 13, 21];
    const all = sizes.flatMap((m) => sizes.flatMap((k) => sizes.map((n) => [m, k, n])));
    const count = tf.memory().numTensors;
    for (const [m, k, n] of [...all, [5, 2, 1024], [2, 3, 1030]]) {
      const [a, b] = [m * k, k * n].map((size) => Float32Array.from({ length: size }, () => random.normal()));
      const sums = Float32Array.from({ length: m * n }, (_, at) => {
        let sum = 0;
        for (let j = 0; j < k; j++)
          sum = Math.fround(sum + Math.fround(a[Math.floor(at / n) * k + j] * b[j * n + (at % n)]));
        return sum;
      });
      const [x, y] = [tf.tensor2d(a, [m, k]), tf.tensor2d(b, [k, n])];
      for (const [turnsX, turnsY] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const product = tf.tidy(() =>
          tf.matMul(turnsX ? x.transpose() : x, turnsY ? y.transpose() : y, turnsX, turnsY).dataSync(),
        );
        expect(product, `${m} x ${k} x ${n}, ${turnsX}, ${turnsY}`).toEqual(sums);
        const ofLayers = tf.tidy(() => {
          const [a, b] = [turnsX ? x.transpose() : x, turnsY ? y.transpose() : y];
          return tf.fused.matMul({ a, b, transposeA: turnsX, transposeB: turnsY }).dataSync();
        });
        expect(ofLayers, `${m} x ${k} x ${n}, ${turnsX}, ${turnsY}, fused`).toEqual(sums);
      }
      tf.dispose([x, y]);
    }
    expect(tf.memory().numTensors).toBe(count);
  });
  it('leave kernels alone that are there, and leave no tensor', async () => {
    const { tf } = await loadBackend({ backend: 'wasm', ...quiet });
    const before = tf.getKernel('Conv2DBackpropFilter', 'wasm');
    registerGradientKernels(tf);
    expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBe(before);
    expect(tf.getKernel('Conv2DBackpropFilter', 'cpu')).not.toBe(before);
    const count = tf.memory().numTensors;
    await onBackend('wasm', cases[0], true);
    expect(tf.memory().numTensors).toBe(count);
  });
});
