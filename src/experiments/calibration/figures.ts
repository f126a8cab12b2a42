import type { CalibrationRow } from './cell.js';
import type { SgdReading } from './sgdReadings.js';
import type { Figure } from '../../figures/figure.js';
import { seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** A table of numbers over law and estimator, each written in its cell. */
function map(
  rows: readonly CalibrationRow[],
  title: string,
  value: (row: CalibrationRow) => number | null,
  text: (row: CalibrationRow) => string,
  scale: Record<string, unknown>,
): Figure {
  const laws = unique(rows.map(({ law }) => law));
  const estimators = unique(rows.map(({ estimator }) => estimator));
  const at = (law: string, estimator: string): CalibrationRow | undefined =>
    rows.find((row) => row.law === law && row.estimator === estimator);
  const table = <T>(read: (row: CalibrationRow) => T): (T | null)[][] =>
    laws.map((law) =>
      estimators.map((estimator) => {
        const row = at(law, estimator);
        return row === undefined ? null : read(row);
      }),
    );
  return {
    data: [
      {
        type: 'heatmap',
        x: estimators,
        y: laws,
        z: table(value),
        text: table(text).map((line) => line.map((cell) => cell ?? '')),
        texttemplate: '%{text}',
        xgap: 1,
        ygap: 1,
        hoverongaps: false,
        hovertemplate: '%{y}<br>%{x}<br>%{text}<extra></extra>',
        ...scale,
      },
    ],
    layout: styledLayout(title, {
      height: 150 + 34 * laws.length,
      margin: { l: 150, r: 24, t: 56, b: 130 },
      xaxis: styledAxis('', { tickangle: -35, showgrid: false }),
      yaxis: styledAxis('', { autorange: 'reversed', showgrid: false }),
    }),
  };
}

const ofSize = (rows: readonly CalibrationRow[], size: number): CalibrationRow[] =>
  rows.filter((row) => row.size === size && row.exact !== null);

/**
 * Bias at one sample size: the median estimate over the exact tail-index, for every law that has one and every estimator.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * plot(calibrationBias(rows, 500)); // Figure: Bias: median estimate over exact α, n = 500
 */
export const calibrationBias = (rows: readonly CalibrationRow[], size: number): Figure => {
  checkArguments('calibrationBias', { rows, size });

  return map(
    ofSize(rows, size),
    `Bias: median estimate over exact α, n = ${size.toLocaleString('en')}`,
    ({ median, exact }) => (median === null || exact === null ? null : Math.log2(median / exact)),
    ({ median, exact }) => (median === null || exact === null ? '–' : (median / exact).toFixed(2)),
    {
      zmin: -1,
      zmax: 1,
      colorscale: [
        [0, '#7b8fc7'],
        [0.5, '#ffffff'],
        [1, '#e0a060'],
      ],
      colorbar: { title: { text: 'ratio' }, tickvals: [-1, 0, 1], ticktext: ['≤ ½', '1', '≥ 2'] },
    },
  );
};

/**
 * Coverage at one sample size: how often the nominal 95 % interval held the exact tail-index.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * plot(calibrationCoverage(rows, 500)); // Figure: Coverage of nominal 95 % intervals, n = 500
 */
export const calibrationCoverage = (rows: readonly CalibrationRow[], size: number): Figure => {
  checkArguments('calibrationCoverage', { rows, size });

  return map(
    ofSize(rows, size),
    `Coverage of nominal 95 % intervals, n = ${size.toLocaleString('en')}`,
    ({ coverage }) => coverage,
    ({ coverage }) => (coverage === null ? '–' : `${Math.round(100 * coverage)} %`),
    {
      zmin: 0,
      zmax: 1,
      colorscale: [
        [0, '#9a9a9a'],
        [0.9, '#f2f2f2'],
        [1, '#ffffff'],
      ],
      colorbar: { title: { text: 'share' }, tickformat: '.0%' },
    },
  );
};

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
  return {
    data,
    layout: styledLayout(`${law}: median and 10–90 % range of the estimates`, {
      xaxis: styledAxis('sample size n', { type: 'log', dtick: 1 }),
      yaxis: styledAxis('tail-index α', { range: [0, top] }),
    }),
  };
}

/**
 * What the published estimator reads off SGD against the step-size, with the exact tail-index and eta_max.
 *
 * @example
 * const readings = await runSgdReadings({ ...sgdReadingsSpec(), repeats: 200 });
 * const limit = maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 });
 * plot(sgdReadingsFigure(readings, limit)); // Figure: SGD in one dimension: what is read off, and what …
 */
export function sgdReadingsFigure(readings: readonly SgdReading[], maxStepSize: number): Figure {
  checkArguments('sgdReadingsFigure', { readings, maxStepSize });

  const top = 5;
  const points = (name: string, i: number, read: (r: SgdReading) => number): Record<string, unknown> => ({
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
  });
  const law = readings.filter(({ exact }) => exact !== null);
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        name: 'exact α',
        x: law.map(({ stepSize }) => stepSize),
        y: law.map(({ exact }) => exact),
        line: { color: '#444', width: 2 },
      },
      points('log-moment of averages', 1, (r) => r.averaged),
      points('log-moment of last iterates', 3, (r) => r.last),
      points('Hill of last iterates, k = n/20', 6, (r) => r.hill),
    ],
    layout: styledLayout('SGD in one dimension: what is read off, and what is true', {
      xaxis: styledAxis('step-size η'),
      yaxis: styledAxis('tail-index α', { range: [0, top] }),
      shapes: [
        {
          type: 'line',
          x0: maxStepSize,
          x1: maxStepSize,
          y0: 0,
          y1: top,
          line: { color: '#444', dash: 'dot', width: 1.5 },
        },
      ],
      annotations: [
        {
          x: maxStepSize,
          y: 0.6 * top,
          text: 'η_max: no stationary<br>law to the right',
          showarrow: false,
          xanchor: 'right',
          xshift: -6,
        },
      ],
    }),
  };
}
