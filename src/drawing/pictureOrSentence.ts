/** What stands in the place of the picture of a figure that cannot be drawn. */
import type { Figure } from '../figures/figure.js';
import { wrapped } from '../figures/styledFigure.js';
import type { FigureCamera } from './chromium.js';
import { RefusedFigure, refusalSentence } from './refusal.js';

/** Letters of a line of the picture of a sentence. */
const LINE = 60;

/** A figure of a sentence alone. */
const sentenceFigure = (sentence: string): Figure => {
  const text = wrapped(sentence.replaceAll('&', '&amp;').replaceAll('<', '&lt;'), LINE).join('<br>');
  const font = { size: 26, color: '#b42318' };
  const words = { text, font, align: 'left', x: 0, y: 1, xref: 'paper', yref: 'paper', showarrow: false };
  const axis = { visible: false };
  return {
    data: [],
    layout: {
      ...{ width: 900, height: 300, xaxis: axis, yaxis: axis, margin: { t: 30, l: 30, r: 30, b: 30 } },
      annotations: [{ ...words, xanchor: 'left', yanchor: 'top' }],
    },
  };
};

/** The picture of a figure; of one that Plotly refuses that of a sentence that says so, with the sentence. */
export async function pictureOrSentence(
  camera: FigureCamera,
  figure: Figure,
  scale?: number,
): Promise<{ readonly png: string; readonly refusal?: string }> {
  try {
    return { png: await camera.png(figure, scale) };
  } catch (error) {
    if (!(error instanceof RefusedFigure)) throw error;
    const refusal = refusalSentence(error);
    return { png: await camera.png(sentenceFigure(refusal), scale), refusal };
  }
}
