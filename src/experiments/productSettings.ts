import { checkPreset, type Preset } from './preset.js';

/** One isotropic Gaussian problem (sigma = 1) whose exact tail-index is known. */
export interface ProductSetting {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly dimension: number;
}

/** [eta, b, d] with exact alpha from 0.3 to 20; `smoke` takes the first few. */
const settings: readonly (readonly [number, number, number])[] = [
  [1.75, 1, 1],
  [0.09434, 5, 100],
  [0.91, 4, 4],
  [0.1667, 1, 10],
  [1.011, 10, 10],
  [0.1496, 2, 5],
  [0.7721, 1, 2],
  [1.67, 2, 1],
  [1.052, 1, 1],
  [0.3097, 1, 5],
  [0.8962, 2, 2],
  [0.6347, 3, 5],
  [0.5953, 5, 10],
  [0.08854, 1, 20],
  [0.1658, 2, 20],
  [0.179, 5, 50],
  [0.1753, 5, 50],
  [0.1798, 10, 100],
  [0.1607, 1, 2],
  [0.3558, 4, 4],
];

/**
 * The settings at which sampled tail-indices are held against the exact ones: 20 for `paper` and `quick`, 4 for `smoke`.
 *
 * @throws RangeError if `preset` is none
 */
export function productSettings(preset: Preset): ProductSetting[] {
  checkPreset(preset);
  return settings
    .slice(0, preset === 'smoke' ? 4 : undefined)
    .map(([stepSize, batchSize, dimension]) => ({ stepSize, batchSize, dimension }));
}
