import { argumentError } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';
import type { Figure } from './figure.js';
import { layerTraces, type TailMoment } from './layerTraces.js';
import { styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';

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
  checkArguments('tailHistory', { runs });

  const own = Object.entries(runs).filter(([, records]) => records.length > 0);
  if (own.length === 0) throw argumentError('runs', Object.keys(runs), 'runs with at least one record');
  return styledFigure({
    title: 'Tail-index of each layer over training',
    see: 'A colour for each layer, a dash for each run, bands are 95 % intervals: a line that falls is a layer whose tail grows heavier.',
    data: own.flatMap(([run, records], index) =>
      records[0].layers.flatMap((_, layer) => layerTraces(run, records, layer, index, own.length === 1)),
    ),
    layout: {
      xaxis: styledAxis('batches'),
      yaxis: styledAxis('tail-index α', { rangemode: 'tozero' }),
    },
  });
}
