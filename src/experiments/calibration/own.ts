import { argumentError, checkFields } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { functionOfText } from '../../setting/functionOfText.js';
import { checkValues, functionText, type FunctionText, type Values } from '../../setting/functionText.js';
import type { EstimateChoice, PlainEstimate } from '../../sweeps/points/estimate.js';
import { plainEstimate } from '../../sweeps/points/plainEstimate.js';
import type { CalibrationLaw } from './laws.js';

/** A law of one's own whose tail-index is known. */
export interface OwnCalibrationLaw {
  /** Exponent of the survival function; Infinity for tails lighter than every power. */
  readonly tailIndex: number;
  /** `count` independent values; uses only its arguments. */
  readonly draw: (
    count: number,
    generator: Generator,
    given: { readonly values: Values },
  ) => ArrayLike<number>;
}

/** What is measured beside the built-in estimators and laws. */
export interface OwnCalibration {
  /** Estimators of one's own, by their names: functions of the sample, or the library's with other options. */
  readonly estimators?: Readonly<Record<string, EstimateChoice>>;
  /** Laws of one's own, by their names. */
  readonly laws?: Readonly<Record<string, OwnCalibrationLaw>>;
  /** Plain data that functions of one's own read as `values`. */
  readonly values?: Values;
}

/** A law as plain JSON. */
export interface PlainLaw extends FunctionText {
  /** `null` for tails lighter than every power. */
  readonly tailIndex: number | null;
}

const checkNames = (what: string, given: object, taken: readonly string[]): void => {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw argumentError(what, given, 'an object of names and what they stand for');
  const name = Object.keys(given).find((each) => taken.includes(each));
  if (name !== undefined) throw argumentError(what, name, 'another name: a built-in one is called so');
};

function plainLaw(name: string, law: OwnCalibrationLaw, values: Values): PlainLaw {
  if (typeof law !== 'object' || law === null)
    throw argumentError(`laws["${name}"]`, law, 'an object { tailIndex, draw }');
  checkFields(`the law "${name}"`, law, ['tailIndex', 'draw']);
  if (!(law.tailIndex > 0))
    throw argumentError(`laws["${name}"].tailIndex`, law.tailIndex, 'a number above 0, or Infinity');
  const place = { name: `laws["${name}"].draw`, given: 'count, generator, { values }' };
  const tailIndex = law.tailIndex === Infinity ? null : law.tailIndex;
  return { text: functionText(place, law.draw), values, tailIndex };
}

/**
 * What is one's own, as plain JSON.
 *
 * @param built names of the built-in estimators and laws
 * @throws RangeError for a name that is taken, or a law without a tail-index; TypeError for a function that uses what stands outside it
 */
export function plainOwn(
  { estimators = {}, laws = {}, values = {} }: OwnCalibration,
  built: { readonly estimators: readonly string[]; readonly laws: readonly string[] },
): { estimators: [string, PlainEstimate][]; laws: [string, PlainLaw][] } {
  checkNames('estimators', estimators, built.estimators);
  checkNames('laws', laws, built.laws);
  checkValues('values', values);
  return {
    estimators: Object.entries(estimators).map(([name, choice]) => [
      name,
      plainEstimate(choice, values, `estimators["${name}"]`),
    ]),
    laws: Object.entries(laws).map(([name, law]) => [name, plainLaw(name, law, values)]),
  };
}

/** The law that its plain JSON stands for. */
export function lawOf(name: string, { text, values = {}, tailIndex }: PlainLaw): CalibrationLaw {
  const own = functionOfText(text) as unknown as OwnCalibrationLaw['draw'];
  return {
    name,
    tailIndex: tailIndex ?? Infinity,
    draw: (count, generator) => {
      const drawn: ArrayLike<number> = own(count, generator, { values });
      const isList = typeof drawn === 'object' && drawn !== null && drawn.length === count;
      const sample = isList ? Float64Array.from(drawn) : undefined;
      if (sample === undefined || !sample.every(Number.isFinite))
        throw argumentError(`the result of laws["${name}"].draw`, drawn, `${count} finite numbers`);
      return sample;
    },
  };
}
