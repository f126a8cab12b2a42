import type { ProductAgreementResult } from './agreement.js';
import type { ProductsCell, ProductsResult } from './experiment.js';
import { variantName, type SgdVariant } from './sgdVariants.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords, numberWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const kinds: readonly (readonly [SgdVariant['kind'], string])[] = [
  ['momentum', 'momentum'],
  ['cycle', 'cyclic step-sizes'],
  ['random', 'random step-sizes'],
  ['network', 'decentralised'],
];

/** An estimate with 1.96 standard errors to both sides. */
const interval = (
  estimate: number | null,
  error: number | null,
): Parameters<typeof intervalBars>[0][number] => ({
  tailIndex: estimate,
  interval:
    estimate === null || error === null
      ? null
      : { lower: estimate - 1.96 * error, upper: estimate + 1.96 * error },
});

/**
 * How far the sampled alpha is from the exact one, relative to it, over the exact one; 95 % intervals.
 *
 * @example
 * const { settings, ...spec } = productAgreementSpec('smoke');
 * const result = await runProductAgreement({ ...spec, settings: settings.slice(2) });
 * plot(productAgreementFigure(result)); // Figure: Sampled α less the exact one, 95 % intervals …
 */
export function productAgreementFigure(result: ProductAgreementResult): Figure {
  checkArguments('productAgreementFigure', { result });
  const { cells } = result;
  const groups = [
    ['d = 1 to 5', 1, 5],
    ['d = 10 and 20', 6, 20],
    ['d = 50 and 100', 21, Infinity],
  ] as const;
  const data = groups.map(([name, least, most], i): Trace => {
    const { color, symbol } = seriesStyle(2 * i);
    const found = cells.flatMap(({ setting, exact, tailIndex, standardError }) =>
      exact === null ||
      tailIndex === null ||
      standardError === null ||
      !within(setting.dimension, least, most)
        ? []
        : [{ setting, exact, off: 100 * (tailIndex / exact - 1), error: (100 * standardError) / exact }],
    );
    return {
      type: 'scatter',
      mode: 'markers',
      name,
      x: found.map(({ exact }) => exact),
      y: found.map(({ off }) => off),
      error_y: intervalBars(
        found.map(({ off, error }) => interval(off, error)),
        color,
        4,
      ),
      marker: { color, symbol, size: 8 },
      text: found.map(({ setting: p }) => `η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension}`),
      customdata: found.map(
        ({ off, error }) =>
          `${off < 0 ? '−' : '+'}${Math.abs(off).toFixed(2)} % ± ${(1.96 * error).toFixed(2)} %`,
      ),
      hovertemplate: '%{text}<br>exact α = %{x:.4g}<br>sampled: %{customdata}<extra></extra>',
    };
  });
  return styledFigure({
    title: 'Sampled α less the exact one, 95 % intervals',
    see: agreementWords(result),
    data,
    layout: {
      xaxis: styledAxis('exact α', { type: 'log' }),
      yaxis: styledAxis('difference in % of α', {
        zeroline: true,
        zerolinecolor: '#444',
        zerolinewidth: 1.5,
      }),
    },
  });
}

/** How many of the intervals hold the exact value, and the largest difference. */
function agreementWords({ cells }: ProductAgreementResult): string {
  const known = cells.flatMap(({ exact, tailIndex, standardError }) =>
    exact === null || tailIndex === null || standardError === null
      ? []
      : [{ off: Math.abs(tailIndex / exact - 1), held: Math.abs(tailIndex - exact) <= 1.96 * standardError }],
  );
  const most = 100 * Math.max(0, ...known.map(({ off }) => off));
  return `${known.filter(({ held }) => held).length} of ${known.length} intervals hold the exact α (the line at 0); the largest difference is ${numberWords(most, 2)} %.`;
}

const within = (value: number, least: number, most: number): boolean => value >= least && value <= most;

function comparison(cells: readonly ProductsCell[], name: string, i: number): Trace {
  const { color, symbol } = seriesStyle(2 * i);
  const found = cells.filter(({ tailIndex, hill }) => tailIndex !== null && hill !== null);
  return {
    type: 'scatter',
    mode: 'markers',
    name,
    x: found.map(({ tailIndex }) => tailIndex),
    y: found.map(({ hill }) => hill),
    error_x: intervalBars(
      found.map((c) => interval(c.tailIndex, c.standardError)),
      color,
    ),
    error_y: intervalBars(
      found.map((c) => interval(c.hill, c.hillError)),
      color,
    ),
    marker: { color, symbol, size: 9 },
    text: found.map(({ variant }) => variantName(variant)),
    customdata: found.map((c) => [
      estimateWords(c.tailIndex, interval(c.tailIndex, c.standardError).interval),
      estimateWords(c.hill, interval(c.hill, c.hillError).interval),
    ]),
    hovertemplate: `${name}: %{text}<br>products: α = %{customdata[0]}<br>SGD: α = %{customdata[1]}<extra></extra>`,
  };
}

