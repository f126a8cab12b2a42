import { checkDepth } from './check.js';

/** Whether a value, as from JSON, is an object and no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Objects as JSON text makes them, of any realm, and those without a prototype. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * What JSON would lose or change in `value`, with its place, or undefined where all of it is plain: null, truth values, texts,
 * finite numbers, lists without holes and objects of these. A field that is undefined is as good as none.
 *
 * @throws RangeError for lists and objects that are nested too deep
 */
export function lostByJson(
  name: string,
  value: unknown,
  within: readonly unknown[] = [],
): [place: string, value: unknown] | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : [name, value];
  if (typeof value !== 'object' || within.includes(value)) return [name, value];
  checkDepth(name, value, within.length);
  const around = [...within, value];
  const [symbol] = Object.getOwnPropertySymbols(value);
  if (symbol !== undefined) return [`${name}[${String(symbol)}]`, Reflect.get(value, symbol)];
  if (Array.isArray(value)) {
    const extra = Object.keys(value).slice(value.length)[0];
    if (extra !== undefined) return [`${name}.${extra}`, Reflect.get(value, extra)];
    // Not `every`, which passes over holes.
    for (const [i, entry] of value.entries()) {
      const lost = lostByJson(`${name}[${i}]`, entry, around);
      if (lost) return lost;
    }
    return undefined;
  }
  if (!isPlainObject(value)) return [name, value];
  for (const [field, entry] of Object.entries(value)) {
    const lost = entry === undefined ? undefined : lostByJson(`${name}.${field}`, entry, around);
    if (lost) return lost;
  }
  return undefined;
}

/**
 * The JSON text of plain data with every bit of their numbers. `JSON.stringify` writes -0 as 0, though JSON has a -0 and `JSON.parse` reads it.
 */
export function exactJson(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${fields.map(([name, entry]) => `${JSON.stringify(name)}:${exactJson(entry)}`).join(',')}}`;
}

/** Plain data with 0 for -0, for what means the same with both; without a -0 they are given back as they are. */
export function withoutNegativeZeros<Data>(data: Data): Data {
  if (Object.is(data, -0)) return 0 as Data;
  if (typeof data !== 'object' || data === null) return data;
  if (!Array.isArray(data) && !isPlainObject(data)) return data;
  const changed = Object.entries(data).flatMap(([field, entry]: [string, unknown]) => {
    const plain = withoutNegativeZeros(entry);
    return Object.is(plain, entry) ? [] : [[field, plain] as const];
  });
  if (changed.length === 0) return data;
  const copy = (Array.isArray(data) ? [...(data as unknown[])] : { ...data }) as Record<string, unknown>;
  for (const [field, plain] of changed) copy[field] = plain;
  return copy as Data;
}
