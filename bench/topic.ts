/** One subject of the report. `run` prints through `print`, one line at a time. */
export interface Topic {
  readonly name: string;
  readonly title: string;
  run(print: (line: string) => void): Promise<void> | void;
}
