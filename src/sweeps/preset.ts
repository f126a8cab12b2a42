import { checkOneOf } from '../check.js';

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
