/** Says in the place of a figure that it cannot be drawn, and why. */
import { drawFigure, drawFigureSource, type PlotlyLibrary } from './drawFigure.js';

type Draw = typeof drawFigure;

/**
 * Draws as `draw` does; where that fails its element says so in words, until it is drawn again. Sent to browsers as its source text, so it
 * may use nothing from outside itself.
 */
export function orSay(draw: Draw): Draw {
  const say = (element: HTMLElement, error: unknown, Plotly: PlotlyLibrary): void => {
    try {
      Plotly.purge(element);
    } catch {
      // Of a drawing that is half done even this may fail: what is there of it goes all the same.
    }
    const words = document.createElement('p');
    words.className = 'failure';
    const why = JSON.stringify(error instanceof Error ? error.message : String(error));
    words.textContent = `This figure cannot be drawn by Plotly, which says ${why}.`;
    element.replaceChildren(words);
    element.style.minHeight = '0';
    element.dataset.undrawn = '';
  };
  return async (element, figure, Plotly, sheet) => {
    if (element.dataset.undrawn !== undefined) {
      element.replaceChildren();
      delete element.dataset.undrawn;
    }
    try {
      return await draw(element, figure, Plotly, sheet);
    } catch (error) {
      say(element, error, Plotly);
      return undefined;
    }
  };
}

/** Source text of `drawFigure` with words where it fails, as an expression. */
export const drawOrSaySource = (): string => `(${orSay.toString()})(${drawFigureSource()})`;
