import type { Cooperation, DecentralisedCell, DecentralisedRun } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

/** What a figure calls a way to work together. */
const names: Readonly<Record<Cooperation, string>> = {
  centralised: 'centralised',
  complete: 'complete graph',
  erdosRenyi: 'Erdős–Rényi graph',
  torus: 'torus',
  star: 'star',
  ring: 'ring',
  disconnected: 'disconnected',
};

/** Estimates of what is left when some repeats have run beyond all numbers say nothing. */
const isWhole = ({ overflowed }: DecentralisedCell): boolean => overflowed === 0;

function curve(
  cooperation: Cooperation,
  cells: readonly DecentralisedCell[],
  of: 'network' | 'node',
  x: (cell: DecentralisedCell) => number,
  index: number,
): Trace {
  const { color, dash, symbol } = seriesStyle(index);
  const name = names[cooperation];
  const read = (cell: DecentralisedCell): DecentralisedCell['node'] =>
    isWhole(cell) ? cell[of] : { tailIndex: null, interval: null };
  return {
    type: 'scatter',
    mode: 'lines+markers',
    name,
    x: cells.map(x),
    y: cells.map((cell) => read(cell).tailIndex),
    error_y: intervalBars(cells.map(read), color),
    line: { color, dash, width: 2 },
    marker: { color, symbol, size: 8 },
    customdata: cells.map((cell) => [
      estimateWords(read(cell).tailIndex, read(cell).interval),
      cell.exact?.toPrecision(4) ?? 'not known, or none',
    ]),
    hovertemplate: `${name}, %{x}<br>estimated α = %{customdata[0]}<br>exact α: %{customdata[1]}<extra></extra>`,
  };
}

/** A ring around the exact alpha, where theory has one that an estimate can show. */
const exactTrace = (cells: readonly DecentralisedCell[], x: (cell: DecentralisedCell) => number): Trace => {
  const known = cells.filter(({ exact }) => exact !== null && exact < 2.35);
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'exact α',
    x: known.map(x),
    y: known.map(({ exact }) => exact),
    marker: { color: '#222', symbol: 'circle-open', size: 17, line: { width: 2 } },
    customdata: known.map(({ cooperation }) => names[cooperation]),
    hovertemplate: '%{customdata}: exact α = %{y:.4f}<extra></extra>',
  };
};

/** Crosses at the foot where repeats ran beyond all numbers. */
const lostTrace = (cells: readonly DecentralisedCell[], x: (cell: DecentralisedCell) => number): Trace => ({
  type: 'scatter',
  mode: 'markers',
  name: 'ran to infinity',
  x: cells.map(x),
  y: cells.map((_, i) => 0.04 + 0.04 * (i % 3)),
  marker: { color: '#c2362f', symbol: 'x-thin-open', size: 9, line: { width: 2 } },
  customdata: cells.map(({ cooperation, overflowed }) => `${names[cooperation]}: ${overflowed} repeats`),
  hovertemplate: '%{customdata} beyond all numbers<extra></extra>',
});

interface Drawing {
  readonly of: 'network' | 'node';
  readonly x: (cell: DecentralisedCell) => number;
  readonly title: string;
  readonly see: string;
  readonly xaxis: Record<string, unknown>;
}

function figure(
  { spec }: DecentralisedRun,
  cells: readonly DecentralisedCell[],
  { of, x, title, see, xaxis }: Drawing,
): Figure {
  const line = (cooperation: Cooperation): DecentralisedCell[] =>
    cells.filter((cell) => cell.cooperation === cooperation);
  const exact = exactTrace(cells, x);
  const lost = cells.filter((cell) => !isWhole(cell));
  return styledFigure({
    title,
    see,
    data: [
      ...spec.cooperations.map((name, i) => curve(name, line(name), of, x, i)),
      ...(of === 'node' && (exact.x as number[]).length > 0 ? [exact] : []),
      ...(lost.length > 0 ? [lostTrace(lost, x)] : []),
    ],
    layout: { xaxis, yaxis: styledAxis('tail-index α', { range: [-0.02, 2.45] }) },
  });
}

/** From where on each way to work together reads an alpha clearly below 2. */
function leavingWords(result: DecentralisedRun, of: 'network' | 'node'): string {
  const left = result.spec.cooperations.map((cooperation) => {
    const cells = result.overStepSize.filter((cell) => cell.cooperation === cooperation && isWhole(cell));
    return {
      name: names[cooperation],
      at: cells.find((cell) => (cell[of].interval?.upper ?? 2) < 1.9)?.stepSize,
    };
  });
  const steps = [...new Set(left.flatMap(({ at }) => at ?? []))].sort((a, b) => a - b);
  const groups = steps.map(
    (step) =>
      `${left
        .filter(({ at }) => at === step)
        .map(({ name }) => name)
        .join(', ')} at η = ${step}`,
  );
  const first =
    groups.length === 0
      ? 'No interval lies below 1.9.'
      : `The first interval below 1.9: ${groups.join('; ')}.`;
  return `${first} Bars are 95 % intervals.`;
}

/** Which ways to work together keep a node light on the largest network. */
function sizeWords({ spec, overNetworkSize }: DecentralisedRun): string {
  const most = Math.max(...spec.networkSizes);
  const at = overNetworkSize.filter(({ nodes }) => nodes === most);
  const named = (cells: readonly DecentralisedCell[]): string =>
    cells.length === 0 ? 'none' : cells.map(({ cooperation }) => names[cooperation]).join(', ');
  const light = at.filter((cell) => isWhole(cell) && (cell.node.interval?.upper ?? 0) >= 1.9);
  const heavy = at.filter((cell) => !light.includes(cell));
  return `A node alone (N = 1) is heavy-tailed or has no law. At N = ${most} a node reads α near 2 in: ${named(light)}; below 1.9 in: ${named(heavy)}. Bars are 95 % intervals.`;
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

  return figure(result, result.overStepSize, {
    of,
    x: (cell) => cell.stepSize,
    title: `Tail-index of ${of === 'node' ? 'one node' : 'the network average'} against the step-size, N = ${result.spec.nodes}`,
    see: leavingWords(result, of),
    xaxis: styledAxis('step-size η'),
  });
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

  return figure(result, result.overNetworkSize, {
    of: 'node',
    x: (cell) => cell.nodes,
    title: `Tail-index of one node against the network size, η = ${result.spec.stepSize}`,
    see: sizeWords(result),
    xaxis: styledAxis('number of nodes N', {
      type: 'log',
      tickvals: [...result.spec.networkSizes],
      ticktext: result.spec.networkSizes.map(String),
    }),
  });
};
