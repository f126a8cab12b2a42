/** What a worker elsewhere is told of a cell: plain JSON, never code. */
export interface SweepTask<Result = unknown> {
  /** Which computation of the library it is. */
  readonly kind: string;
  /** All that the answer depends on. */
  readonly data: unknown;
  /** Data that it names by their hash, as bytes; sent once. */
  readonly attached?: ReadonlyMap<string, () => Uint8Array>;
  /** What the answer of the worker makes the result; left out, the answer is the result. */
  readonly finish?: (answer: unknown) => Result | Promise<Result>;
}

/** Whether plain data hold the text of a function anywhere: such data are computed here, since code is never sent. */
export function holdsCode(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  if (!Array.isArray(data) && typeof (data as { text?: unknown }).text === 'string') return true;
  return Object.values(data).some(holdsCode);
}
