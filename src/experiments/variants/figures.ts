import type { VariantCell, VariantsResult } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { ALPHA_MAP, intervalBars, MAP_TEXT, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords, numberWords } from '../../figures/words.js';
import { panelFigure } from './panels.js';
import { arrivedWords, isEstimate, runAwayWords, shownName, tailWords } from './words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const cellsOf = (result: VariantsResult, variant: string, batchSize: number): VariantCell[] =>
  result.cells.filter((cell) => cell.variant === variant && cell.batchSize === batchSize);

/** Series beyond the seventh repeat the colours with thin lines. */
const styleOf = (index: number): { color: string; dash: string; symbol: string; width: number } => ({
  ...seriesStyle(index + Math.floor(index / 7)),
  color: seriesStyle(index).color,
  width: index < 7 ? 2 : 1.2,
});

function curve(cells: readonly VariantCell[], variant: string, index: number): Trace {
  const name = shownName(variant);
  const { color, dash, symbol, width } = styleOf(index);
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: cells.map((cell) => cell.stepSize),
    y: cells.map((cell) => (isEstimate(cell) ? cell.tailIndex : null)),
    error_y: intervalBars(
      cells.map((cell) => (isEstimate(cell) ? cell : { tailIndex: null, interval: null })),
      color,
    ),
    line: { color, dash, width },
    marker: { color, symbol, size: 7 },
    customdata: cells.map((cell) => [
      estimateWords(cell.tailIndex, cell.interval),
      cell.distance?.toPrecision(3) ?? 'infinite',
    ]),
    hovertemplate: `${name}, η = %{x}<br>α = %{customdata[0]}<br>median distance from the minimiser %{customdata[1]}<extra></extra>`,
  };
}

const alphaAxis = styledAxis('tail-index α', { range: [-0.02, 2.35] });

/** Crosses at the foot where all repeats have come to one point: no law, and no tail. */
function degenerateTrace(result: VariantsResult, batchSize: number): Trace[] {
  const arrived = result.cells.filter((cell) => cell.batchSize === batchSize && cell.degenerate);
  if (arrived.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: 'all at one point',
      x: arrived.map(({ stepSize }) => stepSize),
      y: arrived.map(() => 0.05),
      marker: { color: '#777', symbol: 'x-thin-open', size: 9, line: { width: 2 } },
      customdata: arrived.map(({ variant }) => shownName(variant)),
      hovertemplate: '%{customdata}, η = %{x}<br>all repeats are at one point: no tail<extra></extra>',
    },
  ];
}

/** How {@link variantCurves} draws. */
export interface VariantCurvesOptions {
  /** A panel for each variant, with the first one in all of them for comparison: for curves that lie on each other. Default: one frame. */
  readonly panels?: boolean;
}

/**
 * The estimated tail-index of every variant against the step-size at one batch-size, with 95 % intervals. Degenerate cells have a cross at
 * the foot.
 *
 * @example
 * const result = await runVariants(fig2Spec('smoke'));
 * plot(variantCurves(result, 5, 'SGD and RMSProp, b = 5')); // Figure: SGD and RMSProp, b = 5 …
 * plot(variantCurves(result, 5, 'SGD and RMSProp, b = 5', { panels: true }));
 */
export const variantCurves = (
  result: VariantsResult,
  batchSize: number,
  title: string,
  options: VariantCurvesOptions = {},
): Figure => {
  checkArguments('variantCurves', { result, batchSize, title, options });

  const curves = result.spec.variants.map(({ name }, i) => curve(cellsOf(result, name, batchSize), name, i));
  const see = `${tailWords(result, batchSize)} ${arrivedWords(result, batchSize)}Bars are 95 % intervals.`;
  const crosses = degenerateTrace(result, batchSize);
  if (options.panels === true) return panelFigure({ title, see, curves, crosses });
  return styledFigure({
    title,
    see,
    data: [...curves, ...crosses],
    layout: { xaxis: styledAxis('step-size η', { rangemode: 'tozero' }), yaxis: alphaAxis },
  });
};

