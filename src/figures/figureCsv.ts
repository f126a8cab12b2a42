/** The numbers of a figure; sent to browsers as its source text, so that it may use nothing from outside itself. */

type Dictionary = Record<string, unknown>;

/**
 * The numbers of a figure's traces as CSV, one point in a line: its series, x and y, z of a map, the parts of a triangle or a pie, and the
 * ends of its interval. The columns are called as the axes, a trace without a name as Plotly calls it in the
 * legend; lines that only guide the eye, and rims of lines, are no numbers of the figure. `plainWords` takes the tags out of a text.
 */
export function figureCsv(
  figure: { readonly data: readonly Dictionary[]; readonly layout: Dictionary },
  plainWords: (html: string) => string,
): string {
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
  const traces = figure.data
    .map((trace, at): Dictionary => ({ ...trace, name: trace.name ?? `trace ${at}` }))
    .filter(({ hoverinfo }) => hoverinfo !== 'skip');
  const titleOf = (axis: unknown): string => {
    const { title } = (axis ?? {}) as { title?: string | { text?: string } };
    const text = typeof title === 'string' ? title : title?.text;
    return plainWords(text ?? '');
  };
  /** What all traces call an axis, or its letter. */
  const column = (letter: string): string => {
    const names = traces.map((trace) => {
      const axis = typeof trace[`${letter}axis`] === 'string' ? (trace[`${letter}axis`] as string) : letter;
      return titleOf(figure.layout[axis.replace(letter, `${letter}axis`)]);
    });
    return new Set(names).size === 1 && names[0] !== '' ? names[0] : letter;
  };
  const bars = (trace: Dictionary, at: number, y: unknown): unknown[] => {
    const { array, arrayminus, symmetric, visible } = (trace.error_y ?? {}) as Dictionary;
    const up = list(array)[at];
    if (typeof up !== 'number' || typeof y !== 'number' || visible === false) return ['', ''];
    const down = symmetric === false ? list(arrayminus)[at] : up;
    return [typeof down === 'number' ? y - down : '', y + up];
  };
  const parts = ['a', 'b', 'c', 'labels', 'values'];
  const pointsOf = (trace: Dictionary): unknown[][] => {
    const [xs, ys, zs] = [list(trace.x), list(trace.y), list(trace.z)];
    if (zs.length > 0) return zs.flatMap((row, j) => list(row).map((z, i) => [xs[i] ?? i, ys[j] ?? j, z]));
    const shares = parts.map((part) => list(trace[part]));
    const length = Math.max(xs.length, ys.length, ...shares.map((share) => share.length));
    return Array.from({ length }, (_, i) => [
      ...[xs[i], ys[i], ''],
      ...shares.map((share) => share[i]),
      ...bars(trace, i, ys[i]),
    ]);
  };
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? '' : plainWords(String(value));
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const heads = ['series', column('x'), column('y'), 'z', ...parts, 'lower', 'upper'];
  const rows = traces.flatMap((trace) => pointsOf(trace).map((point) => [trace.name, ...point]));
  // A column in which nothing stands is left out.
  const used = heads.map(
    (_, j) => j === 0 || rows.some((row) => row[j] !== '' && row[j] !== undefined && row[j] !== null),
  );
  const line = (row: readonly unknown[]): string =>
    heads.flatMap((_, j) => (used[j] ? [cell(row[j])] : [])).join(',');
  return `${[heads, ...rows].map(line).join('\r\n')}\r\n`;
}
