import { isDeepStrictEqual } from 'node:util';
import type { Figure } from 'heavytail';

/** Digits kept: enough to see any change of a figure, few enough to hide the last bits of `Math.exp` on other Nodes. */
const DIGITS = 5;

const indent = (depth: number): string => '  '.repeat(depth);

const isFlat = (value: unknown): boolean =>
  !Array.isArray(value) || value.every((item) => typeof item !== 'object' || item === null);

function write(value: unknown, depth: number): string {
  if (typeof value === 'number') return JSON.stringify(Number(value.toPrecision(DIGITS)));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const lines = (items: readonly string[], [open, close]: string): string =>
    items.length === 0
      ? open + close
      : `${open}\n${items.map((item) => indent(depth + 1) + item).join(',\n')}\n${indent(depth)}${close}`;
  if (Array.isArray(value))
    return isFlat(value) && value.length > 0
      ? `[${value.map((item) => write(item, 0)).join(', ')}]`
      : lines(
          value.map((item) => write(item, depth + 1)),
          '[]',
        );
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return lines(
    fields.map(([name, item]) => `${JSON.stringify(name)}: ${write(item, depth + 1)}`),
    '{}',
  );
}

/**
 * A figure as text to be compared and read: JSON with the keys in order, a list of numbers on one line, numbers to five
 * significant digits. What JSON would lose (NaN, infinities, `undefined`, typed arrays) is refused.
 */
export function figureJson(figure: Figure): string {
  const plain: unknown = JSON.parse(JSON.stringify(figure));
  if (!isDeepStrictEqual(plain, figure)) throw new Error('a figure is not plain JSON');
  return `${write(plain, 0)}\n`;
}
