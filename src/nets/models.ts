import { argumentError, checkInteger, checkPositive } from '../check.js';
import { checkNet, type ConvLayer, type DenseLayer, type LayerSpec, type NetSpec } from './spec.js';
import { checkArguments } from '../shapes/checkArguments.js';

type Shape = readonly [number, number, number];

/** Dense layers of the given sizes, relu between them. */
const denseStack = (sizes: readonly number[], bias: boolean, first = 1): DenseLayer[] =>
  sizes.slice(1).map((outputs, i) => ({
    type: 'dense',
    name: `dense${first + i}`,
    inputs: sizes[i],
    outputs,
    bias,
    relu: i < sizes.length - 2,
    initialisation: 'torch',
  }));

const checked = (net: NetSpec): NetSpec => {
  checkNet(net);
  return net;
};

export interface FullyConnectedOptions {
  /** Layers with weights. Default 3. */
  readonly depth?: number;
  /** Units of each hidden layer. Default 128. */
  readonly width?: number;
  /** Default false, as published. */
  readonly bias?: boolean;
  /** Height, width, channels of the images. Default 28 x 28 x 1. */
  readonly inputShape?: Shape;
  /** Default 10. */
  readonly classes?: number;
}

/**
 * A fully connected network with relu between its layers: by default the one of Figure 3, for MNIST.
 *
 * @example
 * import { fullyConnected, parametersOf } from 'heavytail/nets';
 * const net = fullyConnected({ depth: 3, width: 64 });
 * net.name; // 'fully connected 784-64-64-10'
 * parametersOf(net).map(({ shape }) => shape); // [[784, 64], [64, 64], [64, 10]]
 */
export function fullyConnected(options: FullyConnectedOptions = {}): NetSpec {
  checkArguments('fullyConnected', { options });

  const { depth = 3, width = 128, bias = false, inputShape = [28, 28, 1], classes = 10 } = options;
  checkInteger('depth', depth);
  checkInteger('width', width);
  const inputs = inputShape[0] * inputShape[1] * inputShape[2];
  const sizes = [inputs, ...Array.from({ length: depth - 1 }, () => width), classes];
  return checked({
    name: `fully connected ${sizes.join('-')}`,
    inputShape,
    classes,
    layers: denseStack(sizes, bias),
  });
}

/** Channels of VGG-11's convolutions at full width; 0 stands for a pool. */
const VGG11 = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0] as const;

export interface Vgg11Options {
  /** Factor on every number of channels, above 0; channels are rounded and at least 1. Default 1. */
  readonly widthScale?: number;
  /** Default false. */
  readonly batchNorm?: boolean;
  /** Rate of dropout before the first two dense layers, from 0 to below 1. Default 0. */
  readonly dropout?: number;
  /** Height, width, channels: sides of at least 32. Default 32 x 32 x 3. */
  readonly inputShape?: Shape;
  /** Default 10. */
  readonly classes?: number;
}

/**
 * VGG-11 for CIFAR-10, the network of Figure 4: 8 convolutions 3 x 3 with biases (normal weights of variance
 * 2/(9 outputs), biases 0), 5 pools, 3 dense layers 512-512-10 at full width (PyTorch's default initialisation).
 * Source: Simonyan & Zisserman 2015, configuration A, with the small head usual on CIFAR.
 */
export function vgg11(options: Vgg11Options = {}): NetSpec {
  checkArguments('vgg11', { options });

  const { widthScale = 1, batchNorm = false, dropout = 0, inputShape = [32, 32, 3], classes = 10 } = options;
  checkPositive('widthScale', widthScale);
  const scaled = (channels: number): number => Math.max(1, Math.round(channels * widthScale));
  let inputs = inputShape[2];
  let count = 0;
  const features = VGG11.map((channels): LayerSpec => {
    if (channels === 0) return { type: 'maxPool' };
    const layer: ConvLayer = {
      type: 'conv',
      name: `conv${++count}`,
      kernel: 3,
      padding: 1,
      inputs,
      outputs: scaled(channels),
      bias: true,
      batchNorm,
      relu: true,
      initialisation: 'fanOutNormal',
    };
    inputs = layer.outputs;
    return layer;
  });
  const flat = (inputShape[0] >> 5) * (inputShape[1] >> 5) * inputs;
  if (flat === 0) throw argumentError('inputShape', inputShape.join(' x '), 'at least 32 x 32');
  const head = denseStack([flat, scaled(512), scaled(512), classes], true);
  const drop: LayerSpec[] = dropout === 0 ? [] : [{ type: 'dropout', rate: dropout }];
  return checked({
    name: `VGG-11 at width ${widthScale}${batchNorm ? ', batch norm' : ''}${dropout ? `, dropout ${dropout}` : ''}`,
    inputShape,
    classes,
    layers: [...features, ...drop, head[0], ...drop, head[1], head[2]],
  });
}

export interface LeNetOptions {
  /** Height, width, channels: sides of at least 16. Default 28 x 28 x 1. */
  readonly inputShape?: Shape;
  /** Default 10. */
  readonly classes?: number;
}

/**
 * A small convolutional network after LeNet-5 (LeCun et al. 1998): two convolutions 5 x 5 with 6 and 16 channels, each
 * followed by a pool, and dense layers 120-84-classes, all with biases and PyTorch's default initialisation.
 */
export function leNet(options: LeNetOptions = {}): NetSpec {
  checkArguments('leNet', { options });

  const { inputShape = [28, 28, 1], classes = 10 } = options;
  const conv = (name: string, inputs: number, outputs: number): ConvLayer => ({
    type: 'conv',
    name,
    kernel: 5,
    padding: 0,
    inputs,
    outputs,
    bias: true,
    batchNorm: false,
    relu: true,
    initialisation: 'torch',
  });
  const side = (n: number): number => (((n - 4) >> 1) - 4) >> 1;
  const flat = side(inputShape[0]) * side(inputShape[1]) * 16;
  if (inputShape[0] < 16 || inputShape[1] < 16)
    throw argumentError('inputShape', inputShape.join(' x '), 'at least 16 x 16');
  return checked({
    name: 'LeNet',
    inputShape,
    classes,
    layers: [
      conv('conv1', inputShape[2], 6),
      { type: 'maxPool' },
      conv('conv2', 6, 16),
      { type: 'maxPool' },
      ...denseStack([flat, 120, 84, classes], true),
    ],
  });
}
