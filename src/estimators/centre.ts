import type { Rows } from '../rows.js';
import { checkOneOf } from '../check.js';
import { median } from './median.js';

/** What is subtracted from each column: nothing, its mean (`true` is the same) or its median. */
export type Centre = boolean | 'none' | 'mean' | 'median';

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** The rows with the centre of each column subtracted, in a new array; the same rows if there is nothing to subtract. */
export function centreRows(sample: Rows, centre: Centre = 'none'): Rows {
  const kind = centre === true ? 'mean' : centre === false ? 'none' : centre;
  checkOneOf('centre', kind, ['none', 'mean', 'median']);
  if (kind === 'none') return sample;
  const { rows, columns } = sample;
  const data = sample.data.slice();
  for (let c = 0; c < columns; c++) {
    const column = Float64Array.from({ length: rows }, (_, i) => data[i * columns + c]);
    const middle = kind === 'mean' ? mean(column) : median(column);
    for (let i = 0; i < rows; i++) data[i * columns + c] -= middle;
  }
  return { data, rows, columns };
}
