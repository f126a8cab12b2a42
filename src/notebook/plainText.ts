import { inspect } from 'node:util';

type NumericArray = ArrayLike<number | bigint> & { readonly constructor: { readonly name: string } };

const isTypedArray = (value: unknown): value is NumericArray =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

/** Arrays up to this length are shown whole. */
const SHOWN_WHOLE = 12;
const SHOWN_AT_EACH_END = 4;

const short = (value: number | bigint): string =>
  typeof value === 'bigint' || Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

/** A typed array in two lines: its first and last elements, its range and mean, and how many elements are not finite. */
function summary(values: NumericArray): string {
  const { length } = values;
  const head = `${values.constructor.name}(${length})`;
  const at = (index: number): string => short(values[index] as number | bigint);
  if (length <= SHOWN_WHOLE) return `${head} [${Array.from({ length }, (_, index) => at(index)).join(', ')}]`;
  const first = Array.from({ length: SHOWN_AT_EACH_END }, (_, index) => at(index));
  const last = Array.from({ length: SHOWN_AT_EACH_END }, (_, index) =>
    at(length - SHOWN_AT_EACH_END + index),
  );
  let least = Infinity;
  let most = -Infinity;
  let mean = 0;
  let finite = 0;
  for (let index = 0; index < length; index++) {
    const value = Number(values[index]);
    if (!Number.isFinite(value)) continue;
    finite++;
    mean += (value - mean) / finite;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const range =
    finite > 0 ? `min ${short(least)}, mean ${short(mean)}, max ${short(most)}` : 'no finite element';
  const others = finite < length ? `, ${length - finite} not finite` : '';
  return `${head} [${first.join(', ')}, …, ${last.join(', ')}]\n  ${range}${others}`;
}

const typedArrays = Object.getPrototypeOf(Uint8Array.prototype) as { [inspect.custom]?: unknown };

/** Runs `work` while the inspector summarises typed arrays, wherever it meets them. */
function withSummaries(work: () => string): string {
  Object.defineProperty(typedArrays, inspect.custom, {
    configurable: true,
    value(this: NumericArray): string {
      return summary(this);
    },
  });
  try {
    return work();
  } finally {
    delete typedArrays[inspect.custom];
  }
}

/** The text form of a value as Node's inspector writes it; typed arrays are summarised, also inside other values. */
export function plainText(value: unknown): string {
  if (isTypedArray(value)) return summary(value);
  const options = { depth: 3, maxArrayLength: 50, maxStringLength: 10_000, breakLength: 100 };
  return withSummaries(() => inspect(value, options));
}
