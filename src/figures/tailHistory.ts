import { argumentError } from '../check.js';
import type { Interval } from '../interval.js';
import type { Figure } from './figure.js';
import { seriesStyle, styledAxis, styledLayout } from './style.js';

/** The tails of the layers at one moment of a training, as `heavyTails`, `trainModel` and `train` record them. */
export interface TailMoment {
  readonly batch: number;
  readonly layers: readonly {
    readonly name: string;
    readonly tailIndex: number | null;
    readonly interval: Interval | null;
  }[];
}

/** The intervals of a layer as a band: up along the upper ends and back along the lower ones. */
function bandTrace(records: readonly TailMoment[], layer: number): Record<string, unknown>[] {
  const known = records.flatMap(({ batch, layers }) => {
    const { interval } = layers[layer];
    return interval !== null && Number.isFinite(interval.upper) ? [{ batch, interval }] : [];
  });
  if (known.length < 2) return [];
  const back = [...known].reverse();
  return [
    {
      type: 'scatter',
      mode: 'lines',
      x: [...known, ...back].map(({ batch }) => batch),
      y: [...known.map(({ interval }) => interval.upper), ...back.map(({ interval }) => interval.lower)],
      fill: 'toself',
      fillcolor: seriesStyle(layer).color,
      opacity: 0.15,
      line: { width: 0 },
      hoverinfo: 'skip',
      showlegend: false,
    },
  ];
}

/** The tail-index of one layer of a run, and its intervals; `index` is that of the run, `one` whether it is the only one. */
export function layerTraces(
  run: string,
  records: readonly TailMoment[],
  layer: number,
  index: number,
  one: boolean,
): Record<string, unknown>[] {
  const { color, symbol } = seriesStyle(layer);
  const { name } = records[0].layers[layer];
  const own = records.filter(({ layers }) => layers[layer].tailIndex !== null);
  const label = one ? name : `${name}, ${run}`;
  const line = {
    type: 'scatter',
    mode: 'lines+markers',
    name: label,
    x: own.map(({ batch }) => batch),
    y: own.map(({ layers }) => layers[layer].tailIndex),
    line: { color, dash: seriesStyle(index).dash, width: 2 },
    marker: { color, symbol, size: 6 },
    hovertemplate: `${label}<br>batch %{x}<br>α = %{y:.3f}<extra></extra>`,
  };
  return [...bandTrace(records, layer), line];
}

/**
 * The tail-index of every layer over the batches of a training, with its intervals as a band: a colour for each layer, a dash for each
 * run.
 *
 * @param runs records of each run by its name
 * @throws RangeError without a record in any run
 * @example
 * const layer = (tailIndex: number) => ({ name: 'dense', tailIndex, interval: null });
 * const records = [100, 200, 300].map((batch) => ({ batch, layers: [layer(2 - batch / 1000)] }));
 * plot(tailHistory({ 'η = 0.1': records })); // Figure: Tail-index of each layer over training …
 */
export function tailHistory(runs: Readonly<Record<string, readonly TailMoment[]>>): Figure {
  const own = Object.entries(runs).filter(([, records]) => records.length > 0);
  if (own.length === 0) throw argumentError('runs', Object.keys(runs), 'runs with at least one record');
  return {
    data: own.flatMap(([run, records], index) =>
      records[0].layers.flatMap((_, layer) => layerTraces(run, records, layer, index, own.length === 1)),
    ),
    layout: styledLayout('Tail-index of each layer over training', {
      xaxis: styledAxis('batches'),
      yaxis: styledAxis('tail-index α', { rangemode: 'tozero' }),
    }),
  };
}
