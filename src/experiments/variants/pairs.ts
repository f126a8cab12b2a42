import type { IntervalPair } from '../../sweeps/clearPairs.js';
import { named, type VariantsResult } from './experiment.js';

/** The intervals of two variants at the same step-size and batch-size, setting by setting. */
export function variantPairs(result: VariantsResult, first: string, second: string): IntervalPair[] {
  const others = named(result, second);
  return named(result, first).map(({ interval }, i) => [interval, others[i]?.interval ?? null]);
}
