/** The MIME bundle of any value. */
import { inspect, types } from 'node:util';
import { DISPLAY, type Displayable, type MimeBundle } from './displayable.js';
import { estimateBundle, isEstimate } from './estimateView.js';
import { plainText } from './plainText.js';
import { pictureType } from './pictureType.js';
import { isRecordArray, tableBundle } from './table.js';
import { checkArguments } from '../shapes/checkArguments.js';

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export const isDisplayable = (value: unknown): value is Displayable => {
  if (!isObject(value)) return false;
  try {
    return typeof (value as Partial<Displayable>)[DISPLAY] === 'function';
  } catch (error) {
    // A proxy that refuses to be asked, or is revoked, can still be shown as text.
    if (types.isProxy(value)) return false;
    throw error;
  }
};

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

/** The bytes of a picture file as a bundle. */
export const pictureBundle = (bytes: Uint8Array, type: string): MimeBundle => ({
  'text/plain': `<${type}, ${bytes.length} bytes>`,
  [type]: base64(bytes),
});

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
  const encoded = entries.map(([type, data]) => [type, data instanceof Uint8Array ? base64(data) : data]);
  return Object.fromEntries([...plain, ...encoded]) as MimeBundle;
}

const fallbackText = (entries: [string, unknown][]): string => {
  const text = entries.find(([type]) => type === 'text/markdown' || type === 'text/latex')?.[1];
  return typeof text === 'string' ? text : `<${entries.map(([type]) => type).join(', ')}>`;
};

/**
 * The MIME bundle of any value: what its `Jupyter.display` method says; an HTML table with a plain twin for an array of
 * records; the number, interval and warnings of an estimate; the picture if it is the bytes of a PNG, JPEG or GIF file; otherwise `text/plain`, with typed arrays summarised. Every bundle that is not empty has a `text/plain`.
 * Throws a TypeError if a `Jupyter.display` method returns something else than an object.
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  checkArguments('mimeBundle', { value });

  if (isDisplayable(value)) {
    const bundle = value[DISPLAY]();
    return bundle instanceof Promise ? bundle.then(checkBundle) : checkBundle(bundle);
  }
  if (isEstimate(value)) return estimateBundle(value);
  if (isRecordArray(value)) return tableBundle(value);
  const picture = types.isUint8Array(value) ? pictureType(value) : undefined;
  if (picture !== undefined) return pictureBundle(value as Uint8Array, picture);
  return { 'text/plain': plainText(value) };
}
