/** ANSI colours, which every Jupyter front end renders in tracebacks. */
const paint =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

export const bold = paint(1);
export const red = paint(31);
export const blue = paint(36);
export const dim = paint(90);
