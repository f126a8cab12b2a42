import { argumentError } from '../check.js';
import { isRecord } from '../plainData.js';
import type { Figure } from './figure.js';
import { withLogTicks } from './logTicks.js';
import { seriesStyle, styledAxis, styledLayout } from './style.js';
import { withHover } from './styledFigure.js';

/** A reader's own figure: every form of a title that Plotly has had, and the common look where the figure does not say its own. */

type Dictionary = Record<string, unknown>;

/** What a title says, or `undefined`: a number is text to Plotly too. */
function titleText(name: string, text: unknown): string | undefined {
  if (text === undefined || text === null) return undefined;
  if (typeof text === 'string' || typeof text === 'number') return String(text);
  throw argumentError(`figure.${name}`, text, 'a text');
}

/** `{ title: 'x' }` as `{ title: { text: 'x' } }`, which is all that Plotly takes. */
function titled(name: string, part: unknown): unknown {
  if (!isRecord(part)) return part;
  const { title } = part;
  const text = isRecord(title)
    ? titleText(`${name}.title.text`, title.text)
    : titleText(`${name}.title`, title);
  return text === undefined ? part : { ...part, title: { ...(isRecord(title) ? title : {}), text } };
}

const isAxis = (name: string): boolean => /^[xy]axis\d*$/.test(name);

/** The figure with every title in the one form that Plotly shows: of itself, of axes, legends and colour bars. */
export function withTitles({ data, layout }: Figure): Figure {
  const parts = Object.entries(titled('layout', layout) as Dictionary).map(([name, part]) => [
    name,
    isAxis(name) || /^(legend\d*|coloraxis\d*)$/.test(name)
      ? withColourBar(`layout.${name}`, titled(`layout.${name}`, part))
      : part,
  ]);
  return {
    data: data.map((trace, i) => withColourBar(`data[${i}]`, trace) as Dictionary),
    layout: Object.fromEntries(parts) as Dictionary,
  };
}

const withColourBar = (name: string, part: unknown): unknown =>
  isRecord(part) && isRecord(part.colorbar)
    ? { ...part, colorbar: titled(`${name}.colorbar`, part.colorbar) }
    : part;

/** What is said goes over the common look, field by field. */
const over = (look: Dictionary, said: unknown): Dictionary => {
  if (!isRecord(said)) return look;
  const both = Object.entries(said).map(([name, value]) => [
    name,
    isRecord(value) && isRecord(look[name]) ? over(look[name] as Dictionary, value) : value,
  ]);
  return { ...look, ...(Object.fromEntries(both) as Dictionary) };
};

const textOf = (title: unknown): string =>
  isRecord(title) && typeof title.text === 'string' ? title.text : '';

/** The figure in the house style; whatever it says itself stays. */
export function inHouseStyle({ data, layout }: Figure): Figure {
  const names = data.flatMap((trace) =>
    (['x', 'y'] as const).map((letter) => {
      const id = typeof trace[`${letter}axis`] === 'string' ? String(trace[`${letter}axis`]) : letter;
      return `${letter}axis${id.slice(1)}`;
    }),
  );
  const axes = [...new Set([...names, ...Object.keys(layout).filter(isAxis)])];
  const colorway = Array.from({ length: 7 }, (_, i) => seriesStyle(i).color);
  const look = styledLayout(textOf(layout.title), {
    colorway,
    ...Object.fromEntries(axes.map((name) => [name, styledAxis('')])),
  });
  const whole = over(look, layout);
  return {
    data: data.map((trace) => withHover(trace, whole)),
    layout: withLogTicks({ data, layout: whole }),
  };
}
