import type { Fig1bPanel, Fig1bPoint, Fig1bResult } from './experiment.js';
import type { PointResult } from '../../sweeps/points/computePoint.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { ETA_CRIT, ETA_MAX, estimateWords, numberWords } from '../../figures/words.js';
import { linspace } from '../../sweeps/linspace.js';
import { criticalStepSize, maxStepSize } from '../../theory/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;
type Estimated = PointResult & { readonly tailIndex: number };

const axisTitles = { sigma: 'deviation σ of the data', dimension: 'dimension d' } as const;
const letters = { sigma: 'σ', dimension: 'd' } as const;

/** The estimate in the middle of a point's data sets. */
function middle({ estimates }: Fig1bPoint): Estimated | undefined {
  const known = estimates.filter((estimate): estimate is Estimated => estimate.tailIndex !== null);
  known.sort((a, b) => a.tailIndex - b.tailIndex);
  return known[Math.floor((known.length - 1) / 2)];
}

function middleTrace(panel: Fig1bPanel, several: boolean): Trace {
  const { color, symbol } = seriesStyle(0);
  const points = panel.points.map((point) => ({
    value: point.value,
    exact: point.exact,
    estimate: middle(point),
  }));
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: several ? 'estimate, middle data set' : 'estimate',
    x: points.map(({ value }) => value),
    y: points.map(({ estimate }) => estimate?.tailIndex ?? null),
    error_y: intervalBars(
      points.map(({ estimate }) => estimate ?? { tailIndex: null, interval: null }),
      color,
      3,
    ),
    line: { color, width: 2 },
    marker: { color, symbol, size: 8 },
    customdata: points.map(({ exact, estimate }) => [
      estimateWords(estimate?.tailIndex ?? null, estimate?.interval ?? null),
      exact === null ? 'none: no stationary law' : exact.toPrecision(5),
    ]),
    hovertemplate: `${letters[panel.spec.axis]} = %{x}<br>estimated α = %{customdata[0]}<br>exact α = %{customdata[1]}<extra></extra>`,
  };
}

function allTrace(panel: Fig1bPanel): Trace {
  const { color } = seriesStyle(2);
  const all = panel.points.flatMap(({ value, estimates }) =>
    estimates.map(({ tailIndex }) => ({ value, tailIndex })),
  );
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'all data sets',
    x: all.map(({ value }) => value),
    y: all.map(({ tailIndex }) => tailIndex),
    marker: { color, symbol: 'circle-open', size: 6 },
    hovertemplate: `${letters[panel.spec.axis]} = %{x}<br>estimated α of one data set = %{y:.2f}<extra></extra>`,
  };
}

const exactTrace = (panel: Fig1bPanel): Trace => ({
  type: 'scatter',
  mode: panel.spec.axis === 'dimension' ? 'lines+markers' : 'lines',
  name: 'exact α (thin)',
  x: panel.exactCurve.map(({ value }) => value),
  y: panel.exactCurve.map(({ tailIndex }) => tailIndex),
  line: { color: '#c2362f', width: 1 },
  marker: { color: '#c2362f', size: 4 },
  hovertemplate: `exact, ${letters[panel.spec.axis]} = %{x}<br>α = %{y:.3f}<extra></extra>`,
});

/** Where a threshold is drawn: dimensions are whole, and it is passed between the last one below it and the next. */
const placeOf = ({ spec }: Fig1bPanel, threshold: number): number =>
  spec.axis === 'dimension' ? threshold + 0.5 : threshold;

/** Upright lines in the frame of these axes, where theory has thresholds. */
const uprights = (panel: Fig1bPanel, axes = { xref: 'x', yref: 'y' }): Trace[] =>
  ([[panel.critical, 'dash'], [panel.maximum, 'dot']] as const).flatMap(([at, dash]) =>
    at === null
      ? []
      : [{ ...axes, yref: `${axes.yref} domain`, type: 'line', x0: placeOf(panel, at), x1: placeOf(panel, at), y0: 0, y1: 1, line: { color: '#555', width: 1.3, dash } }],
  ); // prettier-ignore

