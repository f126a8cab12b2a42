/** Formulas in running text, written one way wherever text becomes HTML: pages, tables of claims, and Plotly's own small HTML. */

const MINUS = '\u2212';

/** Without the brackets that hold an index or exponent of several signs together. */
const bare = (text: string): string => text.replace(/^[{(](.*)[)}]$/, '$1').replaceAll('-', MINUS);

/** An index or exponent: in braces, in brackets, or a plain word. */
const ATTACHED = String.raw`(\{[^{}]+\}|\([^()]+\)|-?[\p{L}\p{N}.]*[\p{L}\p{N}])`;

const POWER_OF_TEN = /(?<![\p{L}\p{N}_.])(\d+(?:\.\d+)?)e([+-]?)(\d+)(?![\p{L}\p{N}_])/gu;
const EXPONENT = new RegExp(String.raw`(?<=[\p{L}\p{N})\]‖|>])\^${ATTACHED}`, 'gu');
/** Of a single letter only: a longer word with an underscore is a name of a program. */
const INDEX = new RegExp(String.raw`(?<![\p{L}\p{N}_])(\p{L})_${ATTACHED}`, 'gu');
const SIGN = /(?<![\p{L}\p{N}_)\]}/-])-(?=[\d.∞])/gu;
const DIFFERENCE = /(?<=[\d)\]] |(?<!\p{L})\p{L} )-(?= [\p{L}\d(])/gu;

const NARROW_SIGN = / ([=×±]) /g;
const BEFORE_UNIT = /(?<=\d) (?=%|(?:s|min|h)(?![\p{L}\p{N}]))/gu;

/** Text whose lines do not end within `η = 0.1`, `3 × 10`, `1.2 ± 0.1`, `95 %` or `4.1 s`. */
export const unbroken = (text: string): string =>
  text.replace(NARROW_SIGN, '\u00a0$1\u00a0').replace(BEFORE_UNIT, '\u00a0');

/**
 * Text with a true minus (U+2212) before numbers and in differences, powers of ten in place of `1.5e-8`, and indices and
 * exponents (`η_crit`, `x_(k-1)`, `t^-α`) as `<sub>` and `<sup>`, {@link unbroken}. The text may be escaped HTML already; it holds no tags.
 */
export const typeset = (text: string): string =>
  unbroken(text)
    .replace(POWER_OF_TEN, (_, digits: string, sign: string, exponent: string) => {
      const power = `10<sup>${sign === '-' ? MINUS : ''}${exponent.replace(/^0+(?=\d)/, '')}</sup>`;
      return digits === '1' ? power : `${digits}\u00a0×\u00a0${power}`;
    })
    .replace(EXPONENT, (_, exponent: string) => `<sup>${bare(exponent)}</sup>`)
    .replace(INDEX, (_, letter: string, index: string) => `${letter}<sub>${bare(index)}</sub>`)
    .replace(SIGN, MINUS)
    .replace(DIFFERENCE, MINUS);

/**
 * The small HTML of a figure as plain text on one line: an index as `_`, an exponent as `^` (in brackets where it has several parts),
 * so that 10<sup>6</sup> is never read as 106.
 */
export const plainWords = (html: string): string =>
  html
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<(sub|sup)>([^<>]*)<\/\1>/g, (_, kind: string, inner: string) => {
      const whole = /^[\p{L}\p{N}.\u2212-]*$/u.test(inner) ? inner : `(${inner})`;
      return `${kind === 'sub' ? '_' : '^'}${whole}`;
    })
    .replace(/<[^<>]*>/g, '')
    .trim();
