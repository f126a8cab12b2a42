/** What a kernel sends as an output, as a notebook file can hold it. */
import { isRecord } from '../plainData.js';
import type { Metadata, MimeData } from './nbformat.js';
import { isNestedDeeper } from './nesting.js';

/** Levels of JSON that are kept: programs that read notebooks give up somewhere below a thousand. */
const MOST_LEVELS = 500;

export const isJsonType = (mime: string): boolean => /^[a-zA-Z0-9-]+\/(.*\+)?json$/.test(mime);

/** Why a value cannot stand in a file under its MIME type; undefined if it can. */
function problemOf(mime: string, value: unknown): string | undefined {
  if (isJsonType(mime))
    return isNestedDeeper(value, MOST_LEVELS)
      ? `it is nested more than ${MOST_LEVELS} levels deep`
      : undefined;
  const isText =
    typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'));
  return isText ? undefined : 'it is no text';
}

/** The bundle of an output without what no file could hold; the text for that says what is left out and why. */
export function storedBundle(data: unknown): MimeData {
  if (!isRecord(data)) return { 'text/plain': 'This output is left out: it is no object of MIME types.' };
  const problems = Object.entries(data).flatMap(([mime, value]) => {
    const problem = problemOf(mime, value);
    return problem === undefined ? [] : [[mime, problem] as const];
  });
  if (problems.length === 0) return data as MimeData;
  const left = Object.fromEntries(
    Object.entries(data).filter(([mime]) => problems.every(([wrong]) => wrong !== mime)),
  );
  const notes = problems.map(([mime, problem]) => `${mime} is left out: ${problem}.`);
  return { ...left, 'text/plain': [...[left['text/plain'] ?? []].flat(), ...notes].join('\n') };
}

/** The metadata of an output; none where a file could not hold them. */
export const storedMetadata = (metadata: unknown): Metadata =>
  isRecord(metadata) && !isNestedDeeper(metadata, MOST_LEVELS) ? metadata : {};
