import { argumentError, checkInteger, checkOneOf, checkFields } from '../check.js';
import type { Activation, Initialisation, LayerSpec } from './layers.js';

export const ACTIVATIONS: readonly Activation[] = [
  ...(['relu', 'leaky', 'tanh', 'gelu', 'elu', 'sigmoid', 'linear'] as const),
];
const INITIALISATIONS: readonly Initialisation[] = ['torch', 'fanOutNormal'];

type Check = (name: string, value: unknown) => void;

const text: Check = (name, value) => {
  if (typeof value !== 'string' || value === '') throw argumentError(name, value, 'a text');
};
const flag: Check = (name, value) => {
  if (typeof value !== 'boolean') throw argumentError(name, value, 'true or false');
};
const count: Check = (name, value) => checkInteger(name, value);

const WEIGHTS: Readonly<Record<string, Check>> = {
  name: text,
  inputs: count,
  outputs: count,
  bias: flag,
  batchNorm: flag,
  activation: (name, value) => checkOneOf(name, value, ACTIVATIONS),
  initialisation: (name, value) => checkOneOf(name, value, INITIALISATIONS),
};

/** What each kind of layer has beside its type. */
const FIELDS: Readonly<Record<LayerSpec['type'], Readonly<Record<string, Check>>>> = {
  dense: WEIGHTS,
  conv: { ...WEIGHTS, kernel: count, padding: (name, value) => checkInteger(name, value, 0) },
  maxPool: {},
  dropout: {
    rate: (name, value) => {
      if (!((value as number) >= 0 && (value as number) < 1))
        throw argumentError(name, value, 'a number from 0 to below 1');
    },
  },
  add: { back: count },
};

/** Throws a RangeError for an unknown kind of layer, an unknown key, or a value out of its range. */
export function checkLayer(layer: LayerSpec, index: number): void {
  const place = `layers[${index}]`;
  checkOneOf(`${place}.type`, layer.type, Object.keys(FIELDS) as LayerSpec['type'][]);
  const fields = FIELDS[layer.type];
  checkFields(place, layer, ['type', ...Object.keys(fields)]);
  for (const [key, check] of Object.entries(fields))
    check(`${place}.${key}`, (layer as unknown as Record<string, unknown>)[key]);
}
