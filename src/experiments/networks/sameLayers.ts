import { argumentError } from '../../check.js';
import type { NetworkGridResult } from './grid.js';

/** The names of the layers of a grid's networks, none without cells; throws unless all cells have the same number of them. */
export function sameLayers({ cells }: NetworkGridResult): string[] {
  const names = (cells[0]?.tails ?? []).map(({ name }) => name);
  cells.forEach(({ tails }, i) => {
    if (tails.length !== names.length)
      throw argumentError(
        `result.cells[${i}].tails`,
        tails,
        `an array of ${names.length} layers, as in cell 0`,
      );
  });
  return names;
}
