import { argumentError } from '../check.js';
import { generalisedPareto, meanExcess, type MeanExcessOptions, type Sample } from '../estimators/index.js';
import type { Figure } from './figure.js';
import { checkArgument } from '../shapes/checkArguments.js';
import { seriesStyle, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';

type Trace = Record<string, unknown>;

/** A line with a band around it. */
function banded(
  x: readonly number[],
  y: readonly number[],
  [lower, upper]: readonly number[][],
  name: string,
): Trace[] {
  const edge = { type: 'scatter', mode: 'lines', line: { width: 0 }, hoverinfo: 'skip' };
  return [
    { ...edge, x, y: lower, showlegend: false },
    { ...edge, name: '95 % band', x, y: upper, fill: 'tonexty', fillcolor: 'rgba(59, 82, 139, 0.18)' },
    { type: 'scatter', mode: 'lines', name, x, y, line: { color: seriesStyle(1).color, width: 2 } },
  ];
}

/** At most 300 places of 0 … last, evenly spread. */
const places = (last: number): number[] => [
  ...new Set(Array.from({ length: 300 }, (_, i) => Math.round((i / 299) * last))),
];

/**
 * Mean-excess plot: the mean of what the larger values exceed a threshold by, against the threshold. A power tail with alpha above 1 shows
 * as a rising straight line of slope 1/(alpha - 1), an exponential tail as a level one; the threshold belongs where the line begins.
 *
 * @example
 * const g = createGenerator('mean excess');
 * const sample = Float64Array.from({ length: 5000 }, () => (1 - g.uniform()) ** (-1 / 3));
 * plot(meanExcessPlot(sample)); // Figure: Mean excess: a straight line where the tail is a power …
 */
export function meanExcessPlot(sample: Sample, options: MeanExcessOptions = {}): Figure {
  const { threshold, mean, lower, upper } = meanExcess(sample, options);
  const kept = places(threshold.length - 1);
  const pick = (values: Float64Array): number[] => kept.map((i) => values[i]);
  return styledFigure({
    title: 'Mean excess: a straight line where the tail is a power',
    see: 'A line that rises straight is a power tail, a level one an exponential tail; the threshold belongs where the line begins.',
    data: banded(pick(threshold), pick(mean), [pick(lower), pick(upper)], 'mean excess'),
    layout: {
      xaxis: styledAxis('threshold'),
      yaxis: styledAxis('mean excess over it', { rangemode: 'tozero' }),
    },
  });
}

/** Options of {@link thresholdPlot}. */
export interface ThresholdPlotOptions extends MeanExcessOptions {
  /** The true tail-index, drawn as a line, where it is known. */
  readonly exact?: number;
}

/** Values of k that are fitted. */
const FITS = 60;

/**
 * Threshold plot: 1/alpha of a generalised Pareto law fitted to the excesses, with its 95 % band, against the number k of values above the
 * threshold. The threshold belongs where the curve is level; a band that holds 0 does not exclude a tail lighter than every power.
 *
 * @example
 * plot(thresholdPlot(stableSample(5000, { alpha: 1.5 }, 1), { exact: 1.5 })); // Figure: Peaks over threshold: look for a level stretch …
 */
export function thresholdPlot(sample: Sample, given: ThresholdPlotOptions = {}): Figure {
  checkArgument('thresholdPlot', 1, 'options', given);
  const { exact, kMax, ...options } = given;
  if (exact !== undefined && !(typeof exact === 'number' && exact > 0))
    throw argumentError('exact', exact, 'a number above 0');
  const most = meanExcess(sample, { kMax, ...options }).threshold.length + 9;
  const least = Math.min(20, most);
  const ks = [
    ...new Set(
      Array.from({ length: FITS }, (_, i) => Math.round(least * (most / least) ** (i / (FITS - 1)))),
    ),
  ];
  const gammas = ks.map((k) => generalisedPareto(sample, { k, ...options }).diagnostics.gamma);
  const reach = gammas.map((gamma, i) => (1.96 * (1 + gamma)) / Math.sqrt(ks[i]));
  const line: Trace[] =
    exact === undefined
      ? []
      : [
          {
            ...{ type: 'scatter', mode: 'lines', name: `exact 1/α = ${(1 / exact).toPrecision(3)}` },
            ...{ x: [ks[0], ks[ks.length - 1]], y: [1 / exact, 1 / exact] },
            line: { color: '#444', dash: 'dash', width: 1.5 },
          },
        ];
  return styledFigure({
    title: 'Peaks over threshold: look for a level stretch',
    see: 'The threshold belongs where the curve is level; a band that holds 0 does not exclude a tail lighter than every power.',
    data: [
      ...banded(
        ks,
        gammas,
        [gammas.map((gamma, i) => gamma - reach[i]), gammas.map((gamma, i) => gamma + reach[i])],
        'generalised Pareto',
      ),
      ...line,
    ],
    layout: {
      xaxis: styledAxis('values k above the threshold', { type: 'log' }),
      yaxis: styledAxis('extreme value index 1/α'),
    },
  });
}
