/** The cells of this session, for `history_request`. */
import type { Content } from '../src/runner/wire.js';

interface Entry {
  readonly line: number;
  readonly input: string;
  /** The text of the result; empty where there is none, as clients with strict types take no null. */
  output: string;
}

const SESSION = 1;

export interface History {
  add(line: number, input: string): void;
  /** Notes the text of a cell's result. */
  setOutput(line: number, output: string): void;
  /** The content of `history_reply` for `range`, `tail` and `search` requests. */
  reply(request: Content): Content;
}

/**
 * Whether all of `text` is as a search pattern of Jupyter says: `*` is any text, `?` any character. As only the last star is
 * ever tried again, many stars take no longer; a regular expression would try them all against one another.
 */
export function matchesGlob(pattern: readonly string[], text: readonly string[]): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, from] = [p++, t];
    else if (pattern[p] === '?' || pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star + 1, ++from];
    else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const integer = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) ? value : otherwise;

export function createHistory(): History {
  const entries: Entry[] = [];

  const range = (request: Content): Entry[] => {
    // Sessions before this one are not kept: 0 and 1 both mean this session.
    const wanted = integer(request['session'], 0);
    if (wanted !== 0 && wanted !== SESSION) return [];
    const start = integer(request['start'], 1);
    const stop = integer(request['stop'], Infinity);
    return entries.filter((entry) => entry.line >= start && entry.line < stop);
  };

  const search = (request: Content): Entry[] => {
    const pattern = [...(typeof request['pattern'] === 'string' ? request['pattern'] : '*')];
    const found = entries.filter((entry) => matchesGlob(pattern, [...entry.input]));
    if (request['unique'] !== true) return found;
    const last = new Map(found.map((entry) => [entry.input, entry]));
    return [...last.values()].sort((a, b) => a.line - b.line);
  };

  const choose = (request: Content): Entry[] => {
    const access = request['hist_access_type'];
    const found = access === 'range' ? range(request) : access === 'search' ? search(request) : entries;
    if (access === 'range') return found;
    const count = integer(request['n'], found.length);
    return count <= 0 ? [] : found.slice(-count);
  };

  return {
    add: (line, input) => void entries.push({ line, input, output: '' }),
    setOutput: (line, output) => {
      const entry = entries.findLast((each) => each.line === line);
      if (entry !== undefined) entry.output = output;
    },
    reply: (request) => ({
      status: 'ok',
      history: choose(request).map(({ line, input, output }) => [
        SESSION,
        line,
        request['output'] === true ? [input, output] : input,
      ]),
    }),
  };
}
