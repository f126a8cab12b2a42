/** What every cell finds without importing it. The declarations are read by the compiler of the cells. */
import * as show from '../src/notebook/display.js';
import * as ask from '../src/notebook/input.js';
import * as talk from '../src/notebook/comms.js';
import type { DenoJupyter } from './denoJupyter.js';

declare global {
  var display: typeof show.display;
  var html: typeof show.html;
  var md: typeof show.md;
  var svg: typeof show.svg;
  var latex: typeof show.latex;
  var image: typeof show.image;
  var table: typeof show.table;
  var clearOutput: typeof show.clearOutput;
  var page: typeof show.page;
  var input: typeof ask.input;
  /** The name that `input` has in browsers and in Deno; here it is to be awaited. */
  function prompt(text?: string, options?: ask.InputOptions): Promise<string>;
  /** Asks for yes or no; like `prompt`, here it is to be awaited. */
  function confirm(text?: string): Promise<boolean>;
  var comms: typeof talk.comms;
  /** Given to cells only, not on the global object. */
  var Deno: { readonly jupyter: DenoJupyter };
}

/** Asks until the answer is yes or no. */
async function confirm(text = ''): Promise<boolean> {
  const question = `${text} (y/n) `.trimStart();
  let answer = await ask.input(question);
  while (!/^\s*(y|yes|n|no)\s*$/i.test(answer)) answer = await ask.input(question);
  return /^\s*y/i.test(answer);
}

/** Puts the functions above onto the global object. */
export function defineCellGlobals(): void {
  const { display, html, md, svg, latex, image, table, clearOutput, page } = show;
  Object.assign(globalThis, { display, html, md, svg, latex, image, table, clearOutput, page });
  Object.assign(globalThis, { input: ask.input, prompt: ask.input, confirm, comms: talk.comms });
}
