import { argumentError, checkInteger } from '../../check.js';

/** What has a name, a shape and numbers. */
export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /**
   * `tfjs` (the default, also that of Keras): inputs x outputs, or rows x columns x inputs x outputs. `torch`: outputs x inputs, or
   * outputs x inputs x rows x columns.
   */
  readonly layout?: 'tfjs' | 'torch';
  /** For a dense layer behind images: their height, width, channels. */
  readonly pixels?: readonly [number, number, number];
}

/** Throws unless a shape is that of its numbers: the order of the weights is computed from it. */
export function checkWeights({ shape, values, pixels, layout }: NamedWeights): void {
  shape.forEach((n, i) => checkInteger(`shape[${i}]`, n, 0));
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== values.length)
    throw argumentError('shape', shape.join(' x '), `that of the ${values.length} values`);
  if (pixels === undefined || layout === 'torch' || shape.length !== 2) return;
  pixels.forEach((n, i) => checkInteger(`pixels[${i}]`, n));
  if (shape[0] % pixels[2] !== 0)
    throw argumentError('pixels', pixels.join(' x '), `with channels that divide the ${shape[0]} inputs`);
}
