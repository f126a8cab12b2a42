import { checkArguments } from '../shapes/checkArguments.js';
/** Questions to the person at the notebook. */

export interface InputOptions {
  /** Do not show what is typed. */
  readonly password?: boolean;
}

/** `globalThis[Symbol.for('Jupyter.input')]`: how a kernel asks. */
export type AskInput = (prompt: string, password: boolean) => Promise<string>;

export const INPUT: unique symbol = Symbol.for('Jupyter.input') as never;

/**
 * Asks the person at the notebook for one line of text: `const name = await input('Your name: ')`.
 * Rejects where nobody can answer: in a headless run, or outside this project's kernel.
 */
export async function input(prompt = '', options: InputOptions = {}): Promise<string> {
  checkArguments('input', { prompt, options });

  const ask = (globalThis as { [INPUT]?: AskInput })[INPUT];
  if (ask === undefined) throw new Error('input() needs a notebook run by the heavytail kernel');
  return ask(String(prompt), options.password ?? false);
}
