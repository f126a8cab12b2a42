/** What every cell finds without importing it. The declarations are read by the compiler of the cells. */
import * as show from '../src/notebook/display.js';
import * as ask from '../src/notebook/input.js';
import * as talk from '../src/notebook/comms.js';
import { CellRun } from './cellRunner.js';
import type { DenoJupyter } from './denoJupyter.js';
import type { Prompts } from './stdin.js';

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
  /**
   * Asks for a line as browsers and Deno do: the cell waits, and nothing else runs meanwhile; `input` is to be awaited
   * instead. An empty answer is `byDefault`.
   */
  function prompt(text?: string, byDefault?: string): string;
  /** Asks for yes or no, and waits like `prompt`. */
  function confirm(text?: string): boolean;
  var comms: typeof talk.comms;
  /** Given to cells only, not on the global object. */
  var Deno: { readonly jupyter: DenoJupyter };
}

/** Puts the functions above onto the global object. */
export function defineCellGlobals({ askNow }: Prompts): void {
  const prompt = (text: unknown = '', byDefault: unknown = ''): string =>
    askNow(CellRun.current(), String(text)) || String(byDefault);
  /** Asks until the answer is yes or no. */
  const confirm = (text: unknown = ''): boolean => {
    const question = `${String(text)} (y/n) `.trimStart();
    let answer = prompt(question);
    while (!/^\s*(y|yes|n|no)\s*$/i.test(answer)) answer = prompt(question);
    return /^\s*y/i.test(answer);
  };
  const { display, html, md, svg, latex, image, table, clearOutput, page } = show;
  Object.assign(globalThis, { display, html, md, svg, latex, image, table, clearOutput, page });
  Object.assign(globalThis, { input: ask.input, prompt, confirm, comms: talk.comms });
}
