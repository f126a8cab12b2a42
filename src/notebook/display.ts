/** Rich output for notebooks. */
import { randomUUID } from 'node:crypto';
import { argumentError, checkFields } from '../check.js';
import { cellSignal, clear, keepCellOpen, show, showInPager } from './broadcast.js';
import { DISPLAY, type Displayable, type MimeBundle } from './displayable.js';
import { mimeBundle, pictureBundle } from './mime.js';
import { pictureType } from './pictureType.js';
import { tableBundle, type TableOptions } from './table.js';
import { checkArguments } from '../shapes/checkArguments.js';

export interface DisplayOptions {
  /** A name for this display; showing under the same name again replaces what was shown. */
  readonly id?: string;
  /** Take `value` as a MIME bundle that is ready, instead of a value to be shown. */
  readonly raw?: boolean;
  /** Metadata of the output, by MIME type. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A display that can be changed later, from any cell. As the last expression of a cell it shows nothing itself. */
export interface DisplayHandle extends Displayable {
  readonly id: string;
  /** Replaces what is shown. */
  update(value: unknown): void;
}

/** In which cell run each named display was last created. */
const createdIn = new Map<string, AbortSignal | undefined>();

function whenReady(bundle: MimeBundle | Promise<MimeBundle>, then: (bundle: MimeBundle) => void): void {
  const put = (ready: MimeBundle): void => {
    if (Object.keys(ready).length > 0) then(ready);
  };
  if (bundle instanceof Promise) keepCellOpen(bundle.then(put));
  else put(bundle);
}

/**
 * Shows a value in the notebook: what its `Jupyter.display` method says, an array of records as a table, anything else as
 * text. With `{ id }`, the first call of a cell creates the display and later ones replace it, wherever it is shown.
 * Outside a notebook the plain text is printed. Values whose display method is asynchronous keep the cell running until
 * they are shown.
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  checkArguments('display', { value, options });

  const { raw = false, metadata, id = randomUUID() } = options;
  if (typeof id !== 'string' || id === '') throw argumentError('options.id', id, 'a non-empty string');
  whenReady(raw ? (value as MimeBundle) : mimeBundle(value), (bundle) => {
    const named = options.id !== undefined;
    const known = named && createdIn.has(id);
    const here = known && createdIn.get(id) === cellSignal();
    if (named) createdIn.set(id, cellSignal());
    if (known) show(bundle, { id, metadata, update: true });
    if (!here) show(bundle, { id, metadata });
  });
  return {
    id,
    update: (next) => whenReady(mimeBundle(next), (bundle) => show(bundle, { id, metadata, update: true })),
    [DISPLAY]: () => ({}),
  };
}

/** Removes the output of the running cell; with `{ wait: true }`, only when something new is shown, without a flicker. */
export function clearOutput(options: { readonly wait?: boolean } = {}): void {
  checkFields('options', options, ['wait']);
  checkArguments('clearOutput', { options });

  clear(options.wait ?? false);
}

/** Shows a value in the pager of the front end (below the notebook) instead of the cell's output, where it has one. */
export function page(value: unknown): void {
  checkArguments('page', { value });

  whenReady(mimeBundle(value), showInPager);
}

const displayable = (bundle: () => MimeBundle): Displayable => ({ [DISPLAY]: bundle });

/** The text of a template with its values put in unchanged. */
function fill(parts: TemplateStringsArray | string, values: readonly unknown[]): string {
  if (typeof parts === 'string') return parts;
  if (!Array.isArray(parts) || parts.length === 0 || !parts.every((part) => typeof part === 'string'))
    throw argumentError('parts', parts, 'a text or a template');
  return parts.reduce((text, part, at) => `${text}${String(values[at - 1] ?? '')}${part}`);
}

type Tag = (parts: TemplateStringsArray | string, ...values: readonly unknown[]) => Displayable;

const tag =
  (type: string): Tag =>
  (parts, ...values) => {
    const text = fill(parts, values);
    return displayable(() => ({ [type]: text, 'text/plain': text }));
  };

/** HTML: `` html`<b>${x}</b>` `` or `html(text)`. Values are put in unescaped. */
export const html: Tag = tag('text/html');
/**
 * Markdown: `` md`**${x}**` `` or `md(text)`.
 *
 * @example
 * const alpha = 1.5;
 * const shown = md`The tail-index is **${alpha}**.`;
 */
export const md: Tag = tag('text/markdown');
/** An SVG picture: `` svg`<svg …>` `` or `svg(text)`. */
export const svg: Tag = tag('image/svg+xml');
/** A formula, `$…$` or `$$…$$`: `` latex`$\\alpha$` `` or `latex(text)`. Backslashes of the template are kept. */
export const latex: Tag = (parts, ...values) => {
  checkArguments('latex', { parts, values });

  const text =
    typeof parts === 'string' ? parts : fill((parts as TemplateStringsArray | null)?.raw as never, values);
  return displayable(() => ({ 'text/latex': text, 'text/plain': text }));
};

/**
 * A picture from the bytes of a PNG, JPEG or GIF file, recognised by their first bytes.
 * Throws a RangeError for other bytes.
 */
export function image(bytes: Uint8Array): Displayable {
  checkArguments('image', { bytes });

  const type = pictureType(bytes);
  if (type === undefined) throw argumentError('bytes', bytes, 'the bytes of a PNG, JPEG or GIF file');
  return displayable(() => pictureBundle(bytes, type));
}

/**
 * An array of records as a table, such as the rows of a sweep: all columns, or those named, and up to `rows` rows.
 *
 * @throws RangeError for a column that none of the records has
 * @example
 * const stepSizes = [0.3, 0.5, 0.7];
 * table(stepSizes.map((η) => ({ η, α: tailIndex({ stepSize: η, batchSize: 1, dimension: 2, sigma: 1 }) })));
 */
export function table(records: readonly object[], options: TableOptions = {}): Displayable {
  checkArguments('table', { records, options });

  const bundle = tableBundle(records, options);
  return displayable(() => bundle);
}
