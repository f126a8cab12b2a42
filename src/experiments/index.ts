export type { Claim, Verdict } from './claim.js';
export { linspace } from './linspace.js';
export { checkPreset, presets, type Preset } from './preset.js';
export { rankCorrelation } from './rankCorrelation.js';
export { openStore, type Store, type StoreOptions } from './store.js';
export { runSweep, type RunOptions, type Sweep, type SweepProgress } from './sweep.js';
