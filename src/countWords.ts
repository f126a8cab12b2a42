/** A whole number with a space between its thousands from 10 000 on, as on the axes. */
export const countWords = (count: number): string =>
  // eslint-disable-next-line regexp/no-super-linear-move -- of the few digits of a number
  Math.abs(count) < 10_000 ? String(count) : String(count).replace(/\B(?=(\d{3})+$)/g, '\u00a0');

/** How many there are of something: `1 row`, `12 000 rows`. */
export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${countWords(count)} ${count === 1 ? one : many}`;
