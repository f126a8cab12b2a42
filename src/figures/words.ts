import { countWords } from '../countWords.js';
import type { Interval } from '../interval.js';

/** How numbers and symbols are written in titles, legends, axes and hover texts: one true minus, one form of each symbol. */

/** The step-size at which alpha is 2, and the one beyond which there is no stationary law. */
export const ETA_CRIT = 'η<sub>crit</sub>';
export const ETA_MAX = 'η<sub>max</sub>';

/** The minus sign U+2212 in the place of the hyphen that JavaScript prints before numbers and in exponents. */
export const withMinus = (text: string): string => text.replace(/-(?=[\d.∞])/g, '−');

/** A power of ten: "10<sup>−3</sup>". */
export const powerOfTen = (exponent: number): string => withMinus(`10<sup>${exponent}</sup>`);

/** A number to so many significant digits, without zeros at its end, thousands apart from 10 000 on; far from 1 with a power of ten. */
export function numberWords(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return withMinus(value > 0 ? '∞' : '-∞');
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) {
    const rounded = Number(value.toPrecision(digits));
    return withMinus(Number.isInteger(rounded) ? countWords(rounded) : String(rounded));
  }
  const [factor, exponent] = value.toExponential(digits - 1).split('e');
  const power = powerOfTen(Number(exponent));
  return Number(factor) === 1 ? power : `${withMinus(String(Number(factor)))} × ${power}`;
}

/** Decimals that a number with such an error is worth: two digits of the error, and never more than `most`. */
const decimals = (error: number, most: number): number =>
  error > 0 && Number.isFinite(error) ? Math.min(most, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 3;

/** A value beside its standard error: as many decimals as two digits of the error have, and at most six. */
export function withErrorWords(value: number, error: number): string {
  const kept = decimals(error, 6);
  return `${withMinus(value.toFixed(kept))} ± ${error.toFixed(kept)}`;
}

/** An estimate with as many digits as its interval allows, and the interval. */
export function estimateWords(value: number | null, interval: Interval | null): string {
  if (value === null) return 'none';
  if (interval === null) return numberWords(value, 3);
  const { lower, upper } = interval;
  const kept = decimals((upper - lower) / 2, 3);
  const end = (x: number): string => (Number.isFinite(x) ? withMinus(x.toFixed(kept)) : '∞');
  return `${withMinus(value.toFixed(kept))} (95 % interval ${end(lower)} to ${end(upper)})`;
}
