/** What a text at the server says, which anybody may have written who reaches it; undefined for what is no JSON. */
export function readText(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** The same if it is an object with such fields, each of a type. */
export function readFields<T extends object>(
  text: string | null | undefined,
  types: Readonly<Record<keyof T & string, 'string' | 'number' | 'object'>>,
): T | undefined {
  const found = readText(text) as Readonly<Record<string, unknown>> | null | undefined;
  if (typeof found !== 'object' || found === null) return undefined;
  const isRight = Object.entries(types).every(
    ([name, type]) => typeof found[name] === type && found[name] !== null,
  );
  return isRight ? (found as T) : undefined;
}
