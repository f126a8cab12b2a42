/** How a server is asked whether it is still there. */
export interface PulseOptions {
  /** Milliseconds between questions. */
  readonly every: number;
  /** Milliseconds without an answer after which the server counts as lost. */
  readonly patience: number;
  /** A question, which may bring what one wants to know; a second is not asked before it is answered. */
  readonly ask: () => Promise<unknown>;
  /** Told once that the server is lost, with what it refused if it did answer. */
  readonly onLost: (refusal: string) => void;
}

/**
 * Asks a server again and again, and tells when it has not answered for too long: also one that is reached and says nothing, and one that refuses.
 * The questions are counted and not the time, since a process that stood still itself would take that for the server's silence.
 *
 * @returns a function that ends it
 */
export function startPulse({ every, patience, ask, onLost }: PulseOptions): () => void {
  let silence = 0;
  let isAsking = false;
  let refusal = '';
  const timer = setInterval(() => {
    if (silence > patience) {
      clearInterval(timer);
      return onLost(refusal);
    }
    silence += every;
    if (isAsking) return;
    isAsking = true;
    void ask()
      .then(
        () => ([silence, refusal] = [0, '']),
        (error: unknown) => (refusal = error instanceof Error ? error.message : String(error)),
      )
      .finally(() => (isAsking = false));
  }, every);
  return () => clearInterval(timer);
}

/** The words for a server that is lost. */
export const lostWords = (address: string, patience: number, refusal: string): string =>
  `the queue at ${address} has been away for ${Math.round(patience / 1000)} seconds${refusal && ` (${refusal})`}`;
