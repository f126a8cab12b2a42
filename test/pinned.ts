import { expect } from 'vitest';

/** Numbers of a result to so many significant digits, with what is smaller than rounding taken as 0; arrays of numbers as lists. */
export function rounded(value: unknown, digits: number): unknown {
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? Number((Math.abs(value) < 1e-13 ? 0 : value).toPrecision(digits))
      : String(value);
  if (ArrayBuffer.isView(value)) return [...(value as Float64Array)].map((entry) => rounded(entry, digits));
  if (Array.isArray(value)) return value.map((entry) => rounded(entry, digits));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rounded(entry, digits)]));
}

/**
 * Holds results as they were when they were stored, which says that they did not move, not that they are right: for that are the tests
 * beside it. Where one moves on purpose, `npx vitest run FILE -u` stores it anew.
 *
 * @param results one line each, by what was computed
 * @param digits that another Node's exp and log give too
 */
export function expectPinned(results: Record<string, unknown>, digits = 9): void {
  const lines = Object.entries(results).map(
    ([name, result]) => `${name}: ${JSON.stringify(rounded(result, digits))}`,
  );
  expect(lines.join('\n')).toMatchSnapshot();
}
