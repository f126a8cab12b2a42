/** Figures in notebooks. */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { Figure } from '../figures/figure.js';
import { inNotebook, show } from './broadcast.js';
import { figureHtml, libraryScript, plainFigure } from '../drawing/figureHtml.js';
import { DISPLAY, type Displayable, type MimeBundle } from './displayable.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';
import { stillPicture } from '../drawing/stillPicture.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** A figure that shows itself in a notebook. */
export interface Plot extends Displayable {
  readonly figure: Figure;
}

/** A figure that is shown already and can be replaced. */
export interface LivePlot {
  /** Shows another figure in its place. */
  readonly update: (figure: Figure) => void;
}

/** Whether this kernel has sent plotly.js; front ends keep it for the whole page. */
let librarySent = false;

/** The runner wants figures as data only: it gives them their final form itself. */
const dataOnly = (): boolean => process.env.HEAVYTAIL_FIGURES === 'data';

const checkFigure = (figure: Figure): Figure => {
  if (typeof figure !== 'object' || figure === null || !Array.isArray(figure.data))
    throw new TypeError(`figure must have a list "data" of traces, got ${inspect(figure, { depth: 0 })}`);
  return plainFigure({ ...figure, layout: figure.layout ?? {} });
};

const textOf = (figure: Figure): string => {
  const { title } = figure.layout as { title?: string | { text?: string } };
  const text = (typeof title === 'string' ? title : title?.text)?.replace(/<[^>]*>/g, ' ').trim();
  const names = figure.data.map(({ name }) => name).filter((name) => typeof name === 'string');
  return `Figure${text === undefined ? '' : `: ${text}`}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
};

const bundleOf = (figure: Figure, more: MimeBundle = {}): MimeBundle => {
  const data = { [PLOTLY_MIME]: figure, 'text/plain': textOf(figure) };
  if (dataOnly()) return data;
  const library = !librarySent;
  librarySent = true;
  return { ...data, ...more, 'text/html': figureHtml(figure, { library }) };
};

const withPicture = async (figure: Figure): Promise<MimeBundle> => {
  const png = await stillPicture(figure);
  return bundleOf(figure, png === undefined ? {} : { 'image/png': png });
};

const isStockTslab = (): boolean =>
  inNotebook() && (globalThis as Record<symbol, unknown>)[Symbol.for('Jupyter.broadcast')] === undefined;

/**
 * Shows a Plotly figure as the value of a cell: `plot({ data, layout })`. Typed arrays are taken as they are; numbers that are
 * not finite leave gaps. The output works offline (plotly.js is sent once for the whole notebook), follows the theme of the
 * page, and has a static picture where a Chromium browser is found (`CHROMIUM` names one, `HEAVYTAIL_FIGURES=live` leaves the
 * picture out). Throws a TypeError for something that is no figure.
 *
 * @example
 * const stepSizes = logspace(0.1, 0.9, 20);
 * const y = stepSizes.map((stepSize) => tailIndex({ stepSize, batchSize: 1, dimension: 2, sigma: 1 }));
 * const layout = { title: { text: 'α against η' }, xaxis: { title: { text: 'η' } } };
 * plot({ data: [{ x: stepSizes, y }], layout }); // Figure: α against η
 */
export const plot = (figure: Figure): Plot => {
  checkArguments('plot', { figure });

  const plain = checkFigure(figure);
  if (isStockTslab()) show(bundleOf(plain));
  const display = (): MimeBundle | Promise<MimeBundle> =>
    dataOnly() || process.env.HEAVYTAIL_FIGURES === 'live' ? bundleOf(plain) : withPicture(plain);
  return { figure: plain, [DISPLAY]: display, [inspect.custom]: () => textOf(plain) } as Plot;
};

/**
 * Shows a figure at once and lets it be replaced while the cell, or a later one, runs. The saved notebook has the last state.
 *
 * @example
 * const roots = (x: number[]) => ({ data: [{ x, y: x.map(Math.sqrt) }], layout: {} });
 * const live = livePlot(roots([1]));
 * for (const last of [2, 3, 4]) live.update(roots(linspace(1, last, 10)));
 */
export const livePlot = (figure: Figure): LivePlot => {
  checkArguments('livePlot', { figure });

  const id = randomUUID();
  if (!librarySent && !dataOnly() && inNotebook()) {
    // In an output of its own, which later updates of the figure do not take away.
    librarySent = true;
    show({ 'text/html': libraryScript(), 'text/plain': '' });
  }
  show(bundleOf(checkFigure(figure)), { id });
  return { update: (next) => show(bundleOf(checkFigure(next)), { id, update: true }) };
};
