/** Figures in notebooks. */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { argumentError, checkFields } from '../check.js';
import type { Figure } from '../figures/figure.js';
import { inHouseStyle, withTitles } from '../figures/houseStyle.js';
import { plainWords } from '../figures/typeset.js';
import { inNotebook, keepCellOpen, show } from './broadcast.js';
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

/** Options of {@link plot} and {@link livePlot}. */
export interface PlotOptions {
  /** `house`: the common look wherever the figure does not say its own (axes, colours, fonts, ticks). `own`: the figure as it is. Default: `house`. */
  readonly style?: 'house' | 'own';
}

const checkFigure = (figure: Figure, options: PlotOptions): Figure => {
  checkFields('options', options, ['style']);
  const { style = 'house' } = options;
  if (style !== 'house' && style !== 'own') throw argumentError('style', style, '"house" or "own"');
  if (typeof figure !== 'object' || figure === null || !Array.isArray(figure.data))
    throw new TypeError(`figure must have a list "data" of traces, got ${inspect(figure, { depth: 0 })}`);
  const plain = withTitles(plainFigure({ ...figure, layout: figure.layout ?? {} }));
  return style === 'house' ? inHouseStyle(plain) : plain;
};

const textOf = (figure: Figure): string => {
  const { title, meta } = figure.layout as {
    title?: { text?: string };
    meta?: { title?: unknown; see?: unknown } | null;
  };
  // What is in `meta` of a reader's own figure may be anything.
  const plain = (words: unknown): string | undefined =>
    typeof words === 'string' ? plainWords(words) : undefined;
  const text = plain(meta?.title) ?? plain(title?.text);
  const see = plain(meta?.see);
  const names = figure.data.map(({ name }) => name).filter((name) => typeof name === 'string');
  const shown = names.map(plain);
  return `Figure${text === undefined || text === '' ? '' : `: ${text}`}${shown.length === 0 ? '' : ` (${[...new Set(shown)].join(', ')})`}${see === undefined ? '' : `. ${see}`}`;
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
 * picture out). A title may be `'x'` or `{ text: 'x' }`. What the figure does not say of its look is the house style.
 *
 * @throws TypeError for something that is no figure; RangeError for a trace that is not in a plane (`surface`, `scatter3d`, `scatterpolar`, …),
 *   which the plotly.js of pages cannot draw
 *
 * @example
 * const stepSizes = logspace(0.1, 0.9, 20);
 * const y = stepSizes.map((stepSize) => tailIndex({ stepSize, batchSize: 1, dimension: 2, sigma: 1 }));
 * const layout = { title: 'α against η', xaxis: { title: 'η' } };
 * plot({ data: [{ x: stepSizes, y }], layout }); // Figure: α against η
 */
export const plot = (figure: Figure, options: PlotOptions = {}): Plot => {
  checkArguments('plot', { figure, options });

  const plain = checkFigure(figure, options);
  if (isStockTslab()) show(bundleOf(plain));
  const display = (): MimeBundle | Promise<MimeBundle> =>
    dataOnly() || process.env.HEAVYTAIL_FIGURES === 'live' ? bundleOf(plain) : withPicture(plain);
  return { figure: plain, [DISPLAY]: display, [inspect.custom]: () => textOf(plain) } as Plot;
};

/** Milliseconds without an update after which the picture of a live figure is drawn. */
const QUIET = 300;

/**
 * Adds the picture of the last state to a live figure when updates pause, before the cell ends, so that whatever client saves the
 * notebook saves the picture too.
 */
function pictureOfLast(id: string): (figure: Figure) => void {
  let last: Figure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let drawn: (() => void) | undefined;
  const draw = async (): Promise<void> => {
    const figure = last!;
    const png = await stillPicture(figure);
    if (figure !== last) return;
    if (png !== undefined) show(bundleOf(figure, { 'image/png': png }), { id, update: true });
    drawn?.();
    drawn = undefined;
  };
  return (figure) => {
    last = figure;
    if (dataOnly() || !inNotebook() || isStockTslab() || process.env.HEAVYTAIL_FIGURES === 'live') return;
    if (drawn === undefined) keepCellOpen(new Promise<void>((resolve) => (drawn = resolve)));
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), QUIET);
  };
}

/**
 * Shows a figure at once and lets it be replaced while the cell, or a later one, runs. The saved notebook has the last state.
 *
 * @example
 * const roots = (x: number[]) => ({ data: [{ x, y: x.map(Math.sqrt) }], layout: {} });
 * const live = livePlot(roots([1]));
 * for (const last of [2, 3, 4]) live.update(roots(linspace(1, last, 10)));
 */
export const livePlot = (figure: Figure, options: PlotOptions = {}): LivePlot => {
  checkArguments('livePlot', { figure, options });

  const id = randomUUID();
  if (!librarySent && !dataOnly() && inNotebook()) {
    // In an output of its own, which later updates of the figure do not take away.
    librarySent = true;
    show({ 'text/html': libraryScript(), 'text/plain': '' });
  }
  const addPicture = pictureOfLast(id);
  const showState = (state: Figure, update: boolean): void => {
    const plain = checkFigure(state, options);
    show(bundleOf(plain), { id, update });
    addPicture(plain);
  };
  showState(figure, false);
  return { update: (next) => showState(next, true) };
};
