/**
 * `Deno.jupyter` as cells written for Deno's kernel know it. Only cells see it: a library that found it on the global
 * object would take this process for Deno.
 */
import { BROADCAST, show, type Broadcast } from '../src/notebook/broadcast.js';
import { html, image, md, svg } from '../src/notebook/display.js';
import { DISPLAY, type MimeBundle } from '../src/notebook/displayable.js';
import { mimeBundle } from '../src/notebook/mime.js';

export interface DenoDisplayOptions {
  /** Take the value as a MIME bundle that is ready. */
  readonly raw?: boolean;
  /** Change the display of this name instead of making one. */
  readonly update?: boolean;
  readonly display_id?: string;
}

export interface DenoJupyter {
  readonly $display: typeof DISPLAY;
  readonly broadcast: Broadcast;
  readonly display: (value: unknown, options?: DenoDisplayOptions) => Promise<void>;
  readonly html: typeof html;
  readonly md: typeof md;
  readonly svg: typeof svg;
  readonly image: typeof image;
}

export const denoJupyter: DenoJupyter = {
  $display: DISPLAY,
  broadcast: (...message) => (globalThis as unknown as { [BROADCAST]: Broadcast })[BROADCAST](...message),
  display: async (value, { raw = false, update = false, display_id: id } = {}) => {
    show(raw ? (value as MimeBundle) : await mimeBundle(value), { id, update });
  },
  html,
  md,
  svg,
  image,
};
