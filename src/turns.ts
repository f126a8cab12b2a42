/** Milliseconds for which a loop may keep the thread. */
const LONGEST_TURN = 30;

/**
 * For loops that would keep the thread: what it gives resolves at once, or, where the loop has kept the thread for some time, after
 * everything else had its turn, interrupts and progress bars among them.
 *
 * @param signal what it gives rejects with the signal's reason once it has aborted
 */
export function takingTurns(signal: AbortSignal | undefined): () => Promise<void> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began > LONGEST_TURN) {
      await new Promise<void>((resume) => setImmediate(resume));
      began = performance.now();
    }
    signal?.throwIfAborted();
  };
}

/** What a function gives for each element, in order, taking turns with whatever else is to be done. */
export async function mapInTurns<Element, Result>(
  elements: readonly Element[],
  signal: AbortSignal | undefined,
  of: (element: Element) => Result,
): Promise<Result[]> {
  const turn = takingTurns(signal);
  const results: Result[] = [];
  for (const element of elements) {
    results.push(of(element));
    await turn();
  }
  return results;
}
