/** What the axis of a field says: its name and symbol, and its unit where it has one. */
const names: Readonly<Record<string, string>> = {
  stepSize: 'step-size η',
  'stepSize.unit': 'step-size η',
  batchSize: 'batch-size b',
  weightDecay: 'weight decay λ',
  iterations: 'iterations K',
  burnIn: 'burn-in (iterations)',
  repeats: 'repeats',
  sampling: 'sampling',
  rule: 'rule',
  loss: 'loss',
  variant: 'variant',
  seed: 'seed',
  center: 'centre',
  iterate: 'iterate',
  estimate: 'estimator',
  dimension: 'dimension d',
  rows: 'rows n',
  sigma: 'scale of the rows σ',
  law: 'law of the rows',
  noiseDeviation: 'deviation of the label noise',
  parameterDeviation: 'deviation of the true parameter',
  deviation: 'deviation of the start',
};

/** Short signs for "b = 5" in a legend. */
const signs: Readonly<Record<string, string>> = {
  ...{ stepSize: 'η', 'stepSize.unit': 'η', batchSize: 'b', weightDecay: 'λ', iterations: 'K' },
  ...{ dimension: 'd', rows: 'n', sigma: 'σ' },
};

const lastPart = (field: string): string => field.split('.').at(-1)!;

/** A field as an axis names it; a field of one's own by the last part of its name. */
export const fieldName = (field: string): string => names[field] ?? names[lastPart(field)] ?? lastPart(field);

/** A field in the middle of a sentence: its name without the symbol. */
export const fieldInWords = (field: string): string => fieldName(field).replace(/ [ηbλKdnσ]$/, '');

/** A value as an axis names it: how batches are drawn in words, "with replacement" for `withReplacement`. */
export const valueWords = (field: string, value: unknown): unknown =>
  field === 'sampling' && typeof value === 'string'
    ? value.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : value;

/** A value as a legend names it: "b = 5"; a text by itself. */
export const valueName = (field: string, value: unknown): string =>
  typeof value === 'number'
    ? `${signs[field] ?? signs[lastPart(field)] ?? lastPart(field)} = ${value}`
    : String(valueWords(field, value));