/**
 * Hill's estimate of the iterates of SGD against alpha of the random matrix products, with 95 % intervals.
 *
 * @example
 * const result = await runProducts(productsSpec('smoke'));
 * plot(productsComparison(result)); // Figure: α of the iterates of SGD against α of the matrix products …
 */
export function productsComparison(result: ProductsResult): Figure {
  checkArguments('productsComparison', { result });
  const { cells } = result;
  const values = cells.flatMap(({ tailIndex, hill }) =>
    tailIndex === null || hill === null ? [] : [tailIndex, hill],
  );
  const range = [0.8 * Math.min(...values, 1), 1.15 * Math.max(...values, 2)];
  return styledFigure({
    title: 'α of the iterates of SGD against α of the matrix products',
    see: comparisonWords(result),
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        name: 'equal',
        x: range,
        y: range,
        line: { color: '#444', dash: 'dash', width: 1.5 },
        hoverinfo: 'skip',
      },
      ...kinds.map(([kind, name], i) =>
        comparison(
          cells.filter(({ variant }) => variant.kind === kind),
          name,
          i,
        ),
      ),
    ],
    layout: {
      xaxis: styledAxis('α of the products, 95 % interval', { range }),
      yaxis: styledAxis('Hill’s estimate from SGD, 95 % interval', { range }),
    },
  });
}

/** How many variants agree within both errors. */
function comparisonWords({ cells }: ProductsResult): string {
  const known = cells.flatMap(({ tailIndex, standardError, hill, hillError }) =>
    tailIndex === null || hill === null
      ? []
      : [Math.abs(tailIndex - hill) <= 1.96 * Math.hypot(standardError ?? 0, hillError ?? 0)],
  );
  return `Both ways give the same α where a cross meets the dashed line: ${known.filter(Boolean).length} of ${known.length} variants do within both errors.`;
}

function survivalTraces({ thresholds, survival, tailIndex, variant }: ProductsCell, i: number): Trace[] {
  const { color, symbol, dash } = seriesStyle(2 * i);
  const name = `${variantName(variant)}: α = ${tailIndex!.toFixed(2)}`;
  const anchor = Math.floor(survival.length * 0.6);
  const tail = thresholds.slice(Math.floor(survival.length * 0.25));
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name,
      x: thresholds,
      y: survival,
      marker: { color, symbol, size: 6 },
      legendgroup: String(i),
      hovertemplate: `${name}<br>P(‖x‖ > %{x:.3~g}) = %{y:.3~g}<extra></extra>`,
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: `slope −α = −${tailIndex!.toFixed(2)}`,
      legendgroup: String(i),
      showlegend: false,
      x: tail,
      y: tail.map((t) => survival[anchor] * (t / thresholds[anchor]) ** -tailIndex!),
      line: { color, dash, width: 1.5 },
      hoverinfo: 'skip',
    },
  ];
}

/**
 * Survival functions of the iterates of SGD beside the power of the products: of every kind of variant the first that has one.
 *
 * @example
 * const result = await runProducts(productsSpec('smoke'));
 * plot(productsSurvival(result)); // Figure: How often is ‖x‖ above t? Points: SGD; lines: slope of the …
 */
export function productsSurvival(result: ProductsResult): Figure {
  checkArguments('productsSurvival', { result });
  const { cells } = result;
  const shown = kinds.flatMap(([kind]) => {
    const first = cells.find(
      (cell) => cell.variant.kind === kind && cell.survival.length > 0 && cell.tailIndex !== null,
    );
    return first ? [first] : [];
  });
  const rarest = Math.min(0.1, ...shown.map(({ survival }) => survival.at(-1)!));
  return styledFigure({
    title: 'How often is ‖x‖ above t? Points: SGD; lines: slope of the products',
    see: 'The tail of each variant of SGD runs along a line with the slope that the matrix products give; only its height is fitted.',
    data: shown.flatMap(survivalTraces),
    layout: {
      xaxis: styledAxis('threshold t', { type: 'log' }),
      yaxis: styledAxis('P(‖x‖ > t)', { type: 'log', range: [Math.log10(rarest) - 0.3, 0] }),
      legend: { orientation: 'h', y: -0.2 },
      height: 560,
    },
  });
}
