/** How a value says what it looks like in a notebook: the convention of Deno's Jupyter kernel. */

/** One value in several forms, by MIME type. Bytes are base64 text, or a Uint8Array; JSON types are plain objects. */
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
