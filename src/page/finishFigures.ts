/** Gives the figures of an executed notebook their final form: static pictures, and plotly.js once or not at all. */
import type { Figure } from '../figures/figure.js';
import { FIGURE_WIDTH, type FigureCamera } from '../drawing/chromium.js';
import { figureHtml } from '../drawing/figureHtml.js';
import { palettePng } from '../drawing/palettePng.js';
import { pictureOrSentence } from '../drawing/pictureOrSentence.js';
import type { Cell, MimeData, Notebook, Output } from '../runner/nbformat.js';
import { figureProblem, isFigure } from './outputHtml.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';

/** `whole`: works offline, plotly.js inlined in the first figure. `small`: for version control, each figure as data once, and a picture. */
export type NotebookForm = 'whole' | 'small';

/** Pixels of a saved picture for one unit of its width: sharp on screens that have two. */
const SMALL_SCALE = 2;

type Display = Extract<Output, { data: MimeData }>;

/** One bundle with everything; `library` puts plotly.js into it. */
const wholeFigure = (output: Display, figure: Figure, image: MimeData, library: boolean): Display => ({
  ...output,
  data: { ...output.data, ...image, 'text/html': figureHtml(figure, { library }) },
});

/** Digits of the numbers of a saved figure: more than any picture shows, and half of the file. */
const SMALL_DIGITS = 8;

/** The figure with its numbers to that many digits; the experiments' own results keep all. */
const shortNumbers = (figure: Figure): Figure =>
  JSON.parse(
    JSON.stringify(figure, (_key, value: unknown) =>
      typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(SMALL_DIGITS)) : value,
    ),
  ) as Figure;

/**
 * The data for clients that draw it themselves, as VS Code does, and the picture for all others; of two forms a client shows the one it
 * knows best, so that scripts would be shown in place of the picture by those that do not run them. Without a picture the script is all
 * that a client can draw from, and it holds the data.
 */
const smallFigure = (output: Display, figure: Figure, image: MimeData): Display => {
  const data: MimeData = { ...output.data, ...image };
  if (Object.keys(image).length === 0) {
    data['text/html'] = figureHtml(figure);
    delete data[PLOTLY_MIME];
    return { ...output, data };
  }
  delete data['text/html'];
  data[PLOTLY_MIME] = shortNumbers(figure);
  return { ...output, data, metadata: { ...output.metadata, 'image/png': { width: FIGURE_WIDTH } } };
};

/** The picture that a small notebook keeps: as wide as every other, and in few colours. */
const smallPicture: typeof pictureOrSentence = async (camera, figure) => {
  const layout = { ...figure.layout, width: FIGURE_WIDTH };
  const picture = await pictureOrSentence(camera, { ...figure, layout }, SMALL_SCALE);
  return { ...picture, png: palettePng(Buffer.from(picture.png, 'base64')).toString('base64') };
};

/**
 * The notebook with its figures finished. Without a camera, or where the browser fails, figures have no static picture; one that Plotly
 * refuses has the picture and the description of a sentence that says so.
 */
export const finishFigures = async (
  notebook: Notebook,
  form: NotebookForm,
  camera: FigureCamera | undefined,
  onNote: (note: string) => void = () => undefined,
): Promise<Notebook> => {
  const told = new Set<string>();
  const tellOnce = (note: string): void => {
    if (!told.has(note)) onNote(note);
    told.add(note);
  };
  const pictureOf = async (figure: Figure, plainText: unknown): Promise<MimeData> => {
    try {
      if (camera === undefined) return {};
      const { png, refusal } = await (form === 'small' ? smallPicture : pictureOrSentence)(camera, figure);
      if (refusal === undefined) return { 'image/png': png };
      tellOnce(refusal);
      return { 'image/png': png, 'text/plain': [refusal, plainText].filter(Boolean).join('\n') };
    } catch (error) {
      tellOnce(`a figure has no static picture (${(error as Error).message.split('\n')[0]})`);
      return {};
    }
  };
  let libraryPending = form === 'whole';
  const finish = async (output: Output): Promise<Output> => {
    // What is no figure is left as it is: the page says there what is wrong with it.
    if (!isFigure(output) || figureProblem(output.data[PLOTLY_MIME]) !== undefined) return output;
    const figure = output.data[PLOTLY_MIME] as Figure;
    const image = await pictureOf(figure, output.data['text/plain']);
    if (form === 'small') return smallFigure(output, figure, image);
    const library = libraryPending;
    libraryPending = false;
    return wholeFigure(output, figure, image, library);
  };
  const cells: Cell[] = [];
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code') {
      cells.push(cell);
      continue;
    }
    const outputs: Output[] = [];
    for (const output of cell.outputs) outputs.push(await finish(output));
    cells.push({ ...cell, outputs });
  }
  return { ...notebook, cells };
};
