/** Questions from a cell to the person at the notebook. */
import type { CellRun } from './cellRunner.js';
import type { Outgoing } from './outgoing.js';
import type { Content } from '../src/runner/wire.js';

export interface Prompts {
  ask(run: CellRun | undefined, prompt: string, password: boolean): Promise<string>;
  /** Takes the answer that the front end sent. */
  answer(content: Content): void;
}

export function createPrompts(send: (message: Outgoing) => void): Prompts {
  let waiting: ((value: string) => void)[] = [];
  return {
    ask: async (run, prompt, password) => {
      if (run === undefined || run.finished) throw new Error('input() was called outside a running cell');
      const { request } = run;
      if (request.content['allow_stdin'] !== true)
        throw new Error('input() cannot ask: this front end does not take input (allow_stdin is false)');
      const answered = new Promise<string>((resolve) => waiting.push(resolve));
      send({
        identities: request.identities,
        type: 'input_request',
        parent: request.header,
        content: { prompt, password },
      });
      const answer = Promise.race([answered, run.stopped]);
      // The cell stays open until the answer comes, also if it does not await it.
      run.waitFor(answer.catch(() => undefined));
      try {
        return await answer;
      } finally {
        if (run.abort.signal.aborted) waiting = [];
      }
    },
    answer: (content) => waiting.shift()?.(String(content['value'] ?? '')),
  };
}
