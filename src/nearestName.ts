import { distance } from 'fastest-levenshtein';

/**
 * The known name that was probably meant: the one of fewest changed letters, where small and capital are the same and the
 * beginning of a name counts as one change.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const begins = (one: string, other: string): boolean =>
    one.length >= 3 && other.toLowerCase().startsWith(one.toLowerCase());
  const changes = (other: string): number =>
    begins(name, other) || begins(other, name) ? 1 : distance(name.toLowerCase(), other.toLowerCase());
  return [...known].sort((one, other) => changes(one) - changes(other))[0];
}

/** Whether one name is probably the other misspelt: two letters are other ones at most, and less than half of them. */
export function isNear(name: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const changed = distance(name.toLowerCase(), other.toLowerCase());
  return changed <= 2 && changed < name.length / 2;
}
