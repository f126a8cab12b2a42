import type { CalibrationRow } from './cell.js';
import type { SgdReading } from './sgdReadings.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { ETA_CRIT, ETA_MAX, estimateWords, numberWords } from '../../figures/words.js';
import { linspace } from '../../sweeps/linspace.js';
import { criticalStepSize, tailIndex } from '../../theory/index.js';
import { argumentError } from '../../check.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

/**
 * Median and 10–90 % range of some estimators on one law against the sample size, with the exact value.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * const figure = calibrationConvergence(rows, 'stable 1.5', ['log-moment', 'koutrouvelis']);
 * figure.data.map(({ name }) => name); // ['log-moment', 'koutrouvelis', 'exact α = 1.50']
 */
export function calibrationConvergence(
  rows: readonly CalibrationRow[],
  law: string,
  estimators: readonly string[],
): Figure {
  checkArguments('calibrationConvergence', { rows, law, estimators });

  const own = rows.filter((row) => row.law === law);
  const exact = own[0]?.exact ?? null;
  const sizes = [...new Set(own.map(({ size }) => size))];
  const data: Record<string, unknown>[] = estimators.map((estimator, i) => {
    const line = own.filter((row) => row.estimator === estimator && row.median !== null);
    const { color, dash, symbol } = seriesStyle(i);
    const reach = (end: 'low' | 'high'): number[] =>
      line.map((row) => Math.abs((row[end] ?? 0) - (row.median ?? 0)));
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name: estimator,
      // Side by side, so that bars do not hide each other.
      x: line.map(({ size }) => size * 1.06 ** (i - (estimators.length - 1) / 2)),
      y: line.map(({ median }) => median),
      error_y: {
        type: 'data',
        symmetric: false,
        array: reach('high'),
        arrayminus: reach('low'),
        thickness: 1,
      },
      line: { color, dash, width: 2 },
      marker: { color, symbol, size: 8 },
      customdata: line.map(({ size, median, low, high }) => [
        size,
        numberWords(median!),
        numberWords(low!),
        numberWords(high!),
      ]),
      hovertemplate: `${estimator}, n = %{customdata[0]}<br>median %{customdata[1]}, 10 to 90 %: %{customdata[2]} to %{customdata[3]}<extra></extra>`,
    };
  });
  const medians = own.flatMap(({ estimator, median }) =>
    median !== null && estimators.includes(estimator) ? [median] : [],
  );
  // Bars of the noisiest estimators may run out of the picture.
  const top = Math.max(2.2 * (exact ?? 1), 1.2 * Math.max(...medians, 0));
  if (exact !== null)
    data.push({
      type: 'scatter',
      mode: 'lines',
      name: `exact α = ${exact.toPrecision(3)}`,
      x: [sizes[0] / 1.3, sizes[sizes.length - 1] * 1.3],
      y: [exact, exact],
      line: { color: '#444', dash: 'dash', width: 1.5 },
    });
  return styledFigure({
    title: `${law}: median and 10–90 % range of the estimates`,
    see: largestWords(own, estimators),
    data,
    layout: {
      xaxis: styledAxis('sample size n', {
        type: 'log',
        tickvals: sizes,
        ticktext: sizes.map((n) => numberWords(n)),
      }),
      yaxis: styledAxis('tail-index α', { range: [0, top] }),
    },
  });
}

/** What each estimator comes to at the largest size. */
function largestWords(rows: readonly CalibrationRow[], estimators: readonly string[]): string {
  const most = Math.max(...rows.map(({ size }) => size));
  const said = estimators.flatMap((estimator) => {
    const row = rows.find((one) => one.size === most && one.estimator === estimator);
    return row === undefined || row.median === null ? [] : [`${row.median.toFixed(2)} (${estimator})`];
  });
  const exact = rows[0]?.exact ?? null;
  return `Bars shrink with n everywhere, medians come to the dashed line only where the estimator suits the law: at n = ${numberWords(most)} ${said.join(', ')}${exact === null ? '' : `; exact ${exact.toFixed(2)}`}.`;
}

