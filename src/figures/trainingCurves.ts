import type { Figure } from './figure.js';
import { checkArguments } from '../shapes/checkArguments.js';
import { seriesStyle, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';
import { layerTraces, type TailMoment } from './layerTraces.js';

/** A network at one moment of its training, as `heavyTails`, `trainModel` and `train` record it. */
export interface TrainingMoment extends TailMoment {
  /** Mean loss of the batches since the last record; `null` where it is not known. */
  readonly loss: number | null;
}

/** Options of {@link trainingCurves}. */
export interface TrainingCurvesOptions {
  readonly title?: string;
  /** Layers that are drawn, by name. Default: all. */
  readonly layers?: readonly string[];
}

function lossTrace(run: string, records: readonly TrainingMoment[], index: number): Record<string, unknown> {
  const own = records.filter(({ loss }) => loss !== null);
  const { dash } = seriesStyle(index);
  return {
    type: 'scatter',
    mode: 'lines',
    name: `loss, ${run}`,
    x: own.map(({ batch }) => batch),
    y: own.map(({ loss }) => loss),
    xaxis: 'x2',
    yaxis: 'y2',
    line: { color: '#555', dash, width: 2 },
    hovertemplate: `${run}<br>after batch %{x}<br>loss %{y:.4g}<extra></extra>`,
  };
}

/** The layers of these names, in every record. */
const only = (records: readonly TrainingMoment[], names: readonly string[] | undefined): TrainingMoment[] =>
  records.map((record) => ({
    ...record,
    layers: record.layers.filter(({ name }) => names === undefined || names.includes(name)),
  }));

/**
 * The course of one training or of several in one figure: above the loss, below the tail-index of every layer, a colour for each
 * layer and a dash for each run. A run without a record yet draws nothing, so that a live figure may begin before its training does.
 *
 * @param runs records of each run by its name
 * @example
 * const layer = (tailIndex: number) => ({ name: 'dense', tailIndex, interval: null });
 * const records = [1, 2, 3].map((k) => ({ batch: 100 * k, loss: 2 / k, layers: [layer(2 - k / 10)] }));
 * const live = livePlot(trainingCurves({ 'η = 0.1': [] }));
 * live.update(trainingCurves({ 'η = 0.1': records }));
 */
export function trainingCurves(
  runs: Readonly<Record<string, readonly TrainingMoment[]>>,
  options: TrainingCurvesOptions = {},
): Figure {
  checkArguments('trainingCurves', { runs, options });

  const { title = 'Loss and tail-index over training', layers } = options;
  const own = Object.entries(runs).map(([run, records]) => [run, only(records, layers)] as const);
  const one = own.length === 1;
  const traces = own.flatMap(([run, records], index) =>
    records.length === 0
      ? []
      : [
          lossTrace(run, records, index),
          ...records[0].layers.flatMap((_, layer) => layerTraces(run, records, layer, index, one)),
        ],
  );
  return styledFigure({
    title,
    see: 'Above the loss, below the tail-index: a colour for each layer, a dash for each run, bands are 95 % intervals.',
    data: traces,
    layout: {
      height: 560,
      xaxis: styledAxis('batches', { anchor: 'y' }),
      yaxis: styledAxis('tail-index α', { rangemode: 'tozero', domain: [0, 0.58] }),
      xaxis2: styledAxis('', { anchor: 'y2', matches: 'x', showticklabels: false }),
      yaxis2: styledAxis('loss', { rangemode: 'tozero', domain: [0.66, 1] }),
    },
  });
}
