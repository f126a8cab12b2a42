/** Questions from a cell to the person at the notebook. */
import { randomUUID } from 'node:crypto';
import type { CellRun } from './cellRunner.js';
import type { Outgoing } from './outgoing.js';
import { Promise } from './platform.js';
import type { Message } from '../src/runner/wire.js';

export interface Prompts {
  ask(run: CellRun | undefined, prompt: string, password: boolean): Promise<string>;
  /** Takes the answer that the front end sent. */
  answer(reply: Pick<Message, 'parentHeader' | 'content'>): void;
}

export function createPrompts(send: (message: Outgoing) => void): Prompts {
  /** The questions without an answer, by their ids, in the order in which they were asked. */
  const waiting = new Map<string, (value: string) => void>();
  /** The questions that were interrupted: an answer that comes yet must not be taken for that to another. */
  const abandoned = new Set<string>();
  return {
    ask: async (run, prompt, password) => {
      if (run === undefined || run.finished) throw new Error('input() was called outside a running cell');
      const { request } = run;
      if (request.content['allow_stdin'] !== true)
        throw new Error('input() cannot ask: this front end does not take input (allow_stdin is false)');
      const id = randomUUID();
      const answered = new Promise<string>((resolve) => waiting.set(id, resolve));
      send({
        identities: request.identities,
        type: 'input_request',
        id,
        parent: request.header,
        content: { prompt, password },
      });
      const answer = Promise.race([answered, run.stopped]);
      // The cell stays open until the answer comes, also if it does not await it.
      run.waitFor(answer.catch(() => undefined));
      try {
        return await answer;
      } finally {
        if (waiting.delete(id)) abandoned.add(id);
      }
    },
    answer: ({ parentHeader, content }) => {
      const { msg_id: named = '' } = parentHeader;
      if (abandoned.delete(named)) return;
      // A front end that does not say which question it answers has but one open.
      const id = waiting.has(named) ? named : (waiting.keys().next().value ?? '');
      const take = waiting.get(id);
      waiting.delete(id);
      take?.(String(content['value'] ?? ''));
    },
  };
}
