/** Whether a value has an array or object more than so many levels below it; no recursion, as that is what deep values break. */
export function isNestedDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const inner = level.filter((entry) => typeof entry === 'object' && entry !== null) as object[];
    if (inner.length > 0 && depth > levels) return true;
    level = inner.flatMap((entry) => Object.values(entry) as unknown[]);
  }
  return false;
}