/** Where the thresholds are; one name where they are too near for two. */
function thresholdNames(panel: Fig1bPanel): Trace[] {
  const { critical, maximum, spec, points } = panel;
  const values = points.map(({ value }) => value);
  const reach = Math.max(...values) - Math.min(...values);
  const name = (at: number, text: string, xanchor: string): Trace => ({
    ...{
      x: placeOf(panel, at),
      y: 1,
      yref: 'y domain',
      yanchor: 'bottom',
      xanchor,
      text,
      showarrow: false,
      font: { size: 12 },
    },
  });
  const said = (symbol: string, at: number): string =>
    spec.axis === 'dimension'
      ? `${symbol} between d = ${at} and ${at + 1}`
      : `${symbol} at σ = ${numberWords(at, 5)}`;
  if (critical !== null && maximum !== null && maximum - critical < 0.1 * reach)
    return [name((critical + maximum) / 2, `η = ${ETA_CRIT}, then η = ${ETA_MAX}`, 'center')];
  return [
    ...(critical === null ? [] : [name(critical, said(ETA_CRIT, critical), 'right')]),
    ...(maximum === null ? [] : [name(maximum, said(ETA_MAX, maximum), 'left')]),
  ];
}

/** Whether the thresholds are one line at the scale of the panel. */
function isNarrow({ critical, maximum, points }: Fig1bPanel): boolean {
  const values = points.map(({ value }) => value);
  if (critical === null || maximum === null) return false;
  return maximum - critical < 0.02 * (Math.max(...values) - Math.min(...values));
}

/** A small frame in an empty corner: what is between the thresholds, enlarged. */
function inset(panel: Fig1bPanel, traces: readonly Trace[], yaxis: Trace): { data: Trace[]; layout: Trace } {
  const { critical, maximum } = panel;
  if (!isNarrow(panel)) return { data: [], layout: {} };
  const width = maximum! - critical!;
  return {
    data: traces.map((trace) => ({ ...trace, xaxis: 'x2', yaxis: 'y2', showlegend: false })),
    layout: {
      xaxis2: styledAxis('', {
        ...{ domain: [0.6, 0.97], anchor: 'y2', range: [critical! - 0.8 * width, maximum! + 0.5 * width] },
        ...{ nticks: 4, tickfont: { size: 11 } },
      }),
      yaxis2: styledAxis('', { domain: [0.46, 0.93], anchor: 'x2', tickfont: { size: 11 }, ...yaxis }),
    },
  };
}

const insetTitle = (panel: Fig1bPanel): Trace[] =>
  isNarrow(panel)
    ? [
        {
          ...{ text: 'the window, enlarged', x: 0.785, y: 0.935, xref: 'paper', yref: 'paper' },
          ...{ xanchor: 'center', yanchor: 'bottom', showarrow: false, font: { size: 12 } },
        },
      ]
    : [];

/** How much of the panel is beyond the end of the theory. */
function panelWords(panel: Fig1bPanel): string {
  const { points, critical, maximum, spec } = panel;
  const beyond = points.filter(({ exact }) => exact === null).length;
  const window =
    critical === null || maximum === null
      ? 'The exact α does not fall to 0 here'
      : spec.axis === 'dimension'
        ? `The exact α is 2 or more up to d = ${critical}, and from d = ${maximum + 1} on there is none`
        : `The exact α falls from 2 to 0 between σ = ${numberWords(critical, 5)} and ${numberWords(maximum, 5)}`;
  return `${window}; ${beyond} of ${points.length} points lie beyond, where there is no stationary law, and their estimates describe a run that grows. Bars are 95 % intervals.`;
}

function panelFigure(panel: Fig1bPanel, title: string): Figure {
  const several = panel.points.some(({ estimates }) => estimates.length > 1);
  const data = [exactTrace(panel), ...(several ? [allTrace(panel)] : []), middleTrace(panel, several)];
  const small = inset(panel, [exactTrace(panel)], { range: [0, 2.6], nticks: 4 });
  return styledFigure({
    title,
    see: panelWords(panel),
    data: [...data, ...small.data],
    layout: {
      xaxis: styledAxis(axisTitles[panel.spec.axis]),
      yaxis: styledAxis('tail-index α', { range: [0, 2.6] }),
      ...small.layout,
      shapes: [...uprights(panel), ...(isNarrow(panel) ? uprights(panel, { xref: 'x2', yref: 'y2' }) : [])],
      annotations: [...thresholdNames(panel), ...insetTitle(panel)],
      margin: { t: 104 },
    },
  });
}

