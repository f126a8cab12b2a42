import {
  argumentError,
  checkFields,
  checkFinite,
  checkOneOf,
  checkNonNegative,
  checkPositive,
} from '../check.js';

const checkShare = (name: string, value: unknown): void => {
  if (typeof value !== 'number' || !(value >= 0 && value < 1))
    throw argumentError(name, value, 'a number from 0 to below 1');
};

/** The ranges that a parameter of a rule or loss may have; `'share'` is from 0 to below 1: a momentum, the decay of a running mean. */
export const ranges = {
  finite: checkFinite as (name: string, value: unknown) => void,
  share: checkShare,
  nonNegative: checkNonNegative as (name: string, value: unknown) => void,
  positive: checkPositive as (name: string, value: unknown) => void,
} as const;

/**
 * A number that a rule or loss is given: its standard value, a finite number, or that with its range; without a standard value
 * it must be given where the rule is used. `symbol` is its name in formulas, as LaTeX.
 */
export type Parameter =
  number | { readonly standard?: number; readonly range?: keyof typeof ranges; readonly symbol?: string };
export type Parameters = Readonly<Record<string, Parameter>>;

type HasStandard<P> = P extends number ? true : P extends { readonly standard: number } ? true : false;

/** Values for parameters: those with a standard value may be left out. */
export type Given<P extends Parameters> = {
  readonly [Key in keyof P as HasStandard<P[Key]> extends true ? Key : never]?: number;
} & { readonly [Key in keyof P as HasStandard<P[Key]> extends true ? never : Key]: number };

export const standardOf = (parameter: Parameter): number | undefined =>
  typeof parameter === 'number' ? parameter : parameter.standard;

/** Throws unless the value is in the parameter's range. */
export const checkParameter = (name: string, parameter: Parameter, value: unknown): void =>
  ranges[(typeof parameter === 'object' && parameter.range) || 'finite'](name, value);

const identifier = /^[A-Za-z]\w*$/;

function checkDeclared(place: string, parameter: Exclude<Parameter, number>): void {
  checkFields(place, parameter, ['standard', 'range', 'symbol']);
  const { range, symbol } = parameter;
  if (range !== undefined) checkOneOf(`${place}.range`, range, Object.keys(ranges));
  if (symbol !== undefined && typeof symbol !== 'string')
    throw argumentError(`${place}.symbol`, symbol, 'a name as LaTeX');
}

/** Throws unless these are parameters with names that a formula can use, none of them taken. */
export function checkParameters(place: string, parameters: Parameters, taken: readonly string[]): void {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
    throw argumentError(`${place}: parameters`, parameters, 'an object of names and standard values');
  for (const [name, parameter] of Object.entries(parameters)) {
    checkName(`${place}: the name of a parameter`, name, taken);
    if (typeof parameter === 'number') checkFinite(`${place}: parameters.${name}`, parameter);
    else if (typeof parameter !== 'object' || parameter === null)
      throw argumentError(`${place}: parameters.${name}`, parameter, 'a number or { standard, range }');
    else checkDeclared(`${place}: parameters.${name}`, parameter);
    if (standardOf(parameter) !== undefined)
      checkParameter(`${place}: parameters.${name}`, parameter, standardOf(parameter));
  }
}

/** Throws unless this is a name that nothing else has. */
export function checkName(what: string, name: string, taken: readonly string[]): void {
  if (!identifier.test(name)) throw argumentError(what, name, 'letters and digits, a letter first');
  if (taken.includes(name)) throw argumentError(what, name, `other than ${taken.join(', ')}`);
}
