import { drawable, type Figure } from './figure.js';
import { withLogTicks } from './logTicks.js';
import { checkArguments } from '../shapes/checkArguments.js';
import { styledLayout } from './style.js';

/** What {@link styledFigure} draws. */
export interface StyledFigureOptions {
  readonly title: string;
  /** The sentence that says what to see, below the title. It must be true of the numbers that are drawn. */
  readonly see?: string;
  /** What is drawn: plotly.js traces. */
  readonly data: readonly Record<string, unknown>[];
  /** Goes over the common look. */
  readonly layout?: Record<string, unknown>;
}

/** Characters of a line in a picture of the usual width. */
const LINE = 140;

/** The text in lines of at most so many characters, broken between words, but not about "=", "×", "±" or before "%"; tags count as nothing. */
export function wrapped(text: string, most: number): string[] {
  const length = (line: string): number => line.replace(/<[^<>]*>/g, '').length;
  return text.split('<br>').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(/(?<![=×±]) (?![=×±%])/)) {
      const longer = `${lines.at(-1)} ${word}`.trimStart();
      if (length(longer) <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  });
}

/** The title, and below it in smaller type what to see; the frame begins below both. */
function heading(title: string, see: string | undefined): Record<string, unknown> {
  const lines = see === undefined ? [] : wrapped(see, LINE);
  const small = lines.map((line) => `<br><span style="font-size:12.5px">${line}</span>`).join('');
  return {
    title: {
      ...{ text: `${title}${small}`, font: { size: 16 } },
      ...{ x: 0.02, xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { t: 22 } },
    },
    margin: { l: 64, r: 24, t: 56 + 17 * lines.length, b: 56 },
    ...(see === undefined ? {} : { meta: { title, see } }),
  };
}

const titleOf = (axis: unknown): string => {
  const title = (axis as { title?: string | { text?: string } } | undefined)?.title;
  return (typeof title === 'string' ? title : title?.text) ?? '';
};

/** What the pointer says of a point where the trace does not say it itself: its name, and the names and values of both axes. */
export function withHover(
  trace: Record<string, unknown>,
  layout: Record<string, unknown>,
): Record<string, unknown> {
  const drawsPoints = ['scatter', 'scattergl', 'bar', undefined].includes(trace.type as string | undefined);
  if (!drawsPoints || trace.hovertemplate !== undefined || trace.hoverinfo !== undefined) return trace;
  const line = (letter: 'x' | 'y'): string => {
    const id = String(trace[`${letter}axis`] ?? letter);
    const words = titleOf(layout[`${letter}axis${id.slice(1)}`]);
    const values: unknown = trace[letter];
    const numeric = Array.isArray(values) && values.every((value) => typeof value !== 'string');
    return `${words === '' ? letter : words}: %{${letter}${numeric ? ':.4~g' : ''}}`;
  };
  const name = typeof trace.name === 'string' ? `${trace.name}<br>` : '';
  return { ...trace, hovertemplate: `${name}${line('x')}<br>${line('y')}<extra></extra>` };
}

/**
 * A figure in the house style: white paper and boxed axes, below the title the sentence that says what to see, logarithmic axes with ticks
 * of one kind, and for every trace a hover text in words. The sentence is in `layout.meta.see` as well.
 *
 * @example
 * const x = logspace(1, 1000, 30);
 * const trace = { type: 'scatter', name: 'x<sup>−1.5</sup>', x, y: x.map((t) => t ** -1.5) };
 * const layout = { xaxis: styledAxis('t', { type: 'log' }), yaxis: styledAxis('P(|x| > t)', { type: 'log' }) };
 * const see = 'A power tail is a straight line on two logarithmic axes.';
 * plot(styledFigure({ title: 'A power tail', see, data: [trace], layout })); // Figure: A power tail …
 */
export function styledFigure(options: StyledFigureOptions): Figure {
  checkArguments('styledFigure', { options });

  const { title, see, data, layout = {} } = options;
  const head = heading(title, see);
  const margin = { ...(head.margin as object), ...(layout.margin as object | undefined) };
  const meta = { ...(head.meta as object | undefined), ...(layout.meta as object | undefined) };
  const whole = styledLayout(title, {
    ...head,
    ...layout,
    margin,
    ...(Object.keys(meta).length === 0 ? {} : { meta }),
  });
  return drawable({
    data: data.map((trace) => withHover(trace, whole)),
    layout: withLogTicks({ data, layout: whole }),
  });
}
