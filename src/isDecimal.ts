/**
 * Whether a text is a number as people write it, -1500 or 1.5e-3. JavaScript takes more for one: a blank for 0, 0x10 for 16, Infinity.
 */
export const isDecimal = (text: string): boolean =>
  /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text);
