import { argumentError, checkFields, checkNoNaN } from '../check.js';
import { isRecord } from '../plainData.js';

/** The parts of a spec that hold numbers of their own. */
type PartName = 'problem' | 'run';
const partNames: readonly PartName[] = ['problem', 'run'];

type Part<S, K extends PartName> = S extends Readonly<Record<K, infer P>> ? P : unknown;

/** The fields of a spec, those of its `problem` and its `run` among them. */
export type NumbersOf<S> = Partial<Omit<S, PartName> & Part<S, 'problem'> & Part<S, 'run'>>;

/**
 * A spec with other numbers: each takes the place of the field of its name, at the top of the spec or in its `problem` or
 * its `run`.
 *
 * @throws RangeError if no field has such a name; the message suggests the nearest one. For a NaN, too, by its place
 * @example
 * const spec = withNumbers(fig1aSpec('smoke'), { repeats: 50, batchSizes: [2] });
 * [spec.run.repeats, spec.batchSizes]; // [50, [2]]
 */
export function withNumbers<S extends object>(spec: S, numbers: NumbersOf<S>): S {
  if (typeof spec !== 'object' || spec === null)
    throw argumentError('spec', spec, 'an object with named fields');
  checkNoNaN('spec', spec);
  checkNoNaN('numbers', numbers);
  const parts = partNames.filter((part) => isRecord((spec as Readonly<Record<string, unknown>>)[part]));
  const fields = new Map<string, PartName | undefined>(
    Object.keys(spec)
      .filter((name) => !parts.includes(name as PartName))
      .map((name) => [name, undefined]),
  );
  const changed = { ...spec } as Record<string, unknown>;
  for (const part of parts) {
    const own = changed[part] as Record<string, unknown>;
    for (const name of Object.keys(own)) if (!fields.has(name)) fields.set(name, part);
    changed[part] = { ...own };
  }
  checkFields('numbers', numbers, [...fields.keys()]);
  for (const [name, value] of Object.entries(numbers)) {
    const part = fields.get(name);
    const place = part === undefined ? changed : (changed[part] as Record<string, unknown>);
    if (value !== undefined) place[name] = value;
  }
  return changed as S;
}
