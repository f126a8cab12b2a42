import { argumentError, checkInteger, checkPositive } from '../check.js';
import type { Activation, ConvLayer, DenseLayer, LayerSpec } from './layers.js';
import { checkNet, type NetSpec } from './spec.js';
import { checkArguments } from '../shapes/checkArguments.js';

type Shape = readonly [number, number, number];

/** What the layers of a stack have in common; the last one is linear and without batch norm. */
interface StackOptions {
  readonly bias: boolean;
  readonly batchNorm?: boolean;
  readonly activation?: Activation;
}

/** Dense layers of the given sizes, an activation between them. */
const denseStack = (
  sizes: readonly number[],
  { bias, batchNorm = false, activation = 'relu' }: StackOptions,
): DenseLayer[] =>
  sizes.slice(1).map((outputs, i) => ({
    type: 'dense',
    name: `dense${1 + i}`,
    inputs: sizes[i],
    outputs,
    bias,
    batchNorm: batchNorm && i < sizes.length - 2,
    activation: i < sizes.length - 2 ? activation : 'linear',
    initialisation: 'torch',
  }));

/** With a residual connection around each layer that gives as many numbers as enter it, the last one left out. */
const withResiduals = (layers: readonly DenseLayer[]): LayerSpec[] =>
  layers.flatMap((layer, i): LayerSpec[] =>
    layer.inputs === layer.outputs && i < layers.length - 1 ? [layer, { type: 'add', back: 1 }] : [layer],
  );

/** An activation in the name of a network, which says nothing of relu. */
const named = (activation: Activation): Activation[] => (activation === 'relu' ? [] : [activation]);

const checked = (net: NetSpec): NetSpec => {
  checkNet(net);
  return net;
};

export interface FullyConnectedOptions {
  /** Layers with weights. Default 3. */
  readonly depth?: number;
  /** Units of each hidden layer. Default 128. */
  readonly width?: number;
  /** Units of the hidden layers, one by one, in place of `depth` and `width`. */
  readonly widths?: readonly number[];
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: Activation;
  /** Batch norm in the hidden layers. Default false. */
  readonly batchNorm?: boolean;
  /** Adds what enters a hidden layer to what it gives, where both have the same width. Default false. */
  readonly residual?: boolean;
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

  const { bias = false, inputShape = [28, 28, 1], classes = 10, residual = false } = options;
  const { batchNorm = false, activation = 'relu' } = options;
  const hidden = hiddenWidths(options);
  const sizes = [inputShape[0] * inputShape[1] * inputShape[2], ...hidden, classes];
  const kinds = [
    ...named(activation),
    ...(batchNorm ? ['batch norm'] : []),
    ...(residual ? ['residual'] : []),
  ];
  const layers = denseStack(sizes, { bias, batchNorm, activation });
  return checked({
    name: [`fully connected ${sizes.join('-')}`, ...kinds].join(', '),
    inputShape,
    classes,
    layers: residual ? withResiduals(layers) : layers,
  });
}

function hiddenWidths({ depth, width, widths }: FullyConnectedOptions): number[] {
  if (widths !== undefined && (depth !== undefined || width !== undefined))
    throw argumentError('widths', widths, 'left out where depth or width is given');
  checkInteger('depth', depth ?? 3, 1, 1000);
  checkInteger('width', width ?? 128);
  const all = widths ?? Array.from({ length: (depth ?? 3) - 1 }, () => width ?? 128);
  all.forEach((units, i) => checkInteger(`widths[${i}]`, units));
  return [...all];
}

/** Channels of VGG-11's convolutions at full width; 0 stands for a pool. */
const VGG11 = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0] as const;

export interface Vgg11Options {
  /** Factor on every number of channels, above 0; channels are rounded and at least 1. Default 1. */
  readonly widthScale?: number;
  /** Default false. */
  readonly batchNorm?: boolean;
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: Activation;
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
  const { activation = 'relu' } = options;
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
      activation,
      initialisation: 'fanOutNormal',
    };
    inputs = layer.outputs;
    return layer;
  });
  const flat = (inputShape[0] >> 5) * (inputShape[1] >> 5) * inputs;
  if (flat === 0) throw argumentError('inputShape', inputShape.join(' x '), 'at least 32 x 32');
  const head = denseStack([flat, scaled(512), scaled(512), classes], { bias: true, activation });
  const drop: LayerSpec[] = dropout === 0 ? [] : [{ type: 'dropout', rate: dropout }];
  return checked({
    name: [
      `VGG-11 at width ${widthScale}`,
      ...named(activation),
      ...(batchNorm ? ['batch norm'] : []),
      ...(dropout ? [`dropout ${dropout}`] : []),
    ].join(', '),
    inputShape,
    classes,
    layers: [...features, ...drop, head[0], ...drop, head[1], head[2]],
  });
}

export interface LeNetOptions {
  /** Of the hidden layers. Default `relu`. */
  readonly activation?: Activation;
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

  const { inputShape = [28, 28, 1], classes = 10, activation = 'relu' } = options;
  const conv = (name: string, inputs: number, outputs: number): ConvLayer => ({
    type: 'conv',
    name,
    kernel: 5,
    padding: 0,
    inputs,
    outputs,
    bias: true,
    batchNorm: false,
    activation,
    initialisation: 'torch',
  });
  const side = (n: number): number => (((n - 4) >> 1) - 4) >> 1;
  const flat = side(inputShape[0]) * side(inputShape[1]) * 16;
  if (inputShape[0] < 16 || inputShape[1] < 16)
    throw argumentError('inputShape', inputShape.join(' x '), 'at least 16 x 16');
  return checked({
    name: ['LeNet', ...named(activation)].join(', '),
    inputShape,
    classes,
    layers: [
      conv('conv1', inputShape[2], 6),
      { type: 'maxPool' },
      conv('conv2', 6, 16),
      { type: 'maxPool' },
      ...denseStack([flat, 120, 84, classes], { bias: true, activation }),
    ],
  });
}
