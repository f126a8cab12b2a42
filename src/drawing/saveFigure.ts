import { extname } from 'node:path';
import { argumentError, checkInteger, checkPositive } from '../check.js';
import { writeWhole } from '../files/writeWhole.js';
import { toCsv, type CsvRows } from '../figures/csv.js';
import type { Figure } from '../figures/figure.js';
import { inHouseStyle, withTitles } from '../figures/houseStyle.js';
import { checkArguments } from '../shapes/checkArguments.js';
import { openCamera } from './chromium.js';
import type { FileFormat } from './figureFile.js';
import { plainFigure } from './figureHtml.js';

/** Options of {@link saveFigure}. */
export interface SaveFigureOptions {
  /** Width in CSS pixels, 96 to the inch, from 150; a column of a paper is about 340, a page about 680. Default: 680. */
  readonly width?: number;
  /** Height in CSS pixels, from 100. Default: that of the figure. */
  readonly height?: number;
  /** Pixels of a PNG for one of CSS, above 0. Default: 2. */
  readonly scale?: number;
}

const FORMATS = ['svg', 'pdf', 'png'] as const;

function formatOf(file: string): FileFormat['format'] {
  const format = FORMATS.find((each) => extname(file).toLowerCase() === `.${each}`);
  if (format === undefined) throw argumentError('file', file, 'a name that ends in .svg, .pdf or .png');
  return format;
}

/**
 * Saves a figure as a file for a paper: SVG and PDF as vectors with their letters in the file, PNG as pixels. The figure is laid out anew
 * for the width, in the house style where it does not say its own look.
 *
 * @param file ends in .svg, .pdf or .png; a file of that name is replaced
 * @throws RangeError naming what is not allowed, or a figure at which Plotly fails; an Error where no Chromium browser is found or it does not start
 * @example
 * const figure = hillPlot(stableSample(2000, { alpha: 1.5 }, 1), { exact: 1.5 });
 * await saveFigure(figure, 'hill.pdf', { width: 340 });
 */
export async function saveFigure(
  figure: Figure,
  file: string,
  options: SaveFigureOptions = {},
): Promise<void> {
  checkArguments('saveFigure', { figure, file, options });
  const { width = 680, height, scale = 2 } = options;
  const format = formatOf(file);
  checkInteger('width', width, 150, 10_000);
  if (height !== undefined) checkInteger('height', height, 100, 10_000);
  checkPositive('scale', scale);
  const drawn = inHouseStyle(withTitles(plainFigure({ ...figure, layout: figure.layout ?? {} })));
  let note = 'there is no Chromium browser: install Chromium or Chrome, or name one in CHROMIUM';
  const camera = await openCamera(process.env, (said) => (note = said));
  if (camera === undefined) throw new Error(`${file} cannot be drawn: ${note}`);
  try {
    const bytes = await camera.file(drawn, { format, width, height, scale });
    await writeWhole(file, bytes);
  } finally {
    await camera.close();
  }
}

/**
 * Saves numbers as CSV: see {@link toCsv}.
 *
 * @throws RangeError for what has no rows
 * @example
 * const rows = [0.2, 0.4].map((stepSize) => ({ stepSize, alpha: tailIndex({ stepSize, batchSize: 1, dimension: 2, sigma: 1 }) }));
 * await saveCsv(rows, 'alpha.csv');
 */
export async function saveCsv(rows: CsvRows, file: string): Promise<void> {
  checkArguments('saveCsv', { rows, file });
  await writeWhole(file, toCsv(rows));
}
