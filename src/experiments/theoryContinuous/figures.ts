import type { ContinuousTimeCurve, ContinuousTimeResult } from './experiment.js';
import type { SpectraResult } from './spectra.js';
import type { Figure } from '../../figures/figure.js';
import { rimmedLine, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { ETA_CRIT, ETA_MAX, estimateWords, numberWords, withMinus } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const shares = ({ stepSizes, critical }: ContinuousTimeCurve): number[] =>
  stepSizes.map((eta) => eta / critical);

/**
 * Exact alpha (lines with points) and that of the diffusion (thin dashed lines) over eta/eta_crit.
 *
 * @example
 * const result = runContinuousTime(continuousTimeSpec('smoke'));
 * plot(continuousTimeCurves(result)); // Figure: α of SGD (points) and of homogenised SGD (dashed) …
 */
export function continuousTimeCurves(result: ContinuousTimeResult): Figure {
  checkArguments('continuousTimeCurves', { result });
  const { curves } = result;
  return styledFigure({
    title: 'α of SGD (points) and of homogenised SGD (dashed)',
    see: curvesWords(curves),
    data: curves.flatMap((curve, i) => {
      const { color, symbol } = seriesStyle(2 * i);
      const name = `b = ${curve.model.batchSize}, d = ${curve.model.dimension}`;
      const common = { type: 'scatter', x: shares(curve), legendgroup: name };
      return [
        {
          ...common,
          mode: 'lines+markers',
          name: `${name}: exact`,
          y: curve.exact,
          line: { color, width: 2 },
          marker: { color, symbol, size: 5 },
        },
        {
          ...common,
          mode: 'lines',
          name: `${name}: diffusion`,
          y: curve.diffusion,
          line: { color, width: 1.5, dash: 'dash' },
        },
      ];
    }),
    layout: {
      xaxis: styledAxis(`step-size η / ${ETA_CRIT}`, { type: 'log' }),
      yaxis: styledAxis('tail-index α', { type: 'log', range: [-1, 5.5] }),
      shapes: [
        { type: 'line', x0: 1, x1: 1, yref: 'paper', y0: 0, y1: 1, line: { color: '#888', dash: 'dot' } },
      ],
    },
  });
}

/** How far the diffusion is from SGD at the smallest step-size drawn. */
function curvesWords(curves: readonly ContinuousTimeCurve[]): string {
  const off = curves.flatMap(({ exact, diffusion }) =>
    exact[0] === null || diffusion[0] === null ? [] : [100 * (diffusion[0] / exact[0] - 1)],
  );
  const [least, most] = [Math.min(...off), Math.max(...off)].map((share) => withMinus(share.toFixed(0)));
  const percent = least === most ? `${least} %` : `${least} to ${most} %`;
  return `At the smallest steps the dashed lines lie ${percent} above the exact α; near ${ETA_CRIT} (dotted) they part for good.`;
}

/**
 * Classes of the map by the ratio of the diffusion's alpha to the exact one, from the least, and two without a ratio. In grey, too, no two look
 * alike.
 */
const classes = [
  ['below ½', '#2f559c'],
  ['½ to 0.9', '#6f9bd1'],
  ['within 10 %', '#ffffff'],
  ['1.1 to 1.25', '#faeccb'],
  ['1.25 to 2', '#f0b95c'],
  ['above 2', '#c2552d'],
  ['only the diffusion<br>has a law', '#6d1420'],
  ['neither has', '#d8d8d8'],
] as const;
const limits = [0.5, 1 / 1.1, 1.1, 1.25, 2, Infinity];

function classOf(exact: number | null, diffusion: number | null): number {
  if (exact === null) return diffusion === null ? 7 : 6;
  // (Where only SGD has a law the diffusion's alpha counts as 0.)
  const ratio = (diffusion ?? 0) / exact;
  return limits.findIndex((limit) => ratio <= limit);
}

/** How much of the map is right to a tenth, where both have a law. */
function mapWords({ map }: ContinuousTimeResult): string {
  const both = map.flatMap(({ exact, diffusion }) =>
    exact.flatMap((alpha, i) => (alpha === null ? [] : [classOf(alpha, diffusion[i])])),
  );
  const right = both.filter((kind) => kind === 2).length;
  return `White: right within 10 %, ${Math.round((100 * right) / both.length)} % of the map where SGD has a law. Orange: tails too light; blue: too heavy; dark red: a law where SGD has none.`;
}

/**
 * How far the diffusion's alpha is from the exact one over eta/eta_crit and the dimension.
 *
 * @example
 * const result = runContinuousTime(continuousTimeSpec('smoke'));
 * plot(continuousTimeMap(result)); // Figure: Where homogenised SGD has the right α, b = 5 …
 */
export function continuousTimeMap(result: ContinuousTimeResult): Figure {
  checkArguments('continuousTimeMap', { result });
  const { spec, map } = result;
  const share = shares(map[0]);
  const edges = classes.flatMap(([, color], i) => [
    [i / classes.length, color],
    [(i + 1) / classes.length, color],
  ]);
  return styledFigure({
    title: `Where homogenised SGD has the right α, b = ${spec.batchSize}`,
    see: mapWords(result),
    data: [
      {
        type: 'heatmap',
        x: share,
        y: spec.dimensions,
        z: map.map(({ exact, diffusion }) => exact.map((alpha, i) => classOf(alpha, diffusion[i]))),
        customdata: map.map(({ exact, diffusion }) =>
          exact.map(
            (alpha, i) =>
              `exact α ${alpha?.toPrecision(4) ?? 'none'}, diffusion ${diffusion[i]?.toPrecision(4) ?? 'none'}`,
          ),
        ),
        zmin: -0.5,
        zmax: classes.length - 0.5,
        colorscale: edges,
        colorbar: {
          title: { text: 'diffusion / exact' },
          tickvals: classes.map((_, i) => i),
          ticktext: classes.map(([name]) => name),
        },
        hovertemplate: `η/${ETA_CRIT} = %{x:.3g}, d = %{y}<br>%{customdata}<extra></extra>`,
      },
      ...rimmedLine(
        {
          ...{ type: 'scatter', mode: 'lines', name: ETA_MAX, y: spec.dimensions },
          x: map.map(({ maximum, critical }) => maximum / critical),
        },
        'solid',
      ),
      ...rimmedLine(
        {
          ...{ type: 'scatter', mode: 'lines', name: 'α = 2 of the diffusion', y: spec.dimensions },
          x: map.map(({ model: { batchSize: b, dimension: d } }) => (d + b + 1) / d),
        },
        'dot',
      ),
    ],
    layout: {
      xaxis: styledAxis(`step-size η / ${ETA_CRIT}`, {
        type: 'log',
        range: [Math.log10(share[0]), Math.log10(share.at(-1) ?? 1)],
      }),
      yaxis: styledAxis('dimension d', { type: 'log' }),
      legend: { orientation: 'h', y: -0.22 },
      meta: { leastWidth: 560 },
    },
  });
}

/**
 * Exact alpha at the same eta/b for several batch-sizes, and the one curve of the diffusion.
 *
 * @example
 * const result = runContinuousTime(continuousTimeSpec('smoke'));
 * const { data } = sameRatioCurves(result);
 * data.map(({ name }) => name); // ['b = 1', 'b = 2', 'b = 5', 'b = 10', 'b = 100', 'diffusion, any b']
 */
export function sameRatioCurves(result: ContinuousTimeResult): Figure {
  checkArguments('sameRatioCurves', { result });
  const { spec, sameRatio } = result;
  const ratios = sameRatio[0].stepSizes.map((eta) => eta / sameRatio[0].model.batchSize);
  return styledFigure({
    title: `Is it η/b alone? Exact α at the same η/b, d = ${spec.dimension}`,
    see: sameRatioWords(result),
    data: [
      ...sameRatio.map(({ model, exact }, i) => ({
        type: 'scatter',
        mode: 'lines+markers',
        name: `b = ${model.batchSize}`,
        x: ratios,
        y: exact,
        line: { color: seriesStyle(i).color, width: 1.5 },
        marker: { color: seriesStyle(i).color, symbol: seriesStyle(i).symbol, size: 6 },
      })),
      {
        type: 'scatter',
        mode: 'lines',
        name: 'diffusion, any b',
        x: ratios,
        y: sameRatio[0].diffusion,
        line: { color: '#222', width: 2.5, dash: 'dash' },
      },
    ],
    layout: {
      xaxis: styledAxis('η/b', { type: 'log', range: [-4.1, -0.4] }),
      yaxis: styledAxis('tail-index α', { type: 'log', range: [-1, 4.5] }),
    },
  });
}

/** Where the batch-sizes part by a tenth. */
function sameRatioWords({ sameRatio }: ContinuousTimeResult): string {
  const ratios = sameRatio[0].stepSizes.map((eta) => eta / sameRatio[0].model.batchSize);
  const apart = ratios.findIndex((_, i) => {
    const known = sameRatio.flatMap(({ exact }) => exact[i] ?? 0);
    return Math.max(...known) > 1.1 * Math.min(...known);
  });
  const first = sameRatio[0].model.batchSize;
  const last = sameRatio[sameRatio.length - 1].model.batchSize;
  if (apart < 0) return `From b = ${first} to b = ${last} the curves are one to 10 %.`;
  return `Up to η/b = ${numberWords(ratios[Math.max(0, apart - 1)], 2)} the exact curves from b = ${first} to b = ${last} are one to 10 %; then the largest batch breaks away first.`;
}

/** Where both bounds are exact they are one number, which rounding must not keep apart. */
const ROUNDING = 1e-6;

/** Decades of all that is drawn: a bar from its base to its end. */
function spectraRange({ cells }: SpectraResult): [number, number] {
  const values = cells.flatMap(({ bounds, diffusion, sgd }) =>
    [bounds.lower, bounds.upper, diffusion, sgd.tailIndex].filter((value) => value !== null && value > 0),
  ) as number[];
  return [Math.log10(Math.min(...values)) - 0.1, Math.log10(Math.max(...values)) + 0.1];
}

/** How many diamonds are within their boxes, and how far the circles are from the diamonds. */
function spectraWords({ cells }: SpectraResult): string {
  const held = cells.filter(
    ({ bounds, diffusion, diffusionError }) =>
      diffusion !== null &&
      diffusion >= (bounds.lower ?? 0) * (1 - ROUNDING) - 1.96 * diffusionError &&
      diffusion <= (bounds.upper ?? Infinity) * (1 + ROUNDING) + 1.96 * diffusionError,
  ).length;
  const ratios = cells.flatMap(({ sgd, diffusion }) =>
    sgd.tailIndex === null || diffusion === null ? [] : [sgd.tailIndex / diffusion],
  );
  return `The boxes (bounds of homogenised SGD) hold ${held} of ${cells.length} diamonds, its α. The circles, SGD itself, are at ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} of the diamonds.`;
}

/**
 * Bounds of homogenised SGD (bars), its alpha, and that of SGD, by spectrum and step-size.
 *
 * @example
 * const { spectra, ...spec } = spectraSpec('smoke');
 * const result = await runSpectra({ ...spec, spectra: spectra.slice(1, 2) });
 * const { data } = spectraFigure(result);
 * data.map(({ name }) => name); // ['bounds of homogenised SGD', 'homogenised SGD', 'SGD']
 */
export function spectraFigure(result: SpectraResult): Figure {
  checkArguments('spectraFigure', { result });
  const { cells } = result;
  const x = [cells.map(({ spectrum }) => spectrum.name), cells.map(({ share }) => String(share))];
  const lower = cells.map(({ bounds }) => bounds.lower ?? 0);
  const point = (
    name: string,
    y: readonly (number | null)[],
    symbol: string,
    color: string,
    errors: readonly number[],
  ) => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x,
    y,
    error_y: {
      type: 'data',
      array: errors.map((error) => 1.96 * error),
      visible: true,
      color,
      thickness: 1.2,
    },
    marker: { symbol, color, size: 9, line: { color, width: 1.5 } },
    customdata: y.map((value, i) =>
      estimateWords(
        value,
        value === null ? null : { lower: value - 1.96 * errors[i], upper: value + 1.96 * errors[i] },
      ),
    ),
    hovertemplate: `${name}<br>%{x}<br>α = %{customdata}<extra></extra>`,
  });
  return styledFigure({
    title: 'Tail-index by spectrum of Σ and share η · tr Σ/(2b)',
    see: spectraWords(result),
    data: [
      {
        type: 'bar',
        name: 'bounds of homogenised SGD',
        x,
        base: lower,
        // A sliver where the bounds meet.
        y: cells.map(({ bounds }, i) => Math.max((bounds.upper ?? 0) - lower[i], 0.006 * lower[i])),
        width: 0.6,
        marker: { color: '#c9d3e6', line: { color: '#3b528b', width: 1 } },
        customdata: cells.map(({ bounds }) =>
          [bounds.lower, bounds.upper].map((end) => (end === null ? 'none' : numberWords(end))),
        ),
        hovertemplate: '%{x}<br>bounds %{customdata[0]} to %{customdata[1]}<extra></extra>',
      },
      point(
        'homogenised SGD',
        cells.map(({ diffusion }) => diffusion),
        'diamond',
        '#21818c',
        cells.map((c) => c.diffusionError),
      ),
      point(
        'SGD',
        cells.map(({ sgd }) => sgd.tailIndex),
        'circle',
        '#c2362f',
        cells.map((c) => c.sgd.standardError ?? 0),
      ),
    ],
    layout: {
      xaxis: styledAxis('', { type: 'multicategory' }),
      yaxis: styledAxis('tail-index α', { type: 'log', range: spectraRange(result) }),
      legend: { orientation: 'h', y: -0.25 },
      meta: { leastWidth: 640 },
    },
  });
}
