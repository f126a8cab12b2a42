import type { Fig1aResult } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { heatMap } from '../../figures/heatMap.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { ETA_CRIT, ETA_MAX, estimateWords, numberWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const tailIndexAxis = styledAxis('tail-index α', { range: [-0.06, 2.35] });

/** Estimates of one batch-size against `x`, with their 95 % intervals. */
function estimateTrace(
  result: Fig1aResult,
  batchSize: number,
  x: (cell: Fig1aResult['cells'][number]) => number,
  index: number,
): Trace {
  const { color, dash, symbol } = seriesStyle(index);
  const cells = result.cells.filter((cell) => cell.batchSize === batchSize);
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: `b = ${batchSize}`,
    legendgroup: `b${batchSize}`,
    x: cells.map(x),
    y: cells.map((cell) => cell.tailIndex),
    error_y: intervalBars(cells, color),
    line: { color, dash, width: 2 },
    marker: { color, symbol, size: 8 },
    customdata: cells.map((cell) => [
      cell.batchSize,
      cell.stepSize,
      estimateWords(cell.tailIndex, cell.interval),
      cell.exact === null ? 'none: no stationary law' : cell.exact.toPrecision(5),
    ]),
    hovertemplate:
      'b = %{customdata[0]}, η = %{customdata[1]}<br>estimated α = %{customdata[2]}<br>exact α = %{customdata[3]}<extra></extra>',
  };
}

const exactTrace = (curve: Fig1aResult['exactCurves'][number], index: number): Trace => ({
  type: 'scatter',
  mode: 'lines',
  legendgroup: `b${curve.batchSize}`,
  showlegend: false,
  x: curve.stepSizes,
  y: curve.tailIndices,
  line: { color: seriesStyle(index).color, width: 1.2 },
  hovertemplate: `exact, b = ${curve.batchSize}<br>η = %{x:.5~g}, α = %{y:.3f}<extra></extra>`,
});

const thresholdTrace = (
  result: Fig1aResult,
  name: string,
  symbol: string,
  y: number,
  of: (threshold: Fig1aResult['thresholds'][number]) => number,
): Trace => ({
  type: 'scatter',
  mode: 'markers',
  name,
  x: result.thresholds.map(of),
  y: result.thresholds.map(() => y),
  marker: {
    symbol,
    size: 12,
    color: result.thresholds.map((_, i) => seriesStyle(i).color),
    line: { width: 2, color: result.thresholds.map((_, i) => seriesStyle(i).color) },
  },
  customdata: result.thresholds.map((threshold) => threshold.batchSize),
  hovertemplate: `${name}, b = %{customdata}: η = %{x:.4~g}<extra></extra>`,
});

/**
 * Figure 1(a): the estimated tail-index against the step-size for each batch-size, and over it what theory says exactly:
 * the tail-index where a stationary law exists, eta_crit (alpha = 2) and eta_max (no stationary law above it).
 *
 * @example
 * const result = await runFig1a(fig1aSpec('smoke'));
 * plot(tailIndexCurves(result)); // Figure: Estimated tail-index of SGD against the step-size …
 */
export function tailIndexCurves(result: Fig1aResult): Figure {
  checkArguments('tailIndexCurves', { result });

  const { batchSizes, stepSizes } = result.spec;
  const exactLegend: Trace = {
    type: 'scatter',
    mode: 'lines',
    name: 'exact α (thin)',
    x: [null],
    y: [null],
    line: { color: '#555', width: 1.2 },
  };
  return styledFigure({
    title: 'Estimated tail-index of SGD against the step-size',
    see: beyondWords(result),
    data: [
      ...result.exactCurves.map(exactTrace),
      ...batchSizes.map((b, i) => estimateTrace(result, b, (cell) => cell.stepSize, i)),
      exactLegend,
      thresholdTrace(result, `${ETA_CRIT}: α = 2`, 'triangle-down-open', 2, (t) => t.critical),
      thresholdTrace(result, `${ETA_MAX}: ρ = 0`, 'x-thin-open', 0, (t) => t.maximum),
    ],
    layout: {
      xaxis: styledAxis('step-size η', { range: [0, Math.max(...stepSizes) * 1.05] }),
      yaxis: tailIndexAxis,
    },
  });
}

/** How many points are beyond the end of the theory. */
function beyondWords({ cells }: Fig1aResult): string {
  const beyond = cells.filter(({ exact }) => exact === null).length;
  return `Each line leaves 2 where its exact curve (thin) drops. ${beyond} of ${cells.length} points lie right of their ×, where there is no stationary law: they read a run that grows, not a tail. Bars are 95 % intervals.`;
}

/**
 * The estimated tail-index of every cell as a heat map over step-size and batch-size.
 *
 * @example
 * const result = await runFig1a(fig1aSpec('smoke'));
 * tailIndexHeatMap(result).data[0].z; // [[1.99, 1.74, 0.50], [1.94, 2.05, 2.04]]
 */
export function tailIndexHeatMap(result: Fig1aResult): Figure {
  checkArguments('tailIndexHeatMap', { result });
  return heatMap(
    result.cells.map(({ stepSize, batchSize, tailIndex, interval }) => ({
      stepSize,
      batchSize,
      tailIndex,
      interval,
    })),
    { x: 'stepSize', y: 'batchSize' },
  );
}

/** Where several batch-sizes have the same eta/b: how far apart they are at most. */
function ratioWords({ cells }: Fig1aResult): string {
  const known = cells.flatMap(({ stepSize, batchSize, tailIndex }) =>
    tailIndex === null
      ? []
      : [{ ratio: Number((stepSize / batchSize).toPrecision(6)), batchSize, tailIndex }],
  );
  const groups = [...new Set(known.map(({ ratio }) => ratio))].map((ratio) =>
    known.filter((cell) => cell.ratio === ratio).sort((a, b) => a.tailIndex - b.tailIndex),
  );
  const spread = (group: typeof known): number => group[group.length - 1].tailIndex - group[0].tailIndex;
  const widest = groups.filter((group) => group.length > 1).sort((a, b) => spread(b) - spread(a))[0];
  if (widest === undefined) return 'A line for each batch-size; no two of them have a point at the same η/b.';
  const [low, high] = [widest[0], widest[widest.length - 1]];
  return `All lines fall in the same region of η/b, but not onto one line: at η/b = ${numberWords(low.ratio)} α runs from ${low.tailIndex.toFixed(2)} (b = ${low.batchSize}) to ${high.tailIndex.toFixed(2)} (b = ${high.batchSize}).`;
}

/**
 * The estimated tail-index against eta/b, a line for each batch-size: how nearly the ratio alone decides.
 *
 * @example
 * const result = await runFig1a(fig1aSpec('smoke'));
 * const { data } = tailIndexAgainstRatio(result);
 * data.map(({ name, x }) => [name, x]); // [['b = 1', [0.05, 0.1, 0.2]], ['b = 5', [0.01, 0.02, 0.04]]]
 */
export const tailIndexAgainstRatio = (result: Fig1aResult): Figure => {
  checkArguments('tailIndexAgainstRatio', { result });

  return styledFigure({
    title: 'Estimated tail-index against step-size over batch-size',
    see: ratioWords(result),
    data: result.spec.batchSizes.map((b, i) =>
      estimateTrace(result, b, (cell) => cell.stepSize / cell.batchSize, i),
    ),
    layout: { xaxis: styledAxis('η / b', { type: 'log' }), yaxis: tailIndexAxis },
  });
};
