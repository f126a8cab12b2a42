import { argumentError, checkInteger } from '../check.js';
import { checkLayer } from './checkLayer.js';
import type { LayerSpec } from './layers.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** A network as plain data: layers in order, from images of `inputShape` to the scores of `classes` classes. */
export interface NetSpec {
  readonly name: string;
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  readonly layers: readonly LayerSpec[];
}

/** One array of trained numbers of a network. */
export interface ParameterSpec {
  /** Name of its layer and its kind, for example `conv3.weight`. */
  readonly name: string;
  readonly layer: number;
  readonly kind: 'weight' | 'bias' | 'scale' | 'shift';
  readonly shape: readonly number[];
  readonly size: number;
}

const product = (shape: readonly number[]): number => shape.reduce((total, n) => total * n, 1);

/**
 * The trained arrays of a network in order: for each layer its weight, bias, batch-norm scale and shift.
 *
 * @throws RangeError for a network whose layers do not fit each other
 */
export function parametersOf(net: NetSpec): ParameterSpec[] {
  checkArguments('parametersOf', { net });
  checkNet(net);
  return net.layers.flatMap((layer, index) => {
    if (layer.type !== 'dense' && layer.type !== 'conv') return [];
    const { inputs, outputs, name } = layer;
    const parameter = (kind: ParameterSpec['kind'], shape: number[]): ParameterSpec => ({
      name: `${name}.${kind}`,
      layer: index,
      kind,
      shape,
      size: product(shape),
    });
    const shape = layer.type === 'dense' ? [inputs, outputs] : [layer.kernel, layer.kernel, inputs, outputs];
    return [
      parameter('weight', shape),
      ...(layer.bias ? [parameter('bias', [outputs])] : []),
      ...(layer.batchNorm ? [parameter('scale', [outputs]), parameter('shift', [outputs])] : []),
    ];
  });
}

/** Throws unless there is an array of the right length for each trained array of a network. */
export function checkTrained(specs: readonly ParameterSpec[], parameters: readonly Float32Array[]): void {
  if (parameters.length !== specs.length || specs.some(({ size }, i) => parameters[i].length !== size))
    throw argumentError(
      'parameters',
      parameters.map(({ length }) => length),
      `arrays of ${specs.map(({ size }) => size).join(', ')} numbers`,
    );
}

/** What enters each layer: height, width, channels; a dense layer and what follows it has height and width 1. */
export function shapesOf(net: NetSpec): [number, number, number][] {
  let [height, width, channels] = net.inputShape;
  return net.layers.map((layer) => {
    const shape: [number, number, number] = [height, width, channels];
    if (layer.type === 'conv') {
      height += 2 * layer.padding - layer.kernel + 1;
      width += 2 * layer.padding - layer.kernel + 1;
      channels = layer.outputs;
    } else if (layer.type === 'maxPool') [height, width] = [height >> 1, width >> 1];
    else if (layer.type === 'dense') [height, width, channels] = [1, 1, layer.outputs];
    return shape;
  });
}

/** More weights than this are a slip of the pen: their arrays have no place in memory. */
const MOST_NUMBERS = 2 ** 30;

const weightsOf = (layer: LayerSpec): number => {
  if (layer.type !== 'dense' && layer.type !== 'conv') return 0;
  return layer.inputs * layer.outputs * (layer.type === 'conv' ? layer.kernel ** 2 : 1);
};

/** Throws where two layers have one name: it is the seed of their first weights, which would be equal. */
function checkNames({ layers }: NetSpec): void {
  const names = layers.map((layer) => ('name' in layer ? layer.name : undefined));
  names.forEach((name, i) => {
    const first = names.indexOf(name);
    if (name !== undefined && first < i)
      throw argumentError(`layers[${i}].name`, name, `a name of its own: layers[${first}] has this one`);
  });
}

/** Whether numbers can be added to those of `shape`: as they are, or behind a dense layer as such a layer sees them. */
const fits = (added: readonly number[] | undefined, shape: readonly number[]): boolean =>
  added !== undefined &&
  (added.join() === shape.join() || (shape[0] * shape[1] === 1 && product(added) === shape[2]));

/**
 * Throws a RangeError unless every key and value is known, each layer fits the one before it, and the last is dense and linear with
 * one output for each class.
 */
export function checkNet(net: NetSpec): void {
  net.inputShape.forEach((n, i) => checkInteger(`inputShape[${i}]`, n));
  checkInteger('classes', net.classes, 2);
  net.layers.forEach(checkLayer);
  checkNames(net);
  const shapes = shapesOf(net);
  net.layers.forEach((layer, i) => {
    const [height, width, channels] = shapes[i];
    if (height < 1 || width < 1)
      throw argumentError(
        'inputShape',
        net.inputShape.join(' x '),
        `large enough for layer ${i + 1} of ${net.name}`,
      );
    const entering = layer.type === 'dense' ? height * width * channels : channels;
    if ((layer.type === 'dense' || layer.type === 'conv') && layer.inputs !== entering)
      throw argumentError(`${layer.name}.inputs`, layer.inputs, `${entering}, what the layer before gives`);
    if (layer.type === 'add' && !fits(shapes[i - layer.back], shapes[i]))
      throw argumentError(
        `layers[${i}].back`,
        layer.back,
        `that of a layer which ${shapes[i].join(' x ')} enters; there it is ${shapes[i - layer.back]?.join(' x ') ?? 'before the first layer'}`,
      );
  });
  const last = net.layers.at(-1);
  if (last?.type !== 'dense' || last.outputs !== net.classes || last.activation !== 'linear')
    throw argumentError(
      'layers',
      net.layers.length,
      'a list that ends in a dense layer with linear activation, one output a class',
    );
  const numbers = net.layers.reduce((sum, layer) => sum + weightsOf(layer), 0);
  if (numbers > MOST_NUMBERS)
    throw argumentError('layers', numbers, `such that they have at most ${MOST_NUMBERS} weights together`);
}
