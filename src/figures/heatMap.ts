import { checkFields } from '../check.js';
import { fieldInWords, fieldName } from './fieldNames.js';
import type { Figure } from './figure.js';
import { checkDrawn, valuesOf, type AnyRow, type DrawnRow } from './rows.js';
import { ALPHA_MAP, MAP_TEXT, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';

/** How the rows of a sweep are drawn as a map. */
export interface HeatMapOptions<Field extends string = string> {
  /** The fields along the two axes. */
  readonly x: Field;
  readonly y: Field;
  /** A sentence. Default: what is drawn, over what. */
  readonly title?: string;
}

const intervalWords = ({ interval }: AnyRow): string =>
  interval === null
    ? 'no interval'
    : `95 % interval ${interval.lower.toFixed(2)} to ${interval.upper.toFixed(2)}`;

/**
 * The estimated tail-index of any rows of a sweep as a map over two fields, with the numbers in its cells; cells without an estimate are
 * empty.
 *
 * @param given rows of `sweep`, or any records with `tailIndex`, `interval` and these fields
 * @throws RangeError for a field that the rows do not have, and for rows that vary in other fields too
 * @example
 * const problem = { rows: 1000, dimension: 2 };
 * const rows = await sweep({ over: { batchSize: [1, 2], stepSize: [0.2, 0.6] }, problem, repeats: 400 });
 * plot(heatMap(rows, { x: 'stepSize', y: 'batchSize' })); // Figure: Estimated tail-index over step-size and batch-size …
 */
export function heatMap<Row extends DrawnRow>(
  given: readonly Row[],
  options: HeatMapOptions<keyof Row & string>,
): Figure {
  checkFields('options', options, ['x', 'y', 'title']);
  const { x, y, title } = options;
  const rows = given as unknown as readonly AnyRow[];
  checkDrawn(rows, { x, y });
  const [columns, lines] = [valuesOf(rows, x), valuesOf(rows, y)];
  const places = new Map(lines.map((line) => [line, new Map<unknown, AnyRow>()]));
  for (const row of rows) places.get(row[y])!.set(row[x], row);
  const cells = lines.map((line) => columns.map((column) => places.get(line)!.get(column)));
  const sentence = title ?? `Estimated tail-index over ${fieldInWords(x)} and ${fieldInWords(y)}`;
  return styledFigure({
    title: sentence,
    see: 'The darker a cell, the heavier the tail; the palest read α = 2 or more. A cell without a number has no estimate.',
    data: [
      {
        type: 'heatmap',
        x: columns.map(String),
        y: lines.map(String),
        z: cells.map((line) => line.map((row) => row?.tailIndex ?? null)),
        ...ALPHA_MAP,
        ...{ xgap: 1, ygap: 1, hoverongaps: false },
        ...{ texttemplate: '%{z:.2f}', textfont: MAP_TEXT },
        customdata: cells.map((line) => line.map((row) => (row ? intervalWords(row) : ''))),
        hovertemplate: `${fieldName(x)} = %{x}, ${fieldName(y)} = %{y}<br>estimated α = %{z:.2f}<br>%{customdata}<extra></extra>`,
      },
    ],
    layout: {
      xaxis: styledAxis(fieldName(x), { type: 'category', showgrid: false }),
      yaxis: styledAxis(fieldName(y), { type: 'category', showgrid: false }),
      height: 400,
      // So wide that the numbers are legible; a map of many columns keeps to a page.
      meta: { leastWidth: Math.min(860, 140 + 30 * columns.length) },
    },
  });
}
