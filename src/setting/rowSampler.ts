import { chiSquared } from '../random/chiSquared.js';
import type { Generator } from '../random/index.js';
import { argumentError } from '../check.js';
import type { FeatureLaw } from './featureLaw.js';
import { functionOfText } from './functionOfText.js';
import type { DrawRow } from './ownFeatureLaw.js';

/** Draws one row and writes its entries from `at` on. */
export type RowSampler = (source: Generator, rows: Float64Array, at: number) => void;

/**
 * Draws rows of a law: those of data sets, of streaming data in the engine, and of the matrices of the theory.
 *
 * @param law checked before, see `checkFeatureLaw`
 * @param sigma the scale of the rows
 */
export function rowSampler(law: FeatureLaw, dimension: number, sigma: number): RowSampler {
  // Every law has a loop of its own: one that calls a function for each entry takes up to twice as long.
  switch (law.name) {
    case 'gaussian':
      return (source, rows, at) => {
        source.normals(rows, at, dimension);
        for (let j = at; j < at + dimension; j++) rows[j] *= sigma;
      };
    case 'anisotropic': {
      const deviations = Float64Array.from(law.spectrum, Math.sqrt);
      return (source, rows, at) => {
        source.normals(rows, at, dimension);
        for (let j = 0; j < dimension; j++) rows[at + j] = sigma * (deviations[j] * rows[at + j]);
      };
    }
    case 'uniform': {
      const half = Math.sqrt(3);
      return (source, rows, at) => {
        for (let j = at; j < at + dimension; j++) rows[j] = sigma * (half * (2 * source.uniform() - 1));
      };
    }
    case 'rademacher':
      return (source, rows, at) => {
        for (let j = at; j < at + dimension; j++) rows[j] = source.uint32() < 0x80000000 ? sigma : -sigma;
      };
    case 'studentT': {
      const { degrees } = law;
      return (source, rows, at) => {
        const divisor = Math.sqrt(chiSquared(source, degrees) / degrees);
        source.normals(rows, at, dimension);
        for (let j = at; j < at + dimension; j++) rows[j] = sigma * (rows[j] / divisor);
      };
    }
    case 'sparse': {
      const { density } = law;
      const scale = 1 / Math.sqrt(density);
      return (source, rows, at) => {
        for (let j = at; j < at + dimension; j++)
          rows[j] = source.uniform() < density ? sigma * (scale * source.normal()) : 0;
      };
    }
    case 'own': {
      const draw = functionOfText(law.text) as DrawRow;
      const given = { values: law.values };
      const row = new Float64Array(dimension);
      return (source, rows, at) => {
        row.fill(0);
        const returned: unknown = draw(source, row, given);
        if (typeof returned === 'object' && returned !== row)
          throw argumentError(
            'what the feature law returns',
            returned,
            'nothing: it fills the row that it is given',
          );
        for (let j = 0; j < dimension; j++) {
          if (!Number.isFinite(row[j]))
            throw argumentError(`row[${j}] of the feature law`, row[j], 'a finite number');
          rows[at + j] = sigma * row[j];
        }
      };
    }
  }
}
