import {
  hillCurve,
  type HillCurveOptions,
  type LogMomentDiagnostics,
  type TailEstimate,
} from '../estimators/index.js';
import type { Sample } from '../estimators/index.js';
import type { Figure } from './figure.js';
import { seriesStyle, styledAxis } from './style.js';
import { argumentError, checkInteger } from '../check.js';
import { styledFigure } from './styledFigure.js';
import { estimateWords } from './words.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** Options of {@link hillPlot}. */
export interface HillPlotOptions extends HillCurveOptions {
  /** The true tail-index, drawn as a line, where it is known. */
  readonly exact?: number;
  /** Most points drawn, evenly spread in log k; the default is 400. */
  readonly points?: number;
}

/** Places 0 … last, evenly spread in log, without repeats. */
const logPlaces = (last: number, points: number): number[] => [
  ...new Set(Array.from({ length: points }, (_, i) => Math.round((last + 1) ** (i / (points - 1))) - 1)),
];

const level = (exact: number | undefined, from: number, to: number): Record<string, unknown>[] =>
  exact === undefined
    ? []
    : [
        {
          type: 'scatter',
          mode: 'lines',
          name: `exact α = ${exact.toPrecision(4)}`,
          x: [from, to],
          y: [exact, exact],
          line: { color: '#444', dash: 'dash', width: 1.5 },
          hovertemplate: `exact α = ${exact.toPrecision(4)}<extra></extra>`,
        },
      ];

/**
 * Hill plot: the estimate and its 95 % band against the number k of values used, k on a log axis.
 * A tail-index shows as a stretch where the curve is level.
 *
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 1);
 * plot(hillPlot(sample, { exact: 1.5 })); // Figure: Hill plot: look for a level stretch …
 */
export function hillPlot(sample: Sample, options: HillPlotOptions = {}): Figure {
  checkArguments('hillPlot', { sample, options });

  const { exact, points = 400, ...ofCurve } = options;
  checkInteger('points', points, 2, 100_000);
  const curve = hillCurve(sample, ofCurve);
  const places = logPlaces(curve.k.length - 1, points).filter((i) => Number.isFinite(curve.tailIndex[i]));
  if (places.length === 0)
    throw argumentError('sample', sample, 'at least two different values that are positive in this tail');
  const pick = (values: Float64Array): number[] => places.map((i) => values[i]);
  const { color } = seriesStyle(1);
  const tail = pick(curve.tailIndex).slice(Math.min(10, places.length - 1));
  const top = Math.max(...tail, exact ?? 0);
  return styledFigure({
    title: 'Hill plot: look for a level stretch',
    see: 'A power tail shows as a stretch where the curve is level; to the left of it few values make the curve noisy, to the right the body of the law bends it.',
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: pick(curve.k),
        y: pick(curve.lower),
        line: { width: 0 },
        showlegend: false,
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: '95 % band',
        x: pick(curve.k),
        y: pick(curve.upper),
        line: { width: 0 },
        fill: 'tonexty',
        fillcolor: 'rgba(59, 82, 139, 0.18)',
        hoverinfo: 'skip',
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: 'Hill estimate',
        x: pick(curve.k),
        y: pick(curve.tailIndex),
        line: { color, width: 2 },
        customdata: places.map((i) =>
          estimateWords(curve.tailIndex[i], { lower: curve.lower[i], upper: curve.upper[i] }),
        ),
        hovertemplate: 'the %{x} largest values<br>α = %{customdata}<extra></extra>',
      },
      ...level(exact, 1, curve.k.length),
    ],
    layout: {
      xaxis: styledAxis('number of upper order statistics k', { type: 'log' }),
      yaxis: styledAxis('tail-index α', { range: [0, 1.5 * top] }),
    },
  });
}

/**
 * Sensitivity of the log-moment estimator to the block size m: the estimate for each m with its 95 % interval, and the median.
 * For a stable law the points agree; a trend says that sums are still on their way to one.
 *
 * @example
 * const estimate = logMoment(stableSample(10_000, { alpha: 1.5 }, 1));
 * const { data } = blockSizePlot(estimate, 1.5);
 * data.map(({ name }) => name); // ['one block size', 'median α = 1.491', 'exact α = 1.500']
 */
export function blockSizePlot(estimate: TailEstimate<LogMomentDiagnostics>, exact?: number): Figure {
  checkArguments('blockSizePlot', { estimate, exact });

  const rows = [...estimate.diagnostics.perBlockSize].sort((a, b) => a.blockSize - b.blockSize);
  const x = rows.map((row) => row.blockSize);
  const ends = rows.map(({ inverse, inverseError }) =>
    [1, -1].map((sign) => {
      const end = inverse + sign * 1.96 * (inverseError ?? 0);
      return end > 0 ? 1 / end : Infinity;
    }),
  );
  const { color, symbol } = seriesStyle(1);
  const finite = (value: number): number | null => (Number.isFinite(value) ? Math.abs(value) : null);
  return styledFigure({
    title: 'Log-moment estimate against the block size: the points should agree',
    see: 'On a stable law the points agree but for noise; a trend says that sums of m values are still on their way to one. Bars are 95 % intervals.',
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'one block size',
        x,
        y: rows.map((row) => finite(row.tailIndex)),
        error_y: {
          type: 'data',
          symmetric: false,
          arrayminus: rows.map((row, i) => finite(row.tailIndex - ends[i][0])),
          array: rows.map((row, i) => finite(ends[i][1] - row.tailIndex)),
          color,
          thickness: 1,
        },
        marker: { color, symbol, size: 9 },
        customdata: rows.map((row, i) =>
          estimateWords(finite(row.tailIndex), { lower: ends[i][0], upper: ends[i][1] }),
        ),
        hovertemplate: 'blocks of %{x} values<br>α = %{customdata}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: `median α = ${estimate.tailIndex.toPrecision(4)}`,
        x: [x[0], x[x.length - 1]],
        y: [estimate.tailIndex, estimate.tailIndex],
        line: { color: seriesStyle(6).color, width: 2 },
      },
      ...level(exact, x[0], x[x.length - 1]),
    ],
    layout: {
      xaxis: styledAxis('block size m', { type: 'log' }),
      yaxis: styledAxis('tail-index α'),
    },
  });
}
