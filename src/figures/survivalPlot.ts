import { argumentError, checkFields, checkInteger, checkOneOf } from '../check.js';
import { compareTails, logNormalTail } from '../estimators/compareTails.js';
import { koutrouvelis, paretoTail, type Sample, type Tail, type TailOptions } from '../estimators/index.js';
import { checkSample, type CheckedSample } from '../estimators/sample.js';
import { sortedTail } from '../estimators/tail.js';
import { stableCdf, stableSurvival, type StableLaw } from '../stable/index.js';
import type { Figure } from './figure.js';
import { seriesStyle, styledAxis } from './style.js';
import { styledFigure } from './styledFigure.js';
import { countWords } from '../countWords.js';

/** The laws that {@link survivalPlot} fits. */
export type SurvivalFit = 'pareto' | 'lognormal' | 'stable';

const FITS: readonly SurvivalFit[] = ['pareto', 'lognormal', 'stable'];

/** Options of {@link survivalPlot}. */
export interface SurvivalPlotOptions extends TailOptions {
  /** Fitted laws that are drawn. Default: those of the three that the sample carries, without the stable one for vectors. */
  readonly fits?: readonly SurvivalFit[];
  /** Where the Pareto and lognormal tails begin, above 0; default as {@link paretoTail} finds it. */
  readonly xmin?: number;
  /** Most points drawn, evenly spread in log; the default is 300. */
  readonly points?: number;
  readonly title?: string;
}

/** A law: its survival function, and from where on it is meant. */
interface Curve {
  readonly name: string;
  readonly from: number;
  readonly survival: (x: number) => number;
}

const digits = (x: number): string => String(Number(x.toPrecision(3)));

/** P(|X| > x), P(X > x) or P(-X > x) of a stable law. */
function stableTail(law: StableLaw, tail: Tail): (x: number) => number {
  const upper = (x: number): number => stableSurvival(x, law);
  const lower = (x: number): number => stableCdf(-x, law);
  if (tail === 'both') return (x) => upper(x) + lower(x);
  return tail === 'upper' ? upper : lower;
}

/** The Pareto and lognormal tails from xmin on share the values there. */
function tailCurves(
  sample: CheckedSample,
  sorted: Float64Array,
  options: SurvivalPlotOptions,
): Record<'pareto' | 'lognormal', () => Curve> {
  const { tail } = options;
  const { tailIndex, diagnostics } = paretoTail(sample, { tail, xmin: options.xmin, candidates: 200 });
  const { xmin, tailCount } = diagnostics;
  const share = tailCount / sample.rows;
  const lognormal = (): Curve => {
    if (sorted.length < 10 || tailCount < 10)
      throw argumentError(
        'xmin',
        xmin,
        'such that at least 10 values are at or above it for the lognormal fit',
      );
    const [mu, logSigma] = compareTails(sample, { tail, xmin, alternative: 'lognormal' }).parameters;
    const sigma = Math.exp(logSigma);
    const atXmin = logNormalTail(-mu / sigma);
    return {
      name: `lognormal, σ = ${digits(sigma)}, from x = ${digits(xmin)}`,
      from: xmin,
      survival: (x) => share * Math.exp(logNormalTail((Math.log(x / xmin) - mu) / sigma) - atXmin),
    };
  };
  const pareto = (): Curve => ({
    name: `Pareto, α = ${digits(tailIndex)}, from x = ${digits(xmin)}`,
    from: xmin,
    survival: (x) => share * (x / xmin) ** -tailIndex,
  });
  return { pareto, lognormal };
}

/** A curve for each law. Where the caller chose neither laws nor xmin, a sample that is too small or too coarse for some has the others. */
function fittedCurves(
  fits: readonly SurvivalFit[],
  sample: CheckedSample,
  sorted: Float64Array,
  options: SurvivalPlotOptions,
): { curves: Curve[]; without: SurvivalFit[] } {
  const asked = options.fits !== undefined || options.xmin !== undefined;
  const [curves, without]: [Curve[], SurvivalFit[]] = [[], []];
  let tails: ReturnType<typeof tailCurves> | undefined;
  const curveOf = (fit: SurvivalFit): Curve =>
    fit === 'stable'
      ? stableCurve(sample, sorted, options.tail ?? 'both')
      : (tails ??= tailCurves(sample, sorted, options))[fit]();
  for (const fit of fits)
    try {
      curves.push(curveOf(fit));
    } catch (error) {
      if (asked || !(error instanceof RangeError)) throw error;
      without.push(fit);
    }
  return { curves, without };
}

