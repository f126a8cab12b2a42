import { argumentError, checkNoNaN, checkOneOf } from '../check.js';

/**
 * How large an experiment is: `smoke` takes seconds and only shows that everything runs, `quick` is the default and takes
 * about a minute, `paper` has the published size.
 */
export type Preset = 'smoke' | 'quick' | 'paper';

/** All presets, smallest first. */
export const presets: readonly Preset[] = ['smoke', 'quick', 'paper'];

/** Throws unless `value` names a preset. */
export function checkPreset(value: unknown): asserts value is Preset {
  checkOneOf('preset', value, presets);
}

/** A number of an experiment that is the same at every size, or one for each {@link Preset}. */
export type ByPreset<T> = T | Readonly<Record<Preset, T>>;

/** What a number is at one preset. */
export type AtPreset<V> = V extends Readonly<Record<Preset, infer T>> ? T : V;

const isByPreset = (value: unknown): value is Readonly<Record<Preset, unknown>> =>
  typeof value === 'object' && value !== null && presets.every((preset) => Object.hasOwn(value, preset));

/**
 * The numbers of an experiment at one preset: of each that is given for every preset, the one for `preset`; the others as
 * they are. A notebook declares them in its parameters cell, where they can be read, edited, and set from outside.
 *
 * @example
 * const repeats = { smoke: 200, quick: 800, paper: 1600 };
 * atPreset('paper', { repeats, batchSizes: [1, 5] }); // { repeats: 1600, batchSizes: [1, 5] }
 */
export function atPreset<N extends Readonly<Record<string, unknown>>>(
  preset: Preset,
  numbers: N,
): { [K in keyof N]: AtPreset<N[K]> } {
  checkPreset(preset);
  if (typeof numbers !== 'object' || numbers === null)
    throw argumentError('numbers', numbers, 'an object with named numbers');
  checkNoNaN('numbers', numbers);
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, isByPreset(value) ? value[preset] : value]),
  ) as { [K in keyof N]: AtPreset<N[K]> };
}
