/** Milliseconds of processor time that this process has taken: what waiting for the processor leaves alone. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * The least wall time of one call in milliseconds, over windows of at least `window` ms for `duration` ms after a warm-up:
 * what the code costs when nothing else has the processor. All rivals are measured the same way.
 *
 * @param clock milliseconds; default wall time
 */
export function fastest(
  call: () => void,
  { window = 0.5, duration = 1500, clock = (): number => performance.now() } = {},
): number {
  const warm = performance.now() + duration / 4;
  let calls = 0;
  const began = performance.now();
  while (performance.now() < warm || calls === 0) {
    call();
    calls++;
  }
  const repeat = Math.max(1, Math.ceil((window * calls) / (performance.now() - began)));
  let least = Infinity;
  const end = performance.now() + duration;
  do {
    const start = clock();
    for (let i = 0; i < repeat; i++) call();
    least = Math.min(least, (clock() - start) / repeat);
  } while (performance.now() < end);
  return least;
}

/** A line of a table: cells padded to 9 characters after a first column of 30. */
export const line = (head: string, cells: readonly (string | number)[], digits = 2): string =>
  head.padEnd(30) +
  cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(digits) : cell).padStart(9)).join('');