/**
 * The panels of Figure 1(b), one figure each: the estimated tail-index along sigma and along the dimension, with the exact tail-index
 * and upright lines where the step-size is eta_crit (alpha = 2) and eta_max (no stationary law beyond).
 *
 * @example
 * const result = await runFig1b(fig1bSpec('smoke'));
 * const [overSigma, overDimension] = fig1bPanels(result);
 * plot(overSigma); // Figure: Tail-index against the deviation σ of the data (η = 0.1, b = 5, d = 20) …
 */
export const fig1bPanels = (result: Fig1bResult): Figure[] => {
  checkArguments('fig1bPanels', { result });

  return result.panels.map((panel) => {
    const { stepSize, batchSize } = result.spec;
    const { axis, sigma, dimension } = panel.spec;
    const fixed = axis === 'sigma' ? `d = ${dimension}` : `σ = ${sigma}`;
    return panelFigure(
      panel,
      `Tail-index against the ${axisTitles[axis]} (η = ${stepSize}, b = ${batchSize}, ${fixed})`,
    );
  });
};

/**
 * The step-size used and, along each panel's axis, the thresholds eta_crit and eta_max that it crosses.
 *
 * @example
 * const result = await runFig1b(fig1bSpec('smoke'));
 * const [overSigma, overDimension] = fig1bThresholds(result);
 * plot(overDimension); // Figure: Where the experiment stands: step-size thresholds against the dimension …
 */
export const fig1bThresholds = (result: Fig1bResult): Figure[] => {
  checkArguments('fig1bThresholds', { result });

  return result.panels.map((panel) => thresholdFigure(panel, result.spec));
};

/** Values along the axis of a panel, as fine as the eye; dimensions are whole. */
function fineValues({ spec, points, critical, maximum }: Fig1bPanel): number[] {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (spec.axis === 'dimension') return Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const near =
    critical === null || maximum === null ? [] : linspace(2 * critical - maximum, 2 * maximum - critical, 40);
  return [...linspace(least, most, 120), ...near].sort((a, b) => a - b);
}

function thresholdFigure(panel: Fig1bPanel, { stepSize, batchSize }: Fig1bResult['spec']): Figure {
  const { axis, sigma = 1, dimension = 1 } = panel.spec;
  const x = fineValues(panel);
  const models = x.map((value) => ({ batchSize, sigma, dimension, [axis]: value }));
  const line = (name: string, y: number[], index: number): Trace => {
    const { color, dash } = seriesStyle(index);
    const hovertemplate = `${name}<br>${letters[axis]} = %{x:.5~g}: η = %{y:.5~g}<extra></extra>`;
    return { type: 'scatter', mode: 'lines', name, x, y, line: { color, dash, width: 2 }, hovertemplate };
  };
  const data = [
    line(`${ETA_MAX}: no stationary law above`, models.map(maxStepSize), 6),
    line(`${ETA_CRIT}: α = 2`, models.map(criticalStepSize), 1),
    line('η of the experiment', x.map(() => stepSize), 0),
  ]; // prettier-ignore
  const widths = models.map((model) => 100 * (maxStepSize(model) / criticalStepSize(model) - 1));
  const [least, most] = [Math.min(...widths), Math.max(...widths)].map((width) => numberWords(width, 2));
  const relative =
    panel.critical === null || panel.maximum === null ? 0.01 : Math.abs(panel.maximum / panel.critical - 1);
  const small = inset(panel, data, {
    range: [stepSize * (1 - 4 * relative), stepSize * (1 + 4 * relative)],
    nticks: 4,
  });
  return styledFigure({
    title: `Where the experiment stands: step-size thresholds against the ${axisTitles[axis]}`,
    see: `Tails are heavy where the solid line is between the other two. ${ETA_MAX} lies ${least === most ? least : `${least} to ${most}`} % above ${ETA_CRIT}${isNarrow(panel) ? ', too near for two lines at this scale' : ''}.`,
    data: [...data, ...small.data],
    layout: {
      xaxis: styledAxis(axisTitles[axis]),
      yaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
      ...small.layout,
      annotations: insetTitle(panel),
      height: 420,
    },
  });
}