/** An upright line with its name beside it. */
const upright = (
  at: number,
  top: number,
  text: string,
  side: 1 | -1,
): { shape: Trace; annotation: Trace } => ({
  shape: {
    ...{ type: 'line', x0: at, x1: at, y0: 0, y1: top },
    line: { color: '#444', dash: 'dot', width: 1.5 },
  },
  annotation: {
    x: at,
    y: 0.96 * top,
    text,
    showarrow: false,
    xanchor: side === 1 ? 'left' : 'right',
    align: side === 1 ? 'left' : 'right',
    xshift: 6 * side,
    yanchor: 'top',
  },
});

/** What the published estimator reads on either side of the window. */
function readingWords(readings: readonly SgdReading[], critical: number): string {
  const range = (values: readonly number[]): string =>
    `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  const light = readings.filter(({ stepSize }) => stepSize < critical).map(({ averaged }) => averaged);
  const lost = readings.filter(({ exact }) => exact === null).map(({ averaged }) => averaged);
  const left =
    light.length === 0
      ? ''
      : `Left of ${ETA_CRIT} the published estimator reads ${range(light)}, whatever α is. `;
  const right = lost.length === 0 ? '' : `Right of ${ETA_MAX} there is no α, and it reads ${range(lost)}. `;
  return `${left}${right}Bars are its 95 % intervals.`;
}

/**
 * What the published estimator reads off SGD against the step-size, with its 95 % intervals, the exact tail-index, eta_crit and eta_max.
 *
 * @example
 * const readings = await runSgdReadings({ ...sgdReadingsSpec(), repeats: 200 });
 * const limit = maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 });
 * plot(sgdReadingsFigure(readings, limit)); // Figure: SGD in one dimension: what is read off, and what …
 */
export function sgdReadingsFigure(readings: readonly SgdReading[], maxStepSize: number): Figure {
  checkArguments('sgdReadingsFigure', { readings, maxStepSize });
  if (readings.length === 0) throw argumentError('readings', readings, 'a list of at least one reading');

  const top = 5;
  const model = { batchSize: 1, dimension: 1, sigma: 1 };
  const critical = criticalStepSize(model);
  const points = (name: string, i: number, read: (r: SgdReading) => number): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: readings.map(({ stepSize }) => stepSize),
    y: readings.map(read),
    marker: {
      color: seriesStyle(i).color,
      symbol: `${seriesStyle(i).symbol}-open`,
      size: 9,
      line: { width: 2 },
    },
    hovertemplate: `${name}<br>η = %{x}, reads α = %{y:.2f}<extra></extra>`,
  });
  const averages = readings.map(({ averaged, averagedInterval }) => ({
    tailIndex: averaged,
    interval: averagedInterval,
  }));
  // As fine as the eye, up to where alpha is 0.
  const fine = linspace(readings[0].stepSize, maxStepSize * (1 - 1e-9), 200);
  const lines = [
    upright(critical, top, `${ETA_CRIT}:<br>α = 2`, 1),
    upright(maxStepSize, top, `${ETA_MAX}:<br>no stationary<br>law to the right`, -1),
  ];
  return styledFigure({
    title: 'SGD in one dimension: what is read off, and what is true',
    see: readingWords(readings, critical),
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        name: 'exact α',
        x: fine,
        y: fine.map((stepSize) => tailIndex({ ...model, stepSize })),
        line: { color: '#444', width: 2 },
        hovertemplate: 'η = %{x:.4~g}: exact α = %{y:.3f}<extra></extra>',
      },
      {
        ...points('log-moment of averages', 1, (r) => r.averaged),
        error_y: intervalBars(averages, seriesStyle(1).color),
        customdata: averages.map(({ tailIndex: read, interval }) => estimateWords(read, interval)),
        hovertemplate: 'log-moment of averages<br>η = %{x}, reads α = %{customdata}<extra></extra>',
      },
      points('log-moment of last iterates', 3, (r) => r.last),
      points('Hill of last iterates, k = n/20', 6, (r) => r.hill),
    ],
    layout: {
      xaxis: styledAxis('step-size η', {
        range: [0, 1.08 * Math.max(maxStepSize, ...readings.map((r) => r.stepSize))],
      }),
      yaxis: styledAxis('tail-index α', { range: [0, top] }),
      shapes: lines.map(({ shape }) => shape),
      annotations: lines.map(({ annotation }) => annotation),
    },
  });
}
