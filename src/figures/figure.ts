import { checkNoNaN } from '../check.js';

/** A Plotly figure as plain JSON data, the form in which figures travel to notebooks, pages and image files. */
export interface Figure {
  /** Traces, as Plotly takes them. */
  readonly data: readonly Record<string, unknown>[];
  /** Layout, as Plotly takes it. */
  readonly layout: Record<string, unknown>;
}

/** The figure, unless a number of it is NaN: what it was drawn from then holds numbers that no result has, such as a negative step-size on a log axis. */
export function drawable(figure: Figure): Figure {
  checkNoNaN('figure', figure);
  return figure;
}
