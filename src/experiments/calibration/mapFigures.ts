import type { CalibrationRow } from './cell.js';
import type { Figure } from '../../figures/figure.js';
import { MAP_TEXT, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { countWords } from '../../countWords.js';
import { numberWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** A table of numbers over law and estimator, each written in its cell. */
interface CalibrationMap {
  readonly title: string;
  readonly see: string;
  readonly value: (row: CalibrationRow) => number | null;
  readonly text: (row: CalibrationRow) => string;
  readonly hover: (row: CalibrationRow) => string;
  readonly scale: Record<string, unknown>;
}

const NOTHING = 'Grey: “–” most samples gave no estimate, “n/a” the estimator was not tried on this law.';

/** Grey cells where there is no number: "–" where most samples gave no estimate, "n/a" where the estimator was not tried. */
const emptyCells = (x: readonly string[], y: readonly string[], texts: readonly string[][]): Trace => ({
  ...{ type: 'heatmap', x, y, z: texts.map((line) => line.map((text) => (text === '' ? null : 0))) },
  ...{ text: texts, texttemplate: '%{text}', textfont: MAP_TEXT, xgap: 1, ygap: 1, hoverongaps: false },
  ...{ showscale: false, zmin: 0, zmax: 1, colorscale: [[0, '#cccccc'], [1, '#cccccc']] }, // prettier-ignore
  customdata: texts.map((line) =>
    line.map((text) => (text === '–' ? 'most samples gave no estimate' : 'not tried on this law')),
  ),
  hovertemplate: '%{y}<br>%{x}<br>%{customdata}<extra></extra>',
});

function map(rows: readonly CalibrationRow[], drawing: CalibrationMap): Figure {
  const { title, see, value, text, hover, scale } = drawing;
  const laws = unique(rows.map(({ law }) => law));
  const estimators = unique(rows.map(({ estimator }) => estimator));
  const table = <T>(read: (row: CalibrationRow | undefined) => T): T[][] =>
    laws.map((law) =>
      estimators.map((estimator) => read(rows.find((row) => row.law === law && row.estimator === estimator))),
    );
  const known = (row: CalibrationRow | undefined): row is CalibrationRow =>
    row !== undefined && value(row) !== null;
  const empty = table((row) => (known(row) ? '' : row === undefined ? 'n/a' : '–'));
  return styledFigure({
    title,
    see: empty.flat().some((mark) => mark !== '') ? `${see} ${NOTHING}` : see,
    data: [
      emptyCells(estimators, laws, empty),
      {
        type: 'heatmap',
        x: estimators,
        y: laws,
        z: table((row) => (known(row) ? value(row) : null)),
        text: table((row) => (known(row) ? text(row) : '')),
        customdata: table((row) => (known(row) ? hover(row) : '')),
        ...{ texttemplate: '%{text}', textfont: MAP_TEXT, xgap: 1, ygap: 1, hoverongaps: false },
        hovertemplate: '%{y}<br>%{x}<br>%{customdata}<extra></extra>',
        ...scale,
      },
    ],
    layout: {
      height: 190 + 34 * laws.length,
      margin: { l: 150, b: 130 },
      xaxis: styledAxis('', { tickangle: -35, showgrid: false }),
      yaxis: styledAxis('', { autorange: 'reversed', showgrid: false }),
      meta: { leastWidth: 210 + 44 * estimators.length },
    },
  });
}

/** From where on a colour holds. */
type ColourStep = readonly [from: number, colour: string];

/** A few flat colours: a reader tells them apart in the bar, and a picture with hundreds of shades is several times as large. */
const steps = (from: readonly ColourStep[]): ColourStep[] =>
  from.flatMap(
    ([start, colour], i) =>
      [
        [start, colour],
        [from[i + 1]?.[0] ?? 1, colour],
      ] as const,
  );

/** White is within a tenth. */
const BIAS_STEPS: readonly ColourStep[] = [
  [0.5, '#8fa3d9'],
  [0.65, '#b3c1e6'],
  [0.8, '#d8dff2'],
  [0.9, '#ffffff'],
  [1.1, '#f5e2cd'],
  [1.25, '#ecc79c'],
  [1.5, '#e0a060'],
];
const BIAS_TICKS = [0.5, 0.65, 0.8, 0.9, 1.1, 1.25, 1.5, 2];

const COVERAGE_STEPS: readonly ColourStep[] = [
  [0, '#8c8c8c'],
  [0.25, '#a6a6a6'],
  [0.5, '#c0c0c0'],
  [0.8, '#e0e0e0'],
  [0.9, '#ffffff'],
];

/** A ratio with its direction, so that the sign is seen in grey as well: read too heavy ▾, too light ▴, from a tenth on. */
const ratioText = (ratio: number): string =>
  `${ratio < 0.9 ? '▾' : ratio > 1.1 ? '▴' : ''}${ratio.toFixed(2)}`;

const ofSize = (rows: readonly CalibrationRow[], size: number): CalibrationRow[] =>
  rows.filter((row) => row.size === size && row.exact !== null);

/**
 * Bias at one sample size: the median estimate over the exact tail-index, for every law that has one and every estimator.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * plot(calibrationBias(rows, 500)); // Figure: Bias: median estimate over exact α, n = 500 …
 */
export const calibrationBias = (rows: readonly CalibrationRow[], size: number): Figure => {
  checkArguments('calibrationBias', { rows, size });

  const ratio = ({ median, exact }: CalibrationRow): number | null =>
    median === null || exact === null ? null : median / exact;
  const own = ofSize(rows, size);
  const off = own.filter((row) => Math.abs((ratio(row) ?? 1) - 1) > 0.1).length;
  return map(own, {
    title: `Bias: median estimate over exact α, n = ${countWords(size)}`,
    see: `1.00 is right; ▾ and blue read a heavier tail than there is, ▴ and orange a lighter one. ${off} of ${own.length} cells are off by more than a tenth.`,
    value: (row) => {
      const read = ratio(row);
      return read === null ? null : Math.log2(read);
    },
    text: (row) => ratioText(ratio(row)!),
    hover: ({ median, exact }) => `median estimate ${numberWords(median!)}, exact α ${numberWords(exact!)}`,
    scale: {
      ...{
        zmin: -1,
        zmax: 1,
        colorscale: steps(BIAS_STEPS.map(([from, colour]) => [(Math.log2(from) + 1) / 2, colour])),
      },
      colorbar: {
        title: { text: 'ratio' },
        tickvals: BIAS_TICKS.map(Math.log2),
        ticktext: ['≤ ½', ...BIAS_TICKS.slice(1, -1).map(String), '≥ 2'],
      },
    },
  });
};

/**
 * Coverage at one sample size: how often the nominal 95 % interval held the exact tail-index.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * plot(calibrationCoverage(rows, 500)); // Figure: Coverage of nominal 95 % intervals, n = 500 …
 */
export const calibrationCoverage = (rows: readonly CalibrationRow[], size: number): Figure => {
  checkArguments('calibrationCoverage', { rows, size });

  const own = ofSize(rows, size);
  const poor = own.filter(({ coverage }) => coverage !== null && coverage < 0.8).length;
  return map(own, {
    title: `Coverage of nominal 95 % intervals, n = ${countWords(size)}`,
    see: `Per cent of the samples: 95 is right; the darker, the more often the interval misses the exact α. ${poor} of ${own.length} cells hold it in less than 80 % of the samples.`,
    value: ({ coverage }) => coverage,
    text: ({ coverage }) => String(Math.round(100 * coverage!)),
    hover: ({ coverage, samples }) =>
      `the interval held the exact α in ${Math.round(100 * coverage!)} % of ${samples} samples`,
    scale: {
      ...{ zmin: 0, zmax: 1, colorscale: steps(COVERAGE_STEPS) },
      colorbar: {
        title: { text: 'share' },
        tickformat: '.0%',
        tickvals: [...COVERAGE_STEPS.map(([from]) => from), 1],
      },
    },
  });
};
