import type { Interval } from '../interval.js';
import { seriesStyle } from './style.js';
import { estimateWords } from './words.js';

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
    customdata: own.map(({ layers }) => estimateWords(layers[layer].tailIndex, layers[layer].interval)),
    hovertemplate: `${label}<br>after batch %{x}<br>α = %{customdata}<extra></extra>`,
  };
  return [...bandTrace(records, layer), line];
}
