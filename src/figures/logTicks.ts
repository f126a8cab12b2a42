import { argumentError } from '../check.js';
import type { Figure } from './figure.js';
import { countWords } from '../countWords.js';
import { numberWords, powerOfTen, withMinus } from './words.js';

/**
 * Ticks of logarithmic axes in one style: all plain numbers where they are short, or else all powers of ten; small ones without numbers
 * between them. Plotly's own mix "1", "10" and a larger "10²", or "0.1" and "100k".
 */

type Axis = Record<string, unknown>;
type Trace = Record<string, unknown>;

/** Decades that have ticks on either side of what is shown, for the reader who zooms out. */
const BEYOND = 3;
/** What is written as a plain number. */
const [LEAST_PLAIN, MOST_PLAIN] = [1e-3, 1e4];

/** Factors of the numbers that are written in each decade: the fewer, the more decades there are. */
const factors = (decades: number): readonly number[] =>
  decades <= 0.6
    ? [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]
    : decades <= 1.1
      ? [1, 1.5, 2, 3, 5, 7]
      : decades <= 2.3
        ? [1, 2, 5]
        : [1];

const powerText = (factor: number, exponent: number): string =>
  factor === 1 ? powerOfTen(exponent) : `${factor} × ${powerOfTen(exponent)}`;

/** Numbers that fit below an axis across the whole figure, and at least below a small panel. */
const [ACROSS, LEAST_ACROSS] = [9, 3];

/** How many numbers with these factors an axis from 10^from to 10^to shows. */
function shownOf(list: readonly number[], from: number, to: number): number {
  const first = Math.floor(from);
  const decades = Array.from({ length: Math.ceil(to) - first + 1 }, (_, i) => first + i);
  const places = decades.flatMap((decade) => list.map((factor) => decade + Math.log10(factor)));
  return places.filter((place) => place >= from && place <= to).length;
}

/** The factors for an axis that takes a share of the figure: fewer where their numbers would not fit side by side. */
function fitting(from: number, to: number, share: number): readonly number[] {
  const wished = factors(to - from);
  if (share > 0.75) return wished;
  const most = Math.max(LEAST_ACROSS, Math.floor(ACROSS * share));
  const sparser = [wished, [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3]].filter(
    ({ length }) => length <= wished.length,
  );
  return sparser.find((list) => shownOf(list, from, to) <= most) ?? [1];
}

/** Evenly spaced ticks for an axis that shows less than two of the numbers that a decade would have. */
function evenTicks(from: number, to: number, written: readonly number[]): Axis | undefined {
  if (to - from > 1 || shownOf(written, from, to) > 1) return undefined;
  const [least, most] = [10 ** from, 10 ** to];
  const power = 10 ** Math.floor(Math.log10((most - least) / 2));
  const step = power * ([5, 2].find((factor) => factor * power <= (most - least) / 2) ?? 1);
  const first = Math.ceil(least / step);
  const values = Array.from({ length: Math.floor(most / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { tickmode: 'array', tickvals: values, ticktext: values.map((value) => numberWords(value, 6)) };
}

/** The ticks of an axis that shows 10^from to 10^to on a share of the width of the figure. */
export function logTicks(from: number, to: number, share = 1): Axis {
  const decades = to - from;
  const written = fitting(from, to, share);
  const every = Math.max(1, Math.ceil(decades / 8));
  const narrow = evenTicks(from, to, written);
  if (narrow !== undefined) return narrow;
  const exponents = Array.from(
    { length: Math.ceil(to) - Math.floor(from) + 2 * BEYOND + 1 },
    (_, i) => Math.floor(from) - BEYOND + i,
  );
  const ticks = exponents
    .filter((exponent) => exponent % every === 0)
    .flatMap((exponent) =>
      written.map((factor) => ({ factor, exponent, value: Number(`${factor}e${exponent}`) })),
    )
    .filter(({ value }) => value > 0 && value < Infinity);
  const shown = ticks.filter(
    ({ value }) => Math.log10(value) >= from - 1e-9 && Math.log10(value) <= to + 1e-9,
  );
  const plain = shown.every(({ value }) => value >= LEAST_PLAIN && value <= MOST_PLAIN);
  const between = exponents
    .flatMap((exponent) => [2, 3, 4, 5, 6, 7, 8, 9].map((f) => f * 10 ** exponent))
    .filter((value) => value > 0 && value < Infinity);
  return {
    tickmode: 'array',
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ factor, exponent, value }) =>
      plain && value >= LEAST_PLAIN && value <= MOST_PLAIN
        ? value < 1
          ? String(value)
          : countWords(value)
        : withMinus(powerText(factor, exponent)),
    ),
    ...(decades <= 5
      ? { minor: { tickmode: 'array', tickvals: between, ticks: 'outside', ticklen: 3 } }
      : {}),
  };
}

const isPositive = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && Number.isFinite(value);

/** The decades that the traces of an axis cover. */
function extent(data: Figure['data'], letter: string, id: string): [number, number] | undefined {
  const values = data
    .filter((trace: Trace) => (trace[`${letter}axis`] ?? letter) === id)
    .flatMap((trace) => {
      const list = trace[letter];
      return Array.isArray(list) || ArrayBuffer.isView(list)
        ? Array.from(list as ArrayLike<unknown>).filter(isPositive)
        : [];
    });
  if (values.length === 0) return undefined;
  const logs = values.map(Math.log10);
  const [from, to] = [logs.reduce((a, b) => Math.min(a, b)), logs.reduce((a, b) => Math.max(a, b))];
  return [from - 0.03 * (to - from), to + 0.03 * (to - from)];
}

/** Beyond these powers of ten there are no numbers. */
const MOST_POWER = 330;

/** The part of the width that an axis says to take; all of it where it says nothing that can be read. */
function shareOf(domain: unknown): number {
  const [left, right] = Array.isArray(domain) ? (domain as unknown[]) : [0, 1];
  return typeof left === 'number' && typeof right === 'number' && right > left ? right - left : 1;
}

/** The ticks of an axis of its own range; an end that is left to Plotly leaves the ticks to it as well. */
function rangeTicks(name: string, range: readonly unknown[], share: number): Axis {
  const [from, to] = range;
  if (typeof from !== 'number' || typeof to !== 'number') return {};
  if (!(Math.max(Math.abs(from), Math.abs(to)) < MOST_POWER))
    throw argumentError(
      `layout.${name}.range`,
      `${from} to ${to}`,
      `powers of ten from -${MOST_POWER} to ${MOST_POWER}: a logarithmic axis has no place for 0 and infinity`,
    );
  return from < to ? logTicks(from, to, share) : logTicks(to, from, share);
}

/** Fields with which an axis says itself where its ticks are. */
const OWN = ['tickvals', 'dtick', 'tickformat', 'exponentformat', 'nticks'];

/** The layout with the ticks of its logarithmic axes; an axis that says itself where its ticks are keeps them. */
export function withLogTicks({ data, layout }: Figure): Figure['layout'] {
  const axes = Object.entries(layout).map(([name, given]): [string, unknown] => {
    const match = /^([xy])axis(\d*)$/.exec(name);
    const axis = given as Axis | undefined;
    if (match === null || axis?.type !== 'log' || OWN.some((key) => key in axis)) return [name, given];
    const range = axis.range ?? extent(data, match[1], match[1] + match[2]);
    return [
      name,
      Array.isArray(range)
        ? { ...axis, ...rangeTicks(name, range, match[1] === 'x' ? shareOf(axis.domain) : 1) }
        : axis,
    ];
  });
  return Object.fromEntries(axes);
}
