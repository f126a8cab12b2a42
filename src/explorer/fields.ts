/** Reads what is typed into the fields of the explorer. Runs in the page. */
import { isDecimal } from '../isDecimal.js';
import type { IsotropicParameters } from '../theory/isotropic.js';

export type Name = keyof IsotropicParameters;

export const names: readonly Name[] = ['stepSize', 'batchSize', 'dimension', 'sigma'];
export const isWhole = (name: Name): boolean => name === 'batchSize' || name === 'dimension';

/** What a field is called on the page. */
export const labels: Readonly<Record<Name, string>> = {
  stepSize: 'step-size η',
  batchSize: 'batch-size b',
  dimension: 'dimension d',
  sigma: 'curvature σ',
};

/** Letters of the fields in the address of the page. */
const letters: Readonly<Record<Name, string>> = {
  stepSize: 'eta',
  batchSize: 'b',
  dimension: 'd',
  sigma: 'sigma',
};

/** Where the theory's numbers are computed at once. */
const ranges: Readonly<Record<Name, readonly [number, number]>> = {
  stepSize: [1e-8, 1e6],
  batchSize: [1, 100_000],
  dimension: [1, 1_000_000],
  sigma: [1e-6, 1e6],
};

/** A number as it is typed: "0.5", "0,5", "1e-3", with a true minus as well. */
export function typedNumber(text: string): number {
  const plain = text
    .trim()
    .replace('−', '-')
    .replace(/^([^.,]*),([^.,]*)$/, '$1.$2');
  return isDecimal(plain) ? Number(plain) : NaN;
}

/** What is wrong with what is typed, in words of the page; undefined if nothing is. */
export function problemOf(name: Name, text: string): string | undefined {
  const value = typedNumber(text);
  const [least, most] = ranges[name];
  if (text.trim() === '') return `${labels[name]} is empty`;
  if (Number.isNaN(value)) return `${labels[name]}: “${text.trim()}” is not a number`;
  if (isWhole(name) && !Number.isInteger(value))
    return `${labels[name]} must be a whole number, not ${text.trim()}`;
  if (value < least || value > most)
    return `${labels[name]} must be between ${least} and ${most}, not ${text.trim()}`;
  return undefined;
}

/** The parameters as the end of an address, "#eta=0.8&b=1&d=2&sigma=1". */
export const addressOf = (p: IsotropicParameters): string =>
  `#${names.map((name) => `${letters[name]}=${p[name]}`).join('&')}`;

/** What the end of an address says of the parameters, as if it were typed; what it does not name is left out. */
export function parametersAt(hash: string): Partial<Record<Name, string>> {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = given.get(letters[name]);
      return text === null ? [] : [[name, text]];
    }),
  );
}
