/** The figures of a notebook in small, for the index. */
import type { FigureCamera } from '../drawing/chromium.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';
import { refusalIn } from '../drawing/refusal.js';
import type { Figure } from '../figures/figure.js';
import type { Notebook } from '../runner/nbformat.js';
import { figureProblem, figureTitle, isFigure } from './outputHtml.js';
import type { Thumbnail } from './report.js';

/** Those figures that the page numbers, in its order. A figure whose picture cannot be made small has none. */
export const thumbnails = async (
  notebook: Notebook,
  camera: FigureCamera | undefined,
  onNote: (note: string) => void = () => undefined,
): Promise<Thumbnail[]> => {
  const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  const found: Thumbnail[] = [];
  for (const { data } of outputs.filter(isFigure)) {
    if (figureProblem(data[PLOTLY_MIME]) !== undefined) continue;
    const refusal = refusalIn(data['text/plain']);
    const name = figureTitle(data[PLOTLY_MIME] as Figure) ?? 'a figure without a title';
    const title = refusal === undefined ? name : `${name}. ${refusal}`;
    const png = data['image/png'];
    const picture =
      typeof png === 'string'
        ? await camera
            ?.thumbnail(png)
            .catch((error: Error) => void onNote(`a figure has no small picture (${error.message})`))
        : undefined;
    found.push({ title, ...(typeof picture === 'string' && { picture }) });
  }
  return found;
};
