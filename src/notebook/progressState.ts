/** The state of a progress bar as data, which travels beside its picture so that the runner can show it too. */

import { countWords } from '../countWords.js';
import { isRecord } from '../plainData.js';

/** MIME type under which a bar's bundle carries its state. */
export const PROGRESS_MIME = 'application/vnd.heavytail.progress+json';

/** A progress bar at one moment. */
export interface ProgressState {
  readonly label: string;
  readonly done: number;
  /** Undefined if it is not known. */
  readonly total?: number;
  /** Seconds since the start. */
  readonly seconds: number;
  readonly finished: boolean;
  /** What holds the work up, in a sentence. */
  readonly notice?: string;
}

/** Whether a value is the state of a bar: a notebook may put anything under the MIME type. */
export const isProgressState = (value: unknown): value is ProgressState => {
  if (!isRecord(value)) return false;
  const { label, done, total, seconds, finished, notice } = value;
  return (
    typeof label === 'string' &&
    typeof done === 'number' &&
    (total === undefined || typeof total === 'number') &&
    typeof seconds === 'number' &&
    typeof finished === 'boolean' &&
    (notice === undefined || typeof notice === 'string')
  );
};

/** A duration in words: "0.4 s", "12 s", "3 min 5 s", "2 h 10 min". */
export const formatDuration = (seconds: number): string => {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

const formatCount = (count: number): string =>
  Number.isInteger(count) ? countWords(count) : String(Number(count.toPrecision(3)));

/** The share that is done, from 0 to 1; undefined without a total. */
export const fractionOf = ({ done, total }: ProgressState): number | undefined =>
  total === undefined ? undefined : total === 0 ? 1 : Math.min(1, Math.max(0, done / total));

/** What a bar says beside its label: share, count, rate and time left (or taken, when it is finished), and what holds it up. */
export const progressFacts = (state: ProgressState): string => {
  const { done, total, seconds, finished } = state;
  const fraction = fractionOf(state);
  const facts: string[] = [];
  if (fraction !== undefined) facts.push(`${Math.floor(100 * fraction)} %`);
  // A total of 1 means that the bar counts in shares: the percentage says it all.
  if (total !== 1)
    facts.push(total === undefined ? formatCount(done) : `${formatCount(done)}/${formatCount(total)}`);
  if (total !== 1 && done > 0 && seconds > 0) facts.push(`${formatRate(done / seconds)}`);
  if (finished) facts.push(`in ${formatDuration(seconds)}`);
  else if (fraction !== undefined && fraction > 0)
    facts.push(`${formatDuration((seconds * (1 - fraction)) / fraction)} left`);
  if (state.notice !== undefined && !finished) facts.push(state.notice);
  return facts.join(', ');
};

/** A bar as one line of text: its label, if it has one, and {@link progressFacts}. */
export const progressLine = (state: ProgressState): string => {
  const facts = progressFacts(state);
  return state.label === '' ? facts : `${state.label}: ${facts}`;
};

const formatRate = (rate: number): string =>
  rate >= 1
    ? `${rate >= 100 ? Math.round(rate) : Number(rate.toPrecision(2))}/s`
    : `${formatDuration(1 / rate)} each`;