function stableCurve(sample: CheckedSample, sorted: Float64Array, tail: Tail): Curve {
  const { diagnostics: law } = koutrouvelis(sample);
  return { name: `stable, α = ${digits(law.alpha)}`, from: sorted[0], survival: stableTail(law, tail) };
}

/** So many numbers from `from` to `to`, evenly spread in log. */
const spread = (from: number, to: number, points: number): number[] =>
  Array.from({ length: points }, (_, i) => from * (to / from) ** (i / (points - 1)));

function curveTrace(
  { name, from, survival }: Curve,
  to: number,
  floor: number,
  index: number,
): Record<string, unknown> {
  const { color } = seriesStyle(6 - 2 * index);
  const { dash } = seriesStyle(index);
  const x = spread(from, to, 120);
  const points = x.map((at) => [at, survival(at)]).filter(([, y]) => y >= floor);
  return {
    type: 'scatter',
    mode: 'lines',
    name,
    x: points.map(([at]) => at),
    y: points.map(([, y]) => y),
    line: { color, dash, width: 2 },
    hoverinfo: 'skip',
  };
}

/**
 * The survival function of a sample on two log axes, the share of values of at least x against x, with fitted laws. A power
 * tail is a straight line of slope -α. The Pareto law and the lognormal one are fitted to the values from xmin on and drawn from there;
 * the stable one to the whole sample.
 *
 * @param sample scalars, or vectors, whose norms are taken; for weights of a network take their mean off first
 * @throws RangeError for bad samples, an unknown law, a stable fit to vectors, fewer values than a fit needs
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 1);
 * plot(survivalPlot(sample, { fits: ['pareto', 'stable'] })); // Figure: Survival function …
 * survivalPlot(sample).data[1].name; // 'Pareto, α = 1.66, from x = 1.71'
 */
export function survivalPlot(sample: Sample, options: SurvivalPlotOptions = {}): Figure {
  checkFields('options', options, ['tail', 'points', 'fits', 'title', 'xmin']);
  const checked = checkSample(sample, 2);
  const {
    tail = 'both',
    points = 300,
    fits = FITS.filter((fit) => fit !== 'stable' || checked.columns === 1),
  } = options;
  checkInteger('points', points, 2, 100_000);
  if (!Array.isArray(fits as unknown)) throw argumentError('fits', fits, `a list of ${FITS.join(', ')}`);
  fits.forEach((fit) => checkOneOf('fits', fit, FITS));
  const sorted = sortedTail(checked, tail);
  if (sorted.length < 2) throw argumentError('sample', sorted.length, 'at least 2 positive values long');
  const { curves, without } = fittedCurves(fits, checked, sorted, options);
  // The place of a value from the top, 1 for the largest.
  const ranks = new Set(spread(1, sorted.length, points).map(Math.round));
  const places = [...ranks].map((rank) => sorted.length - rank).reverse();
  const { color, symbol } = seriesStyle(1);
  const name = { both: '|x|', upper: 'x', lower: '−x' }[tail];
  // The few values next to 0 would take half of a log axis.
  const from = sorted[Math.floor(sorted.length / 100)];
  const to = Math.min(Number.MAX_VALUE, 3 * sorted[sorted.length - 1]);
  const floor = 0.2 / checked.rows;
  return styledFigure({
    title: options.title ?? 'Survival function: a power tail is a straight line',
    see: `Where the points follow a straight line the tail is a power, and −α is its slope; a lognormal tail bends down.${
      without.length === 0 ? '' : ` Too few or too equal values to fit: ${without.join(', ')}.`
    }`,
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: `${countWords(checked.rows)} values`,
        x: places.map((i) => sorted[i]),
        y: places.map((i) => (sorted.length - i) / checked.rows),
        marker: { color, symbol, size: 5, opacity: 0.4 },
        hovertemplate: `${name} = %{x:.4g}<br>share %{y:.4g}<extra></extra>`,
      },
      ...curves.map((curve, i) => curveTrace(curve, to, floor, i)),
    ],
    layout: {
      xaxis: styledAxis(`${name}${checked.columns > 1 ? ', norm' : ''}`, {
        type: 'log',
        range: [Math.log10(from), Math.log10(to)],
      }),
      yaxis: styledAxis('share of values of at least that', {
        type: 'log',
        range: [Math.log10(floor), 0.1],
      }),
    },
  });
}
