/** A Plotly figure as plain JSON data, the form in which figures travel to notebooks, pages and image files. */
export interface Figure {
  /** Traces, as Plotly takes them. */
  readonly data: readonly Record<string, unknown>[];
  /** Layout, as Plotly takes it. */
  readonly layout: Record<string, unknown>;
}
