/** What commands have from the process they run in. */
export interface Surroundings {
  /** Tells the user what is no result. */
  readonly note: (text: string) => void;
  /** Tells the user a line of what was asked for. */
  readonly print: (line: string) => void;
  /** Aborted when the program is to end, with its exit code as the reason. */
  readonly signal: AbortSignal;
  /** Computes something without pauses, in which signals would be heard: meanwhile they end the program as they do any other. */
  readonly withoutPauses: <T>(compute: () => Promise<T>) => Promise<T>;
  /** Grants so many milliseconds to an end. */
  readonly bePatient: (milliseconds: number) => void;
}

/** The exit code of what was ended by Ctrl-C. */
export const INTERRUPTED = 130;
