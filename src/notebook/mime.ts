/** Values as MIME bundles: the one display convention, that of Deno's Jupyter kernel. */
import { inspect } from 'node:util';
import { plainText } from './plainText.js';
import { isRecordArray, tableBundle } from './table.js';

/** One value in several forms, by MIME type. Bytes are base64 text; JSON types are plain objects. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/**
 * The name of the method by which a value says how it is shown in a notebook:
 * `[DISPLAY](): MimeBundle | Promise<MimeBundle>`. An empty bundle shows nothing.
 */
export const DISPLAY: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that says itself how it is shown. */
export interface Displayable {
  [DISPLAY](): MimeBundle | Promise<MimeBundle>;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export const isDisplayable = (value: unknown): value is Displayable =>
  isObject(value) && typeof (value as Partial<Displayable>)[DISPLAY] === 'function';

function checkBundle(bundle: unknown): MimeBundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle))
    throw new TypeError(
      `a Jupyter.display method must return an object of MIME types, got ${inspect(bundle, { depth: 0 })}`,
    );
  const entries = Object.entries(bundle).filter(([, data]) => data !== undefined);
  if (entries.length === 0) return {};
  const plain = entries.some(([type]) => type === 'text/plain')
    ? []
    : [['text/plain', fallbackText(entries)]];
  return Object.fromEntries([...plain, ...entries]) as MimeBundle;
}

const fallbackText = (entries: [string, unknown][]): string => {
  const text = entries.find(([type]) => type === 'text/markdown' || type === 'text/latex')?.[1];
  return typeof text === 'string' ? text : `<${entries.map(([type]) => type).join(', ')}>`;
};

/**
 * The MIME bundle of any value: what its `Jupyter.display` method says; an HTML table with a plain twin for an array of
 * records; otherwise `text/plain`, with typed arrays summarised. Every bundle that is not empty has a `text/plain`.
 * Throws a TypeError if a `Jupyter.display` method returns something else than an object.
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  if (isDisplayable(value)) {
    const bundle = value[DISPLAY]();
    return bundle instanceof Promise ? bundle.then(checkBundle) : checkBundle(bundle);
  }
  if (isRecordArray(value)) return tableBundle(value);
  return { 'text/plain': plainText(value) };
}
