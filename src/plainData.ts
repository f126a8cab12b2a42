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