/**
 * The tail-index over step-size and batch-size, one map for each variant, on one colour scale.
 *
 * @example
 * const result = await runVariants(fig2Spec('smoke'));
 * plot(variantMaps(result, 'SGD and RMSProp: α')); // Figure: SGD and RMSProp: α …
 */
export function variantMaps(result: VariantsResult, title: string): Figure {
  checkArguments('variantMaps', { result, title });

  const { variants, stepSizes, batchSizes } = result.spec;
  const count = variants.length;
  const gap = 0.06;
  const width = (1 - gap * (count - 1)) / count;
  const layout: Record<string, unknown> = {};
  const data = variants.map(({ name }, i) => {
    const suffix = i === 0 ? '' : String(i + 1);
    const left = i * (width + gap);
    layout[`xaxis${suffix}`] = styledAxis('step-size η', {
      type: 'category',
      showgrid: false,
      domain: [left, left + width],
      anchor: `y${suffix}`,
    });
    layout[`yaxis${suffix}`] = styledAxis(i === 0 ? 'batch-size b' : '', {
      type: 'category',
      showgrid: false,
      anchor: `x${suffix}`,
    });
    return {
      type: 'heatmap',
      x: stepSizes.map(String),
      y: batchSizes.map(String),
      z: batchSizes.map((b) =>
        cellsOf(result, name, b).map((cell) => (isEstimate(cell) ? cell.tailIndex : null)),
      ),
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      ...ALPHA_MAP,
      showscale: i === 0,
      ...{ texttemplate: '%{z:.1f}', textfont: MAP_TEXT, xgap: 1, ygap: 1, hoverongaps: false },
      hovertemplate: `${name}<br>η = %{x}, b = %{y}<br>α = %{z:.2f}<extra></extra>`,
    };
  });
  const annotations = variants.map(({ name }, i) => ({
    x: i * (width + gap) + width / 2,
    xref: 'paper',
    y: 1,
    yref: 'paper',
    ...{ xanchor: 'center', yanchor: 'bottom' },
    text: name,
    showarrow: false,
  }));
  return styledFigure({
    title,
    see: 'The darker a cell, the heavier the tail; the palest read α = 2 or more. A cell without a number has no estimate.',
    data,
    // So wide that the numbers are legible, within a page.
    layout: {
      ...layout,
      annotations,
      height: 420,
      margin: { t: 92 },
      meta: { leastWidth: Math.min(860, 290 * count) },
    },
  });
}

/** Decades shown: what has run away beyond 1e6 leaves the picture at the top. */
function distanceRange({ cells }: VariantsResult): [number, number] {
  const decades = cells.flatMap(({ distance }) =>
    distance === null || distance === 0 ? [] : [Math.log10(distance)],
  );
  return [Math.min(...decades, 0) - 0.3, Math.min(6, Math.max(...decades, 0) + 0.3)];
}

/**
 * The median distance of the iterates (averaged, or the last) from the minimiser against the step-size, logarithmic, at one batch-size.
 *
 * @example
 * const result = await runVariants(svrgSpec('smoke'));
 * plot(variantDistances(result, 5, 'Distances, b = 5')); // Figure: Distances, b = 5 …
 */
export const variantDistances = (result: VariantsResult, batchSize: number, title: string): Figure => {
  checkArguments('variantDistances', { result, batchSize, title });

  return styledFigure({
    title,
    see: runAwayWords(result, batchSize),
    data: result.spec.variants.map(({ name }, i) => {
      const { color, dash, symbol, width } = styleOf(i);
      const cells = cellsOf(result, name, batchSize);
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name: shownName(name),
        x: cells.map((cell) => cell.stepSize),
        y: cells.map((cell) => cell.distance),
        line: { color, dash, width },
        marker: { color, symbol, size: 7 },
        customdata: cells.map(({ distance }) => (distance === null ? 'infinite' : numberWords(distance, 3))),
        hovertemplate: `${shownName(name)}, η = %{x}<br>median distance %{customdata}<extra></extra>`,
      };
    }),
    layout: {
      xaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
      yaxis: styledAxis('median distance from the minimiser', { type: 'log', range: distanceRange(result) }),
    },
  });
};
