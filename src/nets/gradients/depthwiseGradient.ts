import type * as tfjs from '@tensorflow/tfjs';
import { padded, seenByTap, tensor4d } from './convFilterGradient.js';

type KernelConfig = ReturnType<typeof tfjs.getKernelsForBackend>[number];

interface DepthwiseAttributes {
  readonly strides: [number, number];
  readonly pad: 'valid' | 'same' | number | tfjs.backend_util.ExplicitPadding;
  readonly dimRoundingMode: 'floor' | 'round' | 'ceil';
  readonly dilations?: [number, number];
  readonly filterShape: [number, number, number, number];
  readonly inputShape: [number, number, number, number];
}

/** dy with its channels split: positions x inputs x multiplier. */
const split = (dy: tfjs.Tensor4D, channels: number): tfjs.Tensor3D =>
  dy.reshape([-1, channels, dy.shape[3] / channels]) as tfjs.Tensor3D;

/** The gradient of a depthwise convolution by its kernel: for each tap, the sum over positions of input times dy. */
export const depthwiseBackpropFilter = (tf: typeof tfjs): KernelConfig => ({
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, pad, dimRoundingMode, dilations, filterShape } = attrs as unknown as DepthwiseAttributes;
    return tf.tidy(() => {
      const x = tensor4d(tf, inputs.x);
      const info = tf.backend_util.computeConv2DInfo(
        x.shape,
        filterShape,
        strides,
        dilations ?? 1,
        pad,
        dimRoundingMode,
        true,
      );
      const source = padded(tf, x, info);
      const gradient = split(tensor4d(tf, inputs.dy), info.inChannels);
      const taps: tfjs.Tensor[] = [];
      for (let row = 0; row < info.filterHeight; row++)
        for (let column = 0; column < info.filterWidth; column++) {
          const seen = seenByTap(tf, source, info, row, column).reshape([-1, info.inChannels, 1]);
          taps.push(tf.sum(tf.mul(seen, gradient), 0));
        }
      return tf.stack(taps).reshape(filterShape);
    });
  },
});

/** Puts zeros between positions and around them: the opposite of taking every stride-th position from `start`. */
function spread(
  tf: typeof tfjs,
  x: tfjs.Tensor,
  axis: number,
  stride: number,
  start: number,
  length: number,
): tfjs.Tensor {
  const count = x.shape[axis];
  let wide = x.expandDims(axis + 1);
  const gap = wide.shape.map((_, i): [number, number] => (i === axis + 1 ? [0, stride - 1] : [0, 0]));
  wide = tf.pad(wide, gap);
  const shape = [...x.shape];
  shape[axis] = count * stride;
  const flat = wide.reshape(shape);
  const kept = (count - 1) * stride + 1;
  const sizes = shape.map((n, i) => (i === axis ? kept : n));
  const cut = tf.slice(
    flat,
    shape.map(() => 0),
    sizes,
  );
  return tf.pad(
    cut,
    shape.map((_, i): [number, number] => (i === axis ? [start, length - start - kept] : [0, 0])),
  );
}

/** The gradient of a depthwise convolution by its input: each tap sends dy back to the positions it saw. */
export const depthwiseBackpropInput = (tf: typeof tfjs): KernelConfig => ({
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, pad, dimRoundingMode, dilations, inputShape } = attrs as unknown as DepthwiseAttributes;
    return tf.tidy(() => {
      const filter = tensor4d(tf, inputs.filter);
      const info = tf.backend_util.computeConv2DInfo(
        inputShape,
        filter.shape,
        strides,
        dilations ?? 1,
        pad,
        dimRoundingMode,
        true,
      );
      const { batchSize, outHeight, outWidth, inChannels, inHeight, inWidth, padInfo } = info;
      const gradient = split(tensor4d(tf, inputs.dy), inChannels);
      const height = Math.max(
        padInfo.top + inHeight,
        (outHeight - 1) * info.strideHeight + (info.filterHeight - 1) * info.dilationHeight + 1,
      );
      const width = Math.max(
        padInfo.left + inWidth,
        (outWidth - 1) * info.strideWidth + (info.filterWidth - 1) * info.dilationWidth + 1,
      );
      let total: tfjs.Tensor | undefined;
      for (let row = 0; row < info.filterHeight; row++)
        for (let column = 0; column < info.filterWidth; column++) {
          const weights = tf.slice(filter, [row, column, 0, 0], [1, 1, -1, -1]).reshape([1, inChannels, -1]);
          const sent = tf
            .sum(tf.mul(gradient, weights), 2)
            .reshape([batchSize, outHeight, outWidth, inChannels]);
          const tall = spread(tf, sent, 1, info.strideHeight, row * info.dilationHeight, height);
          const wide = spread(tf, tall, 2, info.strideWidth, column * info.dilationWidth, width);
          total = total ? tf.add(total, wide) : wide;
        }
      return tf.slice(total!, [0, padInfo.top, padInfo.left, 0], inputShape);
    });
  },
});
