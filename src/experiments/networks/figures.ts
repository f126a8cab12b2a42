import type { NetworkTail } from './cell.js';
import { centreChange, centreChangeText } from './centreChange.js';
import type { NetworkGridResult } from './grid.js';
import type { Figure } from '../../figures/figure.js';
import { argumentError, checkInteger } from '../../check.js';
import { sameLayers } from './sameLayers.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;
type Cells = NetworkGridResult['cells'];

/** Where the panel of a layer goes. */
interface Panel {
  readonly layer: number;
  readonly suffix: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const COLUMNS = 4;
/** Pixels of a panel, and between two rows of them. */
const [PANEL, GAP] = [170, 48];
const rowsOf = (count: number): number => Math.ceil(count / COLUMNS);
const heightOf = (count: number): number => rowsOf(count) * (PANEL + GAP) - GAP;

/** Panels in rows of up to four, close to each other: the axes are the same in all. */
function panels(count: number): Panel[] {
  const columns = Math.min(count, COLUMNS);
  const height = heightOf(count);
  return Array.from({ length: count }, (_, layer) => {
    const [column, row] = [layer % columns, Math.floor(layer / columns)];
    const top = 1 - (row * (PANEL + GAP)) / height;
    return {
      layer,
      suffix: layer === 0 ? '' : String(layer + 1),
      x: [column / columns + 0.012, (column + 1) / columns - 0.012],
      y: [Math.max(0, top - PANEL / height), top],
    };
  });
}

const percent = (share: number | null): string =>
  share === null ? 'none, diverged' : `${(100 * share).toFixed(1)} %`;

/** The axis ends at 3, or higher where an estimate lies above it: but not above 5, which tells nothing of tails any more. */
const highest = (cells: Cells): number =>
  cells
    .flatMap(({ tails }) => tails.flatMap((tail) => [tail, tail.byMedian]))
    .map((read) => (read?.tailIndex ?? 0) + 0.1)
    .reduce((most, end) => Math.max(most, Math.min(5, end)), 3);

/** The open marks stand a little to the right, so that neither hides the other. */
const BESIDE = 1.06;

/** The tails of one batch-size in a panel: about the mean of the layer as published, filled, or about its median, open. */
function tailTrace(
  cells: Cells,
  { batchSize, index, centre }: { batchSize: number; index: number; centre: 'mean' | 'median' },
  { layer, suffix }: Panel,
): Trace {
  const mean = centre === 'mean';
  const read = ({ tails }: Cells[number]): Pick<NetworkTail, 'tailIndex' | 'interval'> =>
    mean ? tails[layer] : (tails[layer].byMedian ?? { tailIndex: null, interval: null });
  const { color, symbol } = seriesStyle(2 * index);
  const own = cells.filter((cell) => cell.batchSize === batchSize && read(cell).tailIndex !== null);
  return {
    type: 'scatter',
    mode: 'markers',
    name: mean ? `b = ${batchSize}` : `b = ${batchSize}, by the median`,
    legendgroup: `b${batchSize} ${centre}`,
    showlegend: layer === 0,
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`,
    x: own.map((cell) => ((mean ? 1 : BESIDE) * cell.stepSize) / cell.batchSize),
    y: own.map((cell) => read(cell).tailIndex),
    error_y: intervalBars(own.map(read), color),
    marker: { color, symbol: mean ? symbol : `${symbol}-open`, size: 7 },
    customdata: own.map((cell) => [
      cell.stepSize,
      percent(cell.trainAccuracy),
      estimateWords(read(cell).tailIndex, read(cell).interval),
    ]),
    hovertemplate: `b = ${batchSize}, η = %{customdata[0]}<br>α = %{customdata[2]}, the ${centre} taken off<br>training accuracy %{customdata[1]}<extra></extra>`,
  };
}

/** Crosses at the foot of a panel for runs that ended in NaN or infinity: no layer of theirs has a tail. */
function divergedTrace(cells: Cells, { layer, suffix }: Panel): Trace[] {
  const lost = cells.filter(({ status }) => status === 'diverged');
  if (lost.length === 0) return [];
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: 'diverged',
      legendgroup: 'diverged',
      showlegend: layer === 0,
      xaxis: `x${suffix}`,
      yaxis: `y${suffix}`,
      x: lost.map(({ stepSize, batchSize }) => stepSize / batchSize),
      y: lost.map(() => 0.1),
      marker: { symbol: 'x', size: 9, color: '#c2362f' },
      customdata: lost.map(({ stepSize, batchSize }) => [stepSize, batchSize]),
      hovertemplate: 'diverged: η = %{customdata[0]}, b = %{customdata[1]}<extra></extra>',
    },
  ];
}

/**
 * The published form of Figures 3 and 4: for every layer a panel with the tail-index of the mean of the last iterates
 * against eta/b, a colour and a marker for each batch-size. Filled marks have the mean of the layer taken off, as published; open ones
 * beside them its median, which does not push an alpha below 1 towards 1; the title says what that changes. Runs that diverged are crosses at the foot of every panel.
 *
 * @param result finished cells of a grid; `result.notice` is shown, so that it is plain which images were used
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const result = await runFig3(fig3Spec('smoke'), { images });
 * plot(layerTailPanels(result)); // Figure: Tail-index of each layer, fully connected 784-32-32-10 …
 */
export function layerTailPanels(result: NetworkGridResult): Figure {
  checkArguments('layerTailPanels', { result });

  const { cells, spec, notice, network } = result;
  const names = sameLayers(result);
  const layout: Record<string, unknown> = {};
  const places = panels(names.length);
  const top = highest(cells);
  const change = centreChangeText(centreChange(result));
  const ratios = spec.batchSizes.flatMap((b) => spec.stepSizes.map((stepSize) => Math.log10(stepSize / b)));
  // The same from the first run on, while the others are still to come.
  const range = [Math.min(...ratios) - 0.2, Math.max(...ratios) + 0.2];
  for (const { layer, suffix, x, y } of places) {
    const lowest = layer + COLUMNS >= names.length;
    layout[`xaxis${suffix}`] = styledAxis(lowest ? 'η / b' : '', {
      ...{ type: 'log', range, domain: x, anchor: `y${suffix}` },
    });
    layout[`yaxis${suffix}`] = styledAxis(layer % COLUMNS === 0 ? 'tail-index α' : '', {
      ...{ domain: y, anchor: `x${suffix}`, range: [0, top], showticklabels: layer % COLUMNS === 0 },
    });
  }
  const height = heightOf(names.length);
  return styledFigure({
    title: `Tail-index of each layer, ${network}${untilWords(spec.untilAccuracy)}`,
    see: `${notice} A panel for each layer, bars are bootstrap intervals. ${change}`,
    data: [
      ...places.flatMap((panel) =>
        spec.batchSizes.flatMap((batchSize, index) =>
          (['mean', 'median'] as const).map((centre) =>
            tailTrace(cells, { batchSize, index, centre }, panel),
          ),
        ),
      ),
      ...places.flatMap((panel) => divergedTrace(cells, panel)),
    ],
    layout: {
      ...layout,
      ...{ margin: { t: 112, b: 110 }, height: height + 222, meta: { leastWidth: 640 } },
      legend: { orientation: 'h', x: 0, y: -64 / height, yanchor: 'top' },
      annotations: places.map(({ layer, x, y }) => ({
        ...{ text: names[layer], showarrow: false, xref: 'paper', yref: 'paper', font: { size: 12.5 } },
        ...{ x: (x[0] + x[1]) / 2, y: y[1], xanchor: 'center', yanchor: 'bottom' },
      })),
    },
  });
}

const untilWords = (accuracy: number | undefined): string =>
  accuracy === undefined ? '' : `, trained until ${Math.round(100 * accuracy)} % of the training images`;

/** Which network is best, and where its tail is. */
function bestWords({ cells, notice }: NetworkGridResult, layer: number): string {
  const known = cells.flatMap(({ testAccuracy, tails }) => {
    const alpha = tails[layer].tailIndex;
    return testAccuracy === null || alpha === null ? [] : [{ testAccuracy, alpha }];
  });
  const best = known.sort((a, b) => b.testAccuracy - a.testAccuracy)[0];
  if (best === undefined) return notice;
  return `${notice} A point for each network: the best reads ${percent(best.testAccuracy)} at α = ${best.alpha.toFixed(2)}.`;
}

/**
 * Accuracy on test images against the tail-index of one layer, a colour for each batch-size.
 *
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const result = await runFig3(fig3Spec('smoke'), { images });
 * plot(accuracyAgainstTail(result, 2)); // Figure: Test accuracy against the tail-index of dense3 …
 */
export const accuracyAgainstTail = (result: NetworkGridResult, layer = 0): Figure => {
  checkArguments('accuracyAgainstTail', { result, layer });
  const names = sameLayers(result);
  if (names.length === 0) throw argumentError('result.cells', result.cells, 'an array of at least 1 network');
  checkInteger('layer', layer, 0, names.length - 1);

  const name = names[layer];
  return styledFigure({
    title: `Test accuracy against the tail-index of ${name}, ${result.network}${untilWords(result.spec.untilAccuracy)}`,
    see: bestWords(result, layer),
    data: result.spec.batchSizes.map((b, i): Trace => {
      const { color, symbol } = seriesStyle(2 * i);
      const own = result.cells.filter((cell) => cell.batchSize === b && cell.testAccuracy !== null);
      return {
        type: 'scatter',
        mode: 'markers',
        name: `b = ${b}`,
        x: own.map((cell) => cell.tails[layer].tailIndex),
        y: own.map((cell) => cell.testAccuracy),
        customdata: own.map((cell) => [
          cell.stepSize,
          estimateWords(cell.tails[layer].tailIndex, cell.tails[layer].interval),
          percent(cell.testAccuracy),
        ]),
        marker: { color, symbol, size: 9 },
        hovertemplate: `b = ${b}, η = %{customdata[0]}<br>α of ${name} = %{customdata[1]}<br>accuracy on test images %{customdata[2]}<extra></extra>`,
      };
    }),
    layout: {
      xaxis: styledAxis('tail-index α'),
      yaxis: styledAxis('accuracy on test images', { range: [0, 1.02] }),
    },
  });
};
