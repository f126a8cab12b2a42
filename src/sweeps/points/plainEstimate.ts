import { argumentError, checkOneOf } from '../../check.js';
import { estimatorsByName, type EstimatorName } from '../../estimators/index.js';
import { checkValues, functionText, type Values } from '../../setting/functionText.js';
import { library, type EstimateChoice, type PlainEstimate } from './estimate.js';

const names = Object.keys(estimatorsByName) as EstimatorName[];

/** An estimator as plain JSON: a function by its text. */
export function plainEstimate(choice: EstimateChoice, values: Values, called = 'estimate'): PlainEstimate {
  if (typeof choice === 'function') {
    const place = { name: called, given: 'sample, { values }', tools: Object.keys(library) };
    return { text: functionText(place, choice), values };
  }
  if (typeof choice !== 'string' && (typeof choice !== 'object' || choice === null))
    throw argumentError(called, choice, 'the name of an estimator, { name, … } or a function of the sample');
  const { name, ...options } = typeof choice === 'string' ? { name: choice } : choice;
  checkOneOf(typeof choice === 'string' ? called : `${called}.name`, name, names);
  checkValues(called, options);
  return { name, options };
}
