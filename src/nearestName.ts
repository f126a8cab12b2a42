/** Edits (insert, delete, replace one letter, swap two neighbours) that turn one text into the other; small or capital is the same. */
function edits(from: string, to: string): number {
  const [a, b] = [from.toLowerCase(), to.toLowerCase()];
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length];
}

/** The known name that was probably meant: at most a third of its letters differ, or one is the beginning of the other. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const begins = (one: string, other: string): boolean =>
    one.length >= 3 && other.toLowerCase().startsWith(one.toLowerCase());
  const distance = (other: string): number =>
    begins(name, other) || begins(other, name) ? 1 : edits(name, other);
  const nearest = known
    .filter((other) => distance(other) <= Math.max(1, Math.floor(Math.max(name.length, other.length) / 3)))
    .sort((one, other) => distance(one) - distance(other));
  return nearest[0];
}
