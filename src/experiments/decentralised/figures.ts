import type { Cooperation, DecentralisedCell, DecentralisedRun } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

function curve(
  cells: readonly DecentralisedCell[],
  of: 'network' | 'node',
  x: (cell: DecentralisedCell) => number,
  index: number,
): Trace {
  const { color, dash, symbol } = seriesStyle(index);
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name: cells[0].cooperation,
    x: cells.map(x),
    y: cells.map((cell) => cell[of].tailIndex),
    error_y: intervalBars(
      cells.map((cell) => cell[of]),
      color,
    ),
    line: { color, dash, width: 2 },
    marker: { color, symbol, size: 8 },
    customdata: cells.map(({ exact }) => exact?.toPrecision(4) ?? 'not known or none'),
    hovertemplate: '%{x}: α = %{y:.3f}<br>exact α: %{customdata}<extra>%{fullData.name}</extra>',
  };
}

/** Exact alpha, where theory has it in closed form and it is below 2.35. */
const exactTrace = (
  cells: readonly DecentralisedCell[],
  x: (cell: DecentralisedCell) => number,
  index: number,
): Trace => ({
  type: 'scatter',
  mode: 'markers',
  name: `${cells[0].cooperation}, exact`,
  x: cells.map(x),
  y: cells.map(({ exact }) => (exact !== null && exact < 2.35 ? exact : null)),
  marker: { color: seriesStyle(index).color, symbol: 'cross-thin-open', size: 11, line: { width: 2 } },
});

function figure(
  result: DecentralisedRun,
  cells: readonly DecentralisedCell[],
  of: 'network' | 'node',
  x: (cell: DecentralisedCell) => number,
  title: string,
  xaxis: Record<string, unknown>,
): Figure {
  const line = (cooperation: Cooperation): DecentralisedCell[] =>
    cells.filter((cell) => cell.cooperation === cooperation);
  const exact = result.spec.cooperations.flatMap((name, i) =>
    line(name).some((cell) => cell.exact !== null && cell.exact < 2.35) ? [exactTrace(line(name), x, i)] : [],
  );
  return {
    data: [
      ...result.spec.cooperations.map((name, i) => curve(line(name), of, x, i)),
      ...(of === 'node' ? exact : []),
    ],
    layout: styledLayout(title, { xaxis, yaxis: styledAxis('tail-index α', { range: [0, 2.45] }) }),
  };
}

/**
 * The tail-index of a node, or of the average over the network, against the step-size.
 *
 * @example
 * const result = await runDecentralised(decentralisedSpec('smoke'));
 * plot(decentralisedOverStepSize(result, 'node')); // Figure: Tail-index of one node against the …
 * plot(decentralisedOverStepSize(result, 'network')); // Figure: Tail-index of the network average …
 */
export const decentralisedOverStepSize = (result: DecentralisedRun, of: 'network' | 'node'): Figure => {
  checkArguments('decentralisedOverStepSize', { result, of });

  return figure(
    result,
    result.overStepSize,
    of,
    (cell) => cell.stepSize,
    `Tail-index of ${of === 'node' ? 'one node' : 'the network average'} against the step-size, N = ${result.spec.nodes}`,
    styledAxis('step-size η'),
  );
};

/**
 * The tail-index of a node against the number of nodes.
 *
 * @example
 * const result = await runDecentralised(decentralisedSpec('smoke'));
 * plot(decentralisedOverNetworkSize(result)); // Figure: Tail-index of one node against the network size …
 */
export const decentralisedOverNetworkSize = (result: DecentralisedRun): Figure => {
  checkArguments('decentralisedOverNetworkSize', { result });

  return figure(
    result,
    result.overNetworkSize,
    'node',
    (cell) => cell.nodes,
    `Tail-index of one node against the network size, η = ${result.spec.stepSize}`,
    styledAxis('number of nodes N', { type: 'log', tickvals: [...result.spec.networkSizes] }),
  );
};
