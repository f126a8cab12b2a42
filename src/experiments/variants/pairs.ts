import type { IntervalPair } from '../../sweeps/clearPairs.js';
import { named, type VariantCell, type VariantsResult } from './experiment.js';

/** The cells of one variant, each with that of another at the same step-size and batch-size, if there is one. */
export const cellPairs = (
  result: VariantsResult,
  first: string,
  second: string,
): [VariantCell, VariantCell | undefined][] => {
  const others = named(result, second);
  return named(result, first).map((cell) => [
    cell,
    others.find(({ stepSize, batchSize }) => stepSize === cell.stepSize && batchSize === cell.batchSize),
  ]);
};

/** The intervals of two variants at the same step-size and batch-size, setting by setting. */
export const variantPairs = (result: VariantsResult, first: string, second: string): IntervalPair[] =>
  cellPairs(result, first, second).map(([{ interval }, other]) => [interval, other?.interval ?? null]);
