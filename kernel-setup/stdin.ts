/** Questions from a cell to the person at the notebook. */
import { randomUUID } from 'node:crypto';
import { textOf } from '../src/runner/wire.js';
import type { CellRun } from './cellRunner.js';
import { Promise } from './platform.js';
import type { Answer, StdinChannel } from './stdinChannel.js';

export interface Prompts {
  ask(run: CellRun | undefined, prompt: string, password: boolean): Promise<string>;
  /** Asks and waits; meanwhile nothing else runs on the main thread. */
  askNow(run: CellRun | undefined, prompt: string): string;
}

export function createPrompts(channel: StdinChannel): Prompts {
  /** The questions without an answer, by their ids, in the order in which they were asked. */
  const waiting = new Map<string, (value: string) => void>();
  /** The questions that were interrupted: an answer that comes yet must not be taken for that to another. */
  const abandoned = new Set<string>();
  const take = ({ parentHeader, content }: Answer): void => {
    const { msg_id: named = '' } = parentHeader;
    if (abandoned.delete(named)) return;
    // A front end that does not say which question it answers has but one open.
    const id = waiting.has(named) ? named : (waiting.keys().next().value ?? '');
    const answered = waiting.get(id);
    waiting.delete(id);
    answered?.(textOf(content['value']));
  };
  channel.listen(take);
  const send = (
    run: CellRun,
    prompt: string,
    password: boolean,
    answered: (value: string) => void,
  ): string => {
    const id = randomUUID();
    waiting.set(id, answered);
    const { identities, header } = run.request;
    const content = { prompt, password };
    channel.ask({ identities, type: 'input_request', id, parent: header, content });
    return id;
  };
  const settle = (id: string): void => {
    if (waiting.delete(id)) abandoned.add(id);
  };
  return {
    ask: async (cell, prompt, password) => {
      const run = askable('input()', cell);
      let id = '';
      const answered = new Promise<string>((resolve) => (id = send(run, prompt, password, resolve)));
      const answer = Promise.race([answered, run.stopped]);
      // The cell stays open until the answer comes, also if it does not await it.
      run.waitFor(answer.catch(() => undefined));
      try {
        return await answer;
      } finally {
        settle(id);
      }
    },
    askNow: (cell, prompt) => {
      const run = askable('prompt()', cell);
      let value: string | undefined;
      const id = send(run, prompt, false, (answer) => (value = answer));
      try {
        while (value === undefined) take(channel.wait());
        return value;
      } finally {
        settle(id);
      }
    },
  };
}

/** The cell, if it can be asked for. */
function askable(name: string, run: CellRun | undefined): CellRun {
  if (run === undefined || run.finished) throw new Error(`${name} was called outside a running cell`);
  if (run.request.content['allow_stdin'] !== true)
    throw new Error(`${name} cannot ask: this front end does not take input (allow_stdin is false)`);
  return run;
}
