import { checkFields } from '../check.js';
import { fieldInWords, fieldName, valueName, valueWords } from './fieldNames.js';
import type { Figure } from './figure.js';
import { checkDrawn, valuesOf, type AnyRow, type DrawnRow } from './rows.js';
import { intervalBars, seriesStyle, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';
import { estimateWords, numberWords } from './words.js';

/** How the rows of a sweep are drawn as curves. */
export interface TailCurvesOptions<Field extends string = string> {
  /** The field along the horizontal axis. */
  readonly x: Field;
  /** The field whose values are the curves, told apart by colour, dash and marker. Default: one curve. */
  readonly colour?: Field;
  /** A sentence. Default: what is drawn, against what. */
  readonly title?: string;
  /** Whether the horizontal axis is logarithmic. Default: where the values are in constant ratio. */
  readonly logX?: boolean;
}

type Trace = Record<string, unknown>;

const isNumeric = (values: readonly unknown[]): values is number[] =>
  values.every((value) => typeof value === 'number');

/** At least three positive values, each as many times the one before, up to rounding. */
function inConstantRatio(values: readonly unknown[]): boolean {
  if (!isNumeric(values) || values.length < 3 || values.some((value) => !(value > 0))) return false;
  const sorted = [...values].sort((a, b) => a - b);
  const ratios = sorted.slice(1).map((value, i) => Math.log(value / sorted[i]));
  ratios.sort((a, b) => a - b);
  const [least, most] = [ratios[0], ratios.at(-1)!];
  return least > 0.3 && most - least < 0.2 * most;
}

/** Series beyond the seventh repeat the colours with thin lines. */
const styleOf = (index: number): { color: string; dash: string; symbol: string; width: number } => ({
  ...seriesStyle(index + Math.floor(index / 7)),
  color: seriesStyle(index).color,
  width: index < 7 ? 2 : 1.2,
});

const exactText = ({ exact }: AnyRow): string =>
  exact === undefined
    ? ''
    : exact === null
      ? '<br>exact α: none, no stationary law'
      : `<br>exact α = ${exact.toPrecision(4)}`;
const warningText = ({ warnings = [] }: AnyRow): string =>
  // The small HTML of Plotly has no code.
  warnings.map((warning) => `<br>${warning.replaceAll('`', '')}`).join('');

function estimates(rows: readonly AnyRow[], x: string, name: string, index: number): Trace {
  const { color, dash, symbol, width } = styleOf(index);
  const mode = isNumeric(rows.map((row) => row[x])) ? 'lines+markers' : 'markers';
  return {
    ...{ type: 'scatter', mode, name, legendgroup: name },
    x: rows.map((row) => valueWords(x, row[x])),
    y: rows.map(({ tailIndex }) => tailIndex),
    error_y: intervalBars(rows, color),
    ...{ line: { color, dash, width }, marker: { color, symbol, size: 8 } },
    customdata: rows.map(
      (row) => `${estimateWords(row.tailIndex, row.interval)}${exactText(row)}${warningText(row)}`,
    ),
    hovertemplate: `${name}<br>${fieldName(x)} = %{x}<br>estimated α = %{customdata}<extra></extra>`,
  };
}

/** The exact values where theory has some: thin lines from estimate to estimate, which the frame may cut; dashes where x is no number. */
function exactLine(rows: readonly AnyRow[], x: string, name: string, index: number): Trace[] {
  const known = rows.filter(({ exact }) => typeof exact === 'number' && Number.isFinite(exact));
  if (known.length === 0) return [];
  const { color } = seriesStyle(index);
  const lines = known.length > 1 && isNumeric(known.map((row) => row[x]));
  return [
    {
      ...{ type: 'scatter', mode: lines ? 'lines' : 'markers', legendgroup: name, showlegend: false },
      x: known.map((row) => valueWords(x, row[x])),
      y: known.map(({ exact }) => exact),
      line: { color, width: 1.2 },
      marker: { color, symbol: 'line-ew-open', size: 18 },
      hovertemplate: `exact, ${name}<br>${fieldName(x)} = %{x}, α = %{y:.3f}<extra></extra>`,
    },
  ];
}

/** Values that a logarithmic axis names: all of them where there is room. */
const ownTicks = (values: readonly number[]): Record<string, unknown> =>
  values.length > 10 ? {} : { tickvals: values, ticktext: values.map((value) => numberWords(value, 2)) };

function axisOf(x: string, values: readonly unknown[], logX: boolean | undefined): Record<string, unknown> {
  if (!isNumeric(values))
    return styledAxis(fieldName(x), {
      type: 'category',
      categoryorder: 'array',
      categoryarray: values.map((value) => valueWords(x, value)),
    });
  const log = logX ?? inConstantRatio(values);
  return styledAxis(fieldName(x), log ? { type: 'log', ...ownTicks(values) } : { type: 'linear' });
}

const exactLegend: Trace = {
  ...{ type: 'scatter', mode: 'lines', name: 'exact α', x: [null], y: [null] },
  line: { color: '#555', width: 1.2 },
};

/** The upper end of the α axis: a little above the estimates, and not where an interval without bound ends. */
const topOf = (rows: readonly AnyRow[]): number =>
  1.15 *
  rows
    .map(({ tailIndex, interval }) => Math.min(interval?.upper ?? 0, 1.5 * (tailIndex ?? 0)))
    .reduce((a, b) => Math.max(a, b), 2);

/** What there is to see among the rows, in a frame that ends at `top`. */
function seeOf(rows: readonly AnyRow[], top: number): string {
  const known = rows.filter(({ tailIndex }) => tailIndex !== null);
  const heavy = known.filter(({ interval }) => (interval?.upper ?? Infinity) < 2).length;
  const said = `${heavy} of ${known.length} points are clearly heavy-tailed: their bars, the 95 % intervals, end below 2.`;
  const exact = exactOf(rows);
  if (exact.length === 0) return said;
  const least = exact.reduce((a, b) => Math.min(a, b));
  return least <= top
    ? `${said} Thin lines are the exact α, where there is a stationary law.`
    : `${said} The exact α, ${numberWords(least)} or more where there is a stationary law, is above the frame.`;
}

const exactOf = (rows: readonly AnyRow[]): number[] =>
  rows.flatMap(({ exact }) => (typeof exact === 'number' && Number.isFinite(exact) ? [exact] : []));

/**
 * The estimated tail-index of any rows of a sweep against one field, with 95 % intervals: one curve for each value of another field, and
 * as thin lines the exact tail-index where theory has one. Points without an estimate are left out.
 *
 * @param given rows of `sweep`, or any records with `tailIndex`, `interval` and these fields
 * @throws RangeError for a field that the rows do not have, and for rows that vary in other fields too
 * @example
 * const problem = { rows: 1000, dimension: 2 };
 * const over = { batchSize: [1, 2], stepSize: [0.2, 0.4, 0.6] };
 * const rows = await sweep({ over, problem, repeats: 400 });
 * plot(tailCurves(rows, { x: 'stepSize', colour: 'batchSize' })); // Figure: Estimated tail-index against the step-size, for each batch-size …
 */
export function tailCurves<Row extends DrawnRow>(
  given: readonly Row[],
  options: TailCurvesOptions<keyof Row & string>,
): Figure {
  checkFields('options', options, ['x', 'colour', 'title', 'logX']);
  const { x, colour, title, logX } = options;
  const rows = given as unknown as readonly AnyRow[];
  checkDrawn(rows, { x, colour }, ['colour']);
  const xs = valuesOf(rows, x);
  const numeric = isNumeric(xs);
  const groups = colour === undefined ? [undefined] : valuesOf(rows, colour);
  const series = groups.map((value) => {
    const own = rows.filter((row) => colour === undefined || row[colour] === value);
    const sorted = numeric ? [...own].sort((a, b) => (a[x] as number) - (b[x] as number)) : own;
    return { rows: sorted, name: colour === undefined ? 'estimated α' : valueName(colour, value) };
  });
  const top = topOf(rows);
  const seen = exactOf(rows).some((value) => value <= top);
  const exact = seen ? series.flatMap(({ rows: own, name }, i) => exactLine(own, x, name, i)) : [];
  const each = colour === undefined ? '' : `, for each ${fieldInWords(colour)}`;
  return styledFigure({
    title: title ?? `Estimated tail-index against the ${fieldInWords(x)}${each}`,
    see: seeOf(rows, top),
    data: [
      ...exact,
      ...series.map(({ rows: own, name }, i) => estimates(own, x, name, i)),
      ...(exact.length > 0 ? [exactLegend] : []),
    ],
    layout: {
      xaxis: axisOf(x, xs, logX),
      yaxis: styledAxis('tail-index α', { range: [0, top] }),
      showlegend: colour !== undefined || exact.length > 0,
    },
  });
}
