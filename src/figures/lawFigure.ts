import { argumentError, checkFields } from '../check.js';
import type { Sample } from '../estimators/index.js';
import { checkSample } from '../estimators/sample.js';
import { sortedTail } from '../estimators/tail.js';
import { checkArguments } from '../shapes/checkArguments.js';
import type { Figure } from './figure.js';
import type { KnownLaw } from './knownLaw.js';
import { seriesStyle, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';
import { countWords } from '../countWords.js';

/** Options of {@link lawFigure}. */
export interface LawFigureOptions {
  readonly title?: string;
  /** What the values are, below the axes; the default is `|x|`. */
  readonly values?: string;
}

/** The places in a sample where it is held against a law: the share that is left, and the fewest values. */
const FAR = 0.01;
const FEWEST = 20;
/** Bins in a factor of ten, and values that a bin needs to be drawn. */
const BINS = 8;
const IN_A_BIN = 5;

/** The share of a sample that lies beyond its r-th largest value over that of the law, less 1. */
const excess = (sorted: Float64Array, r: number, { survival }: KnownLaw): number =>
  r / sorted.length / survival(sorted[sorted.length - r]) - 1;

const percent = (share: number): string => `${Number((100 * Math.abs(share)).toPrecision(2))} %`;

/** How near the law is to the sample, far out and in the middle. */
function sentence(sorted: Float64Array, law: KnownLaw): string {
  const n = sorted.length;
  const [first, last] = [Math.max(FEWEST, Math.round(n * FAR * 0.1)), Math.max(FEWEST, Math.round(n * FAR))];
  let most = 0;
  for (let r = first; r <= last; r++) most = Math.max(most, Math.abs(excess(sorted, r, law)));
  return (
    `Where ${percent(last / n)} to ${percent(first / n)} of the values are left, their share is within ${percent(most)} of ` +
    `the ${law.name} (chance: about ${percent(1 / Math.sqrt(first))}); at the median it is off by ${percent(excess(sorted, Math.round(n / 2), law))}.`
  );
}

/** Shares of the values in bins evenly spread in log, over their widths. */
function histogram(sorted: Float64Array): { x: number[]; y: number[] } {
  const [x, y]: [number[], number[]] = [[], []];
  const from = sorted[Math.floor(sorted.length / 100)];
  const factor = 10 ** (1 / BINS);
  let i = sorted.findIndex((value) => value >= from);
  for (let low = from; i < sorted.length; low *= factor) {
    const start = i;
    while (i < sorted.length && sorted[i] < low * factor) i++;
    if (i - start < IN_A_BIN) continue;
    x.push(low * Math.sqrt(factor));
    y.push((i - start) / sorted.length / (low * (factor - 1)));
  }
  return { x, y };
}

const spread = (from: number, to: number, points: number): number[] =>
  Array.from({ length: points }, (_, i) => from * (to / from) ** (i / (points - 1)));

/** The density and the survival function of a law, where they are drawn. */
function lawTraces(law: KnownLaw, from: number, to: number, floor: number): Record<string, unknown>[] {
  const line = { color: seriesStyle(6).color, width: 2 };
  const x = spread(from, to, 120).filter((at) => law.survival(at) < 1 && law.survival(at) >= floor);
  const drawn = { type: 'scatter', mode: 'lines', name: law.name, line, x, hoverinfo: 'skip' };
  return [
    { ...drawn, y: x.map(law.density) },
    { ...drawn, y: x.map(law.survival), xaxis: 'x2', yaxis: 'y2', showlegend: false },
  ];
}

/**
 * The density and the survival function of |x| on log axes, of a sample and of what is known of its law: a power tail with its
 * constant, or a whole law. Nothing is fitted. The sentence says how far the two are apart.
 *
 * @param sample at least 1000 scalars, or vectors, whose norms are taken
 * @throws RangeError for bad samples
 * @example
 * const p = { stepSize: 0.9, batchSize: 1, dimension: 1, sigma: 1 };
 * const run = { stream: { dimension: 1, noiseDeviation: 1 }, stepSize: 0.9, batchSize: 1, iterations: 200, repeats: 20_000 };
 * const { final } = await simulate({ ...run, start: 'zero', seed: 1 });
 * plot(lawFigure(final, powerTail(tailIndex(p)!, tailConstant(p, 1)!.norm))); // Figure: Density and survival function …
 */
export function lawFigure(sample: Sample, law: KnownLaw, options: LawFigureOptions = {}): Figure {
  checkArguments('lawFigure', { sample, law, options });
  checkFields('options', options, ['title', 'values']);
  const sorted = sortedTail(checkSample(sample, 1000), 'both');
  if (sorted.length < 1000)
    throw argumentError('sample', sorted.length, 'at least 1000 values other than 0 long');
  const { title = 'Density and survival function', values = '|x|' } = options;
  const ranks = [...new Set(spread(1, sorted.length, 150).map(Math.round))].reverse();
  const { color, symbol } = seriesStyle(1);
  const marker = { color, symbol, size: 5, opacity: 0.6 };
  const drawn = { type: 'scatter', mode: 'markers', name: `${countWords(sorted.length)} values`, marker };
  const [from, to] = [sorted[Math.floor(sorted.length / 100)], 1.5 * sorted[sorted.length - 1]];
  const range = [Math.log10(from), Math.log10(to)];
  return styledFigure({
    title,
    see: sentence(sorted, law),
    data: [
      { ...drawn, ...histogram(sorted) },
      {
        ...drawn,
        x: ranks.map((r) => sorted[sorted.length - r]),
        y: ranks.map((r) => r / sorted.length),
        ...{ xaxis: 'x2', yaxis: 'y2', showlegend: false },
      },
      ...lawTraces(law, from, to, 0.5 / sorted.length),
    ],
    layout: {
      xaxis: styledAxis(values, { type: 'log', domain: [0, 0.44], range }),
      yaxis: styledAxis('density', { type: 'log' }),
      xaxis2: styledAxis(values, { type: 'log', domain: [0.56, 1], range, anchor: 'y2' }),
      yaxis2: styledAxis('share of larger values', { type: 'log', anchor: 'x2' }),
      legend: { x: 0.02, y: 0.02, xanchor: 'left', yanchor: 'bottom', bordercolor: '#ccc', borderwidth: 1 },
    },
  });
}
