import { argumentError, checkInteger, checkOneOf } from '../../check.js';
import { estimatorsByName, type EstimatorName } from '../../estimators/index.js';
import { checkLevel } from '../../estimators/estimate.js';
import { checkValues, functionText, type Values } from '../../setting/functionText.js';
import { checkArgument } from '../../shapes/checkArguments.js';
import { library, type EstimateChoice, type PlainEstimate } from './estimate.js';

const names = Object.keys(estimatorsByName) as EstimatorName[];

/** Options that count rows of the sample, by the least; some estimators have no default for them. */
const counts = { k: 1, blockSize: 2 } as const;

/** What estimators cannot do without, by their declarations. */
const required: Readonly<Partial<Record<EstimatorName, keyof typeof counts>>> = {
  ...{ biasReducedHill: 'k', generalisedPareto: 'k', hill: 'k', kernelEstimator: 'k', moments: 'k' },
  ...{ pickands: 'k', smoothedHill: 'k', temperedTail: 'k', truncatedPareto: 'k', logOrder: 'blockSize' },
};

/** Throws for options that the estimator would refuse on any sample of so many rows, which would be found only after that was simulated. */
function checkOptions(called: string, name: EstimatorName, options: Values, rows?: number): void {
  const counted = Object.entries(counts).filter(
    ([count]) => options[count] !== undefined || required[name] === count,
  );
  // A name that is misspelt is said before the count that is missing for it.
  checkArgument(name, 1, called, { ...options, ...Object.fromEntries(counted) });
  for (const [count, least] of counted)
    checkInteger(`${called}.${count}`, options[count], least, rows && Math.max(least, rows - 1));
  if (options.level !== undefined) checkLevel(options.level as number, `${called}.level`);
}

/**
 * An estimator as plain JSON: a function by its text.
 *
 * @param called what messages call it
 * @param rows of the sample that it is to be applied to, if that is known
 */
export function plainEstimate(
  choice: EstimateChoice,
  values: Values,
  called = 'estimate',
  rows?: number,
): PlainEstimate {
  if (typeof choice === 'function') {
    const place = { name: called, given: 'sample, { values }', tools: Object.keys(library) };
    return { text: functionText(place, choice), values };
  }
  if (typeof choice !== 'string' && (typeof choice !== 'object' || choice === null))
    throw argumentError(called, choice, 'the name of an estimator, { name, … } or a function of the sample');
  const { name, ...options } = typeof choice === 'string' ? { name: choice } : choice;
  checkOneOf(typeof choice === 'string' ? called : `${called}.name`, name, names);
  checkValues(called, options);
  checkOptions(called, name, options, rows);
  return { name, options };
}
