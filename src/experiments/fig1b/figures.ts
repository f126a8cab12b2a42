import type { Fig1bPanel, Fig1bPoint, Fig1bResult } from './experiment.js';
import type { PointResult } from '../../sweeps/points/computePoint.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
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
    customdata: points.map(({ exact }) =>
      exact === null ? 'none: no stationary law' : exact.toPrecision(5),
    ),
    hovertemplate: `${letters[panel.spec.axis]} = %{x}<br>estimated α = %{y:.3f}<br>exact α = %{customdata}<extra></extra>`,
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
    hovertemplate: `${letters[panel.spec.axis]} = %{x}<br>estimated α = %{y:.3f}<extra></extra>`,
  };
}

const exactTrace = (panel: Fig1bPanel): Trace => ({
  type: 'scatter',
  mode: panel.spec.axis === 'dimension' ? 'lines+markers' : 'lines',
  name: 'exact α',
  x: panel.exactCurve.map(({ value }) => value),
  y: panel.exactCurve.map(({ tailIndex }) => tailIndex),
  line: { color: '#c2362f', width: 1.5, dash: 'dash' },
  marker: { color: '#c2362f', size: 4 },
  hovertemplate: `exact, ${letters[panel.spec.axis]} = %{x}<br>α = %{y:.3f}<extra></extra>`,
});

/** An upright line with its name, where theory has a threshold. */
const threshold = (
  at: number | null,
  name: string,
  shift: number,
  color: string,
): { shapes: object[]; annotations: object[] } =>
  at === null
    ? { shapes: [], annotations: [] }
    : {
        shapes: [
          {
            type: 'line',
            x0: at,
            x1: at,
            y0: 0,
            y1: 1,
            yref: 'paper',
            line: { color, width: 1.2, dash: 'dot' },
          },
        ],
        annotations: [
          {
            x: at,
            y: 1,
            yref: 'paper',
            yanchor: 'bottom',
            xshift: shift,
            text: name,
            showarrow: false,
            font: { size: 12 },
          },
        ],
      };

function panelFigure(panel: Fig1bPanel, title: string): Figure {
  const several = panel.points.some(({ estimates }) => estimates.length > 1);
  const critical = threshold(panel.critical, 'η = η<sub>crit</sub>', -30, '#555');
  const maximum = threshold(panel.maximum, 'η = η<sub>max</sub>', 30, '#555');
  const data = [exactTrace(panel), ...(several ? [allTrace(panel)] : []), middleTrace(panel, several)];
  return {
    data,
    layout: styledLayout(title, {
      xaxis: styledAxis(axisTitles[panel.spec.axis]),
      yaxis: styledAxis('tail-index α', { range: [0, 2.6] }),
      shapes: [...critical.shapes, ...maximum.shapes],
      annotations: [...critical.annotations, ...maximum.annotations],
      margin: { l: 64, r: 24, t: 72, b: 56 },
    }),
  };
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

  return result.panels.map((panel) => {
    const { axis } = panel.spec;
    const x = panel.points.map(({ value }) => value);
    const line = (name: string, y: number[], index: number): Trace => {
      const { color, dash } = seriesStyle(index);
      return { type: 'scatter', mode: 'lines', name, x, y, line: { color, dash, width: 2 } };
    };
    return {
      data: [
        line(
          'η<sub>max</sub>: no stationary law above',
          panel.points.map((p) => p.maximum),
          6,
        ),
        line(
          'η<sub>crit</sub>: α = 2',
          panel.points.map((p) => p.critical),
          1,
        ),
        line(
          'η of the experiment',
          x.map(() => result.spec.stepSize),
          0,
        ),
      ],
      layout: styledLayout(
        `Where the experiment stands: step-size thresholds against the ${axisTitles[axis]}`,
        {
          xaxis: styledAxis(axisTitles[axis]),
          yaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
          height: 360,
        },
      ),
    };
  });
};
