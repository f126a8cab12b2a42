import { argumentError, checkFields, unknownField } from '../../check.js';
import { pointFields, problemFields, type PointSetting } from './setting.js';

/** What stands in a row for a value that varies: the value itself, or the name that it was given. */
export type Label = number | string | boolean;

/** The values of a field: a list, or named ones, `{ name: value }`, for what is not a number or text itself. */
export type AxisValues = ArrayLike<unknown> | Readonly<Record<string, unknown>>;

/** Fields that vary, each with its values. */
export type SweepAxes = Readonly<Record<string, AxisValues>>;

/** One field that varies. */
export interface Axis {
  /** What its column is called: as it was written in `over`. */
  readonly name: string;
  /** Where in the setting it is; empty for variants, which change several fields. */
  readonly path: readonly string[];
  readonly choices: readonly { readonly label: Label; readonly value: unknown }[];
}

type Named = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Named => typeof value === 'object' && value !== null;
const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

function labelOf(axis: string, value: unknown): Label {
  if (['number', 'string', 'boolean'].includes(typeof value)) return value as Label;
  if (isRecord(value) && typeof value.name === 'string') return value.name;
  throw argumentError(
    `over.${axis}`,
    value,
    'a list of numbers or texts, or an object that gives each other value a name: { name: value, … }',
  );
}

function readChoices(axis: string, values: unknown): Axis['choices'] {
  if (!isRecord(values))
    throw argumentError(`over.${axis}`, values, 'a list of values, or { name: value, … }');
  const choices = isList(values)
    ? Array.from(values, (value) => ({ label: labelOf(axis, value), value }))
    : Object.entries(values).map(([label, value]) => ({ label, value }));
  if (choices.length === 0) throw argumentError(`over.${axis}`, values, 'a list with at least one value');
  const seen = new Set<Label>();
  const twice = choices.find(({ label }) => seen.size === seen.add(label).size);
  if (twice) throw argumentError(`over.${axis}`, twice.label, 'different values: this one is there twice');
  return choices;
}

/** Every field within a field of a setting, by its path: what can be named by its last part alone. */
function innerPaths(setting: PointSetting): string[][] {
  const { data, loss, network, problem, rule, values } = setting;
  const of = (path: readonly string[], fields: unknown, besides: readonly string[] = []): string[][] =>
    Object.keys(isRecord(fields) ? fields : {}).flatMap((field) =>
      besides.includes(field) ? [] : [[...path, field]],
    );
  const parameters = (choice: unknown): unknown =>
    isRecord(choice) && 'parameters' in choice ? choice.parameters : choice;
  return [
    ...(data === undefined || problem ? of(['problem'], problemFields, ['seed']) : []),
    ...of(['problem', 'law'], problem?.law, ['name', 'text', 'values']),
    ...of(['rule'], parameters(rule), ['name']),
    ...of(['loss'], parameters(loss), ['name']),
    ...of(['estimate'], setting.estimate, ['name']),
    ...of(['values'], values),
    ...of(['start'], setting.start),
    ...of(['stepSize'], setting.stepSize),
    ...of(['network'], network, ['kind', 'seed', 'weights']),
  ];
}

/** Where a name leads: a field of the setting, a dotted path, or the one inner field of that name. */
function pathOf(name: string, setting: PointSetting): readonly string[] {
  const outer = Object.keys(pointFields);
  if (outer.includes(name)) return [name];
  const dotted = name.split('.');
  if (dotted.length > 1 && dotted.every((part) => part !== '')) {
    if (outer.includes(dotted[0])) return dotted;
    throw unknownField('the setting of sweep', dotted[0], outer);
  }
  const inner = innerPaths(setting);
  const found = inner.filter((path) => path.at(-1) === name);
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw argumentError(
      'over',
      name,
      `one field: write ${found.map((path) => `"${path.join('.')}"`).join(' or ')}`,
    );
  throw unknownField('the setting of sweep', name, [...outer, ...new Set(inner.map((path) => path.at(-1)!))]);
}

/** The last part of a path that says the same as what it is a part of: `stepSize.unit` is the step-size, `rule.name` the rule. */
const sameAsWhole: readonly string[] = ['unit', 'name'];

/**
 * Throws where two axes set one field, the field of the later one: the labels of the other would not be what is computed. A part of a field
 * may vary beside the whole, unless the values of that are their own labels.
 */
function checkApart(axes: readonly Axis[]): void {
  for (const one of axes)
    for (const { name, path } of axes) {
      if (one.name === name) continue;
      const [whole, last] = [path.slice(0, -1).join('.'), path.at(-1)!];
      const isOne = one.path.join('.') === path.join('.');
      const isSaid = sameAsWhole.includes(last) && one.path.join('.') === whole;
      if (isOne || (isSaid && one.choices.some(({ label, value }) => label === value)))
        throw argumentError('over', name, `another field than "${one.name}", which varies too`);
    }
}

/** Whether what is chosen for a field, or what a variant changes, says itself what stands at this path within it. */
function says(chosen: unknown, [head, ...rest]: readonly string[]): boolean {
  if (head === undefined) return chosen !== undefined;
  // An estimator is its name, a step-size its own unit.
  if (typeof chosen === 'string') return head === 'name';
  if (typeof chosen === 'number') return head === 'unit';
  // Parameters of a rule or loss of one's own have their first values from where it was made.
  if (!isRecord(chosen) || 'graph' in chosen || !Object.hasOwn(chosen, head)) return false;
  return says(chosen[head], rest);
}

