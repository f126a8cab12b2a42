import type { Generator } from '../random/index.js';
import type { FeatureLaw } from './featureLaw.js';
import { checkValues, functionText, type Values } from './functionText.js';

/** Draws the next row: fills `row`, one entry for each dimension, all 0 at first. */
export type DrawRow = (generator: Generator, row: Float64Array, given: { readonly values: Values }) => void;

/**
 * A law of data rows of one's own, by a sampler that fills a row:
 *
 *     const cauchyLike = featureLaw((random, row, { values }) => {
 *       for (let j = 0; j < row.length; j++) row[j] = random.normal() * (random.uniform() < values.share ? 10 : 1);
 *     }, { share: 0.1 });
 *
 * It is plain JSON, goes wherever a law by name goes, and is sent to workers as its text. The rows must be symmetric, with mean zero.
 *
 * @param draw uses only its arguments
 * @param values plain data that it reads besides
 * @throws TypeError if it uses what stands outside it; when rows are drawn, RangeError if an entry is not a finite number
 * @example
 * const law = featureLaw((random, row) => {
 *   for (let j = 0; j < row.length; j++) row[j] = random.uniform() < 0.5 ? -2 : 2;
 * });
 * const data = generateRegression({ rows: 2, dimension: 3, law, seed: 1 });
 * data.features; // [-2, -2, -2, 2, 2, -2]
 */
export function featureLaw(draw: DrawRow, values: Values = {}): FeatureLaw {
  checkValues('values', values);
  const place = { name: 'featureLaw', given: 'generator, row, { values }' };
  return { name: 'own', text: functionText(place, draw), values };
}
