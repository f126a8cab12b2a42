import type { VariantCell, VariantsResult } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const cellsOf = (result: VariantsResult, variant: string, batchSize: number): VariantCell[] =>
  result.cells.filter((cell) => cell.variant === variant && cell.batchSize === batchSize);

const isEstimate = (cell: VariantCell): boolean => cell.tailIndex !== null && !cell.degenerate;

/** Series beyond the seventh repeat the colours with thin lines. */
const styleOf = (index: number): { color: string; dash: string; symbol: string; width: number } => ({
  ...seriesStyle(index + Math.floor(index / 7)),
  color: seriesStyle(index).color,
  width: index < 7 ? 2 : 1.2,
});

function curve(cells: readonly VariantCell[], name: string, index: number): Trace {
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
    customdata: cells.map((cell) => cell.distance?.toPrecision(3) ?? 'infinite'),
    hovertemplate: `${name}<br>η = %{x}, α = %{y:.3f}<br>median distance %{customdata}<extra></extra>`,
  };
}

const alphaAxis = styledAxis('tail-index α', { range: [0, 2.35] });

/**
 * The estimated tail-index of every variant against the step-size at one batch-size, with 95 % intervals. Degenerate cells have no
 * point.
 *
 * @example
 * const result = await runVariants(fig2Spec('smoke'));
 * plot(variantCurves(result, 5, 'SGD and RMSProp, b = 5')); // Figure: SGD and RMSProp, b = 5 …
 */
export const variantCurves = (result: VariantsResult, batchSize: number, title: string): Figure => {
  checkArguments('variantCurves', { result, batchSize, title });

  return {
    data: result.spec.variants.map(({ name }, i) => curve(cellsOf(result, name, batchSize), name, i)),
    layout: styledLayout(title, {
      xaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
      yaxis: alphaAxis,
    }),
  };
};

/**
 * The tail-index over step-size and batch-size, one map for each variant, on one colour scale.
 *
 * @example
 * const result = await runVariants(fig2Spec('smoke'));
 * plot(variantMaps(result, 'SGD and RMSProp: α')); // Figure: SGD and RMSProp: α
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
      domain: [left, left + width],
      anchor: `y${suffix}`,
    });
    layout[`yaxis${suffix}`] = styledAxis(i === 0 ? 'batch-size b' : '', {
      type: 'category',
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
      zmin: 0,
      zmax: 2,
      colorscale: 'Viridis',
      showscale: i === 0,
      colorbar: { title: { text: 'α' } },
      texttemplate: '%{z:.1f}',
      hovertemplate: `${name}<br>η = %{x}, b = %{y}<br>α = %{z:.3f}<extra></extra>`,
    };
  });
  const annotations = variants.map(({ name }, i) => ({
    x: i * (width + gap) + width / 2,
    xref: 'paper',
    y: 1,
    yref: 'paper',
    yanchor: 'bottom',
    text: name,
    showarrow: false,
  }));
  return {
    data,
    layout: styledLayout(title, {
      ...layout,
      annotations,
      height: 420,
      margin: { l: 64, r: 24, t: 80, b: 56 },
    }),
  };
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

  return {
    data: result.spec.variants.map(({ name }, i) => {
      const { color, dash, symbol, width } = styleOf(i);
      const cells = cellsOf(result, name, batchSize);
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name,
        x: cells.map((cell) => cell.stepSize),
        y: cells.map((cell) => cell.distance),
        line: { color, dash, width },
        marker: { color, symbol, size: 7 },
        hovertemplate: `${name}<br>η = %{x}, distance %{y:.3e}<extra></extra>`,
      };
    }),
    layout: styledLayout(title, {
      xaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
      yaxis: styledAxis('median distance from the minimiser', {
        type: 'log',
        exponentformat: 'power',
        range: distanceRange(result),
      }),
    }),
  };
};
