/** Gives the figures of an executed notebook their final form: static pictures, and plotly.js once or not at all. */
import type { Figure } from '../figures/figure.js';
import type { FigureCamera } from '../drawing/chromium.js';
import { figureHtml } from '../drawing/figureHtml.js';
import type { Cell, MimeData, Notebook, Output } from '../runner/nbformat.js';
import { figureProblem, isFigure } from './outputHtml.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';

/** `whole`: works offline, plotly.js inlined in the first figure. `small`: for version control, without plotly.js. */
export type NotebookForm = 'whole' | 'small';

/** Pictures as wide as the column in which code hosts show notebooks. */
const SMALL_SCALE = 0.85;

type Display = Extract<Output, { data: MimeData }>;

/** One bundle with everything; `library` puts plotly.js into it. */
const wholeFigure = (output: Display, figure: Figure, image: MimeData, library: boolean): Display[] => [
  { ...output, data: { ...output.data, ...image, 'text/html': figureHtml(figure, { library }) } },
];

/**
 * The static picture with the JSON form, and after it a script that puts the live figure in the picture's place where scripts
 * run. Two outputs, because viewers that strip scripts would show the HTML of a single bundle, and it would be empty.
 */
const smallFigure = (output: Display, figure: Figure, image: MimeData): Display[] => {
  const still: Display = { ...output, data: { ...output.data, ...image } };
  delete still.data['text/html'];
  const live: Output = {
    output_type: 'display_data',
    data: { 'text/html': figureHtml(figure, { replaceImage: true }), 'text/plain': '' },
    metadata: {},
  };
  return Object.keys(image).length === 0 ? wholeFigure(output, figure, image, false) : [still, live];
};

/** The notebook with its figures finished. Without a camera, or where one cannot be drawn, figures have no static picture. */
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
  const pictureOf = async (figure: Figure, scale: number | undefined): Promise<MimeData> => {
    try {
      return camera === undefined ? {} : { 'image/png': await camera.png(figure, scale) };
    } catch (error) {
      tellOnce(`a figure has no static picture (${(error as Error).message.split('\n')[0]})`);
      return {};
    }
  };
  let libraryPending = form === 'whole';
  const finish = async (output: Output): Promise<Output[]> => {
    // What is no figure is left as it is: the page says there what is wrong with it.
    if (!isFigure(output) || figureProblem(output.data[PLOTLY_MIME]) !== undefined) return [output];
    const figure = output.data[PLOTLY_MIME] as Figure;
    const scale = form === 'small' ? SMALL_SCALE : undefined;
    const image = await pictureOf(figure, scale);
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
    for (const output of cell.outputs) outputs.push(...(await finish(output)));
    cells.push({ ...cell, outputs });
  }
  return { ...notebook, cells };
};
