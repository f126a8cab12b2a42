import { argumentError, checkMisspelt, hasNamedFields } from '../../check.js';
import {
  bootstrap,
  chooseK,
  estimatorsByName,
  hillCurve,
  rowNorms,
  type EstimatorName,
  type Rows,
  type Sample,
  type TailEstimate,
} from '../../estimators/index.js';
import type { Interval } from '../../interval.js';
import { createGenerator } from '../../random/index.js';
import { functionOfText } from '../../setting/functionOfText.js';
import type { FunctionText, Values } from '../../setting/functionText.js';

/** What an estimator of one's own finds in its second argument. */
export const library = { ...estimatorsByName, bootstrap, chooseK, hillCurve, rowNorms, createGenerator };

/** What an estimator of one's own finds in its second argument: the library's estimators, and the values it was given. */
export type EstimatorTools = typeof library & { readonly values: Values };

/** What an estimator of one's own may answer in place of a number. */
export interface OwnEstimate {
  readonly tailIndex: number;
  readonly interval?: Interval | null;
  readonly warnings?: readonly string[];
}

/**
 * An estimator of one's own: a function of the sample, one row for each repeat, that uses only its arguments. What the library has
 * is in its second argument: `(sample, { hill }) => hill(sample, { k: 50 })`.
 */
export type SampleEstimator = (sample: Rows, tools: EstimatorTools) => number | OwnEstimate;

/** An estimator by its name, with its options beside the name. */
export type NamedEstimator = {
  [Name in EstimatorName]: { readonly name: Name } & NonNullable<
    Parameters<(typeof estimatorsByName)[Name]>[1]
  >;
}[EstimatorName];

/** How the tail-index is read from a sample. */
export type EstimateChoice = EstimatorName | NamedEstimator | SampleEstimator;

/** An estimator as plain JSON. */
export type PlainEstimate = { readonly name: EstimatorName; readonly options: Values } | FunctionText;

/** Whether an estimator estimates a tail-index by the library: one of one's own may read anything. */
export const isNamed = (estimate: PlainEstimate): boolean => 'name' in estimate;

/** The answer of a function of one's own; its mistakes are told as its own. What an estimator of the library says stays as it is. */
function callOwn(own: () => unknown): unknown {
  try {
    return own();
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new Error(`estimate failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Throws where what an estimator of one's own gives is not what it looks like: it would be left out, or taken letter by letter. */
function checkOwnEstimate(own: OwnEstimate): void {
  checkMisspelt('the result of estimate', own, ['tailIndex', 'interval', 'warnings']);
  const { tailIndex, interval, warnings = [] } = own;
  if (typeof tailIndex !== 'number') throw argumentError('the tailIndex of estimate', tailIndex, 'a number');
  if (interval !== undefined && interval !== null) {
    const { lower, upper } = interval;
    if (typeof lower !== 'number' || typeof upper !== 'number' || lower > upper)
      throw argumentError(
        'the interval of estimate',
        Array.isArray(interval) || typeof interval !== 'object' ? interval : `${lower} to ${upper}`,
        'null or { lower, upper }, two numbers of which the first is not the larger',
      );
  }
  if (!Array.isArray(warnings) || !warnings.every((warning) => typeof warning === 'string'))
    throw argumentError('the warnings of estimate', warnings, 'a list of texts');
}

/**
 * What an estimator of one's own answered. A RangeError of it says that there is no estimate from a sample, which some callers only count;
 * an answer that is none is a mistake of the function, and told as another error.
 */
function checkedAnswer(given: unknown): OwnEstimate {
  if (typeof given === 'number') return { tailIndex: given };
  try {
    if (!hasNamedFields(given))
      throw argumentError('the result of estimate', given, 'a number or { tailIndex, interval, warnings }');
    checkOwnEstimate(given as OwnEstimate);
  } catch (cause) {
    throw new TypeError((cause as Error).message, { cause });
  }
  return given as OwnEstimate;
}

const compiled = new Map<string, SampleEstimator>();

/** Applies an estimator; a plain number has neither interval nor warnings. */
export function applyEstimate(estimate: PlainEstimate, sample: Rows): OwnEstimate {
  if ('name' in estimate) {
    const byName = estimatorsByName[estimate.name] as (sample: Sample, options: Values) => TailEstimate;
    return byName(sample, estimate.options);
  }
  const { text, values = {} } = estimate;
  const own = compiled.get(text) ?? (functionOfText(text) as unknown as SampleEstimator);
  compiled.set(text, own);
  return checkedAnswer(callOwn(() => own(sample, { ...library, values })));
}