/**
 * Throws where a variant, or a value that was given a name, says what an axis sets after it: that would be the value of no point, under a name
 * that promises it.
 */
function checkHeard(axes: readonly Axis[]): void {
  for (const { name, path, choices } of axes)
    for (const other of axes) {
      const isWithin = other.path.length > path.length && path.every((part, i) => part === other.path[i]);
      if (!isWithin) continue;
      const within = other.path.slice(path.length);
      const loud = choices.find(({ value }) => says(value, within));
      if (loud === undefined) continue;
      const field = other.path.join('.');
      const whose = path.length === 0 ? `the variant ${loud.label}` : `"${loud.label}" in over.${name}`;
      const given = within.reduce<unknown>((at, part) => (isRecord(at) ? at[part] : at), loud.value);
      throw argumentError(
        `${field} of ${whose}`,
        given,
        `left out, or "${other.name}" taken out of over: what varies is set last`,
      );
    }
}

function variantAxis(over: SweepAxes, variants: Named): Axis {
  if ('variant' in over)
    throw argumentError('over', 'variant', 'another name: it is the column of the variants');
  const choices = readChoices('variants', variants);
  for (const { label, value } of choices) checkFields(`the variant ${label}`, value as object, pointFields);
  return { name: 'variant', path: [], choices };
}

/**
 * The axes of a sweep: variants first, then the fields in the order in which they are written.
 *
 * @throws RangeError for a field that is not known, or there twice, an empty list, a value twice, a value without a name, a variant that sets
 * a field that varies
 */
export function readAxes(over: SweepAxes, variants: Named | undefined, setting: PointSetting): Axis[] {
  if (!isRecord(over) || isList(over)) throw argumentError('over', over, 'an object { field: values, … }');
  if (variants !== undefined && (!isRecord(variants) || isList(variants)))
    throw argumentError('variants', variants, 'an object { name: changes, … }');
  const axes = Object.entries(over).map(([name, values]): Axis => {
    const path = pathOf(name, setting);
    return { name, path, choices: readChoices(name, values) };
  });
  checkApart(axes);
  const all = variants === undefined ? axes : [variantAxis(over, variants), ...axes];
  checkHeard(all);
  return all;
}

/** A rule or loss with another value of a parameter: its own `with` checks the value, a plain one is checked later. */
function withParameter(
  choice: unknown,
  [name, ...more]: readonly string[],
  value: unknown,
  path: string,
): unknown {
  if (!isRecord(choice) || more.length > 0)
    throw argumentError(
      'over',
      path,
      'a parameter of a rule or loss that is given by name or made by updateRule or lossFunction',
    );
  if (typeof choice.with === 'function')
    return (choice.with as (values: Named) => unknown).call(choice, { [name]: value });
  if ('graph' in choice) return { ...choice, parameters: { ...(choice.parameters as Named), [name]: value } };
  return { ...choice, [name]: value };
}

function setAt(at: unknown, [head, ...rest]: readonly string[], value: unknown): unknown {
  if (head === undefined) return value;
  return { ...(isRecord(at) ? at : {}), [head]: setAt(isRecord(at) ? at[head] : undefined, rest, value) };
}

function change(setting: PointSetting, { path, name }: Axis, value: unknown): PointSetting {
  const [head, ...rest] = path as [keyof PointSetting, ...string[]];
  if (rest.length === 0) return { ...setting, [head]: value };
  const now = setting[head];
  if (head === 'rule' || head === 'loss')
    return { ...setting, [head]: withParameter(now, rest, value, name) };
  if (typeof now === 'function')
    throw argumentError('over', name, 'a field of an object: what a function reads is in values');
  if (head === 'estimate' && typeof now !== 'object')
    return { ...setting, estimate: setAt({ name: now ?? 'logMoment' }, rest, value) as never };
  if (head === 'stepSize' && typeof now !== 'object' && rest.join() === 'unit')
    return { ...setting, stepSize: value as number };
  return { ...setting, [head]: setAt(now, rest, value) };
}

/** A grid point: its labels, by the names of the axes, and its setting. */
export interface GridPoint {
  readonly labels: Readonly<Record<string, Label>>;
  readonly setting: PointSetting;
}

/** All points of the grid; the last axis varies fastest. Whole fields are set before parts of them, whatever their order. */
export function gridOf(axes: readonly Axis[], setting: PointSetting): GridPoint[] {
  let grid: { label: Label; value: unknown }[][] = [[]];
  for (const { choices } of axes)
    grid = grid.flatMap((before) => choices.map((choice) => [...before, choice]));
  const order = axes.map((_, i) => i).sort((i, j) => axes[i].path.length - axes[j].path.length);
  return grid.map((choices) => ({
    labels: Object.fromEntries(axes.map(({ name }, i) => [name, choices[i].label])),
    setting: order.reduce<PointSetting>((before, i) => {
      const { value } = choices[i];
      return axes[i].path.length === 0
        ? { ...before, ...(value as PointSetting) }
        : change(before, axes[i], value);
    }, setting),
  }));
}
