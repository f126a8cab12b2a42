import { describe, expect, it } from 'vitest';
import type { CellRun } from '../../../kernel-setup/cellRunner.js';
import { createPrompts } from '../../../kernel-setup/stdin.js';
import type { Answer, StdinChannel } from '../../../kernel-setup/stdinChannel.js';

interface Asked {
  readonly id: string;
  readonly type: string;
  readonly content: unknown;
}

function start(allowed: unknown = true, finished = false) {
  const sent: Asked[] = [];
  const arrived: Answer[] = [];
  let take = (_: Answer): void => undefined;
  const prompts = createPrompts({
    ask: (message) => void sent.push(message as unknown as Asked),
    listen: (listener) => void (take = listener),
    wait: () => {
      const answer = arrived.shift();
      if (answer === undefined) throw new Error('interrupted');
      return answer;
    },
  } as Partial<StdinChannel> as StdinChannel);
  let stop: (reason: Error) => void = () => undefined;
  const waited: unknown[] = [];
  const run = {
    finished,
    request: { identities: [], header: {}, content: { allow_stdin: allowed } },
    stopped: new Promise<never>((_, reject) => (stop = reject)),
    waitFor: (promise: unknown) => void waited.push(promise),
  } as unknown as CellRun;
  const answer = (value: unknown, to?: string): Answer => ({
    parentHeader: to === undefined ? {} : { msg_id: to },
    content: { value },
  });
  const reply = (value: unknown, to?: string): void => take(answer(value, to));
  /** An answer for who waits. */
  const arrive = (value: unknown, to?: string): void => void arrived.push(answer(value, to));
  return { prompts, sent, run, stop, reply, arrive, waited };
}

describe('a question of a cell', () => {
  it('is sent, holds the cell open, and is answered', async () => {
    const { prompts, sent, run, reply, waited } = start();
    const answer = prompts.ask(run, 'name?', false);
    expect(sent).toEqual([
      expect.objectContaining({ type: 'input_request', content: { prompt: 'name?', password: false } }),
    ]);
    expect(waited).toHaveLength(1);
    reply('Ada', sent[0].id);
    expect(await answer).toBe('Ada');
  });

  it('gets its own answer, or the oldest where the front end does not say which', async () => {
    const { prompts, sent, run, reply } = start();
    const [first, second, third] = ['1', '2', '3'].map((prompt) => prompts.ask(run, prompt, false));
    reply('to the second', sent[1].id);
    reply('to the first');
    reply(undefined, 'a stranger');
    expect(await Promise.all([first, second, third])).toEqual(['to the first', 'to the second', '']);
    reply('to nobody');
  });

  it('ends when the run is stopped, and a late answer is not taken for that to another', async () => {
    const { prompts, sent, run, stop, reply } = start();
    const abandoned = prompts.ask(run, 'first', true);
    stop(new Error('interrupted'));
    await expect(abandoned).rejects.toThrow('interrupted');
    const next = start();
    const answer = prompts.ask(next.run, 'second', false);
    reply('late', sent[0].id);
    reply('right', sent[1].id);
    expect(await answer).toBe('right');
  });

  it('waits no more once it was abandoned: the answer of a front end that names none is for the next', async () => {
    const { prompts, run, stop, reply } = start();
    const abandoned = prompts.ask(run, 'first', false);
    stop(new Error('interrupted'));
    await expect(abandoned).rejects.toThrow('interrupted');
    const answer = prompts.ask(start().run, 'second', false);
    reply('unnamed');
    expect(await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500, 'none'))])).toBe(
      'unnamed',
    );
  });

  it('may be waited for, while answers to others arrive', async () => {
    const { prompts, sent, run, arrive, reply } = start();
    const earlier = prompts.ask(run, 'earlier', false);
    arrive('to the earlier', sent[0].id);
    arrive('to the one that waits');
    expect(prompts.askNow(run, 'now')).toBe('to the one that waits');
    expect(await earlier).toBe('to the earlier');
    expect(() => prompts.askNow(run, 'interrupted')).toThrow('interrupted');
    const next = prompts.ask(run, 'next', false);
    reply('late', sent[2].id);
    reply('right');
    expect(await next).toBe('right');
  });

  it('is refused outside a running cell and where nobody can answer', async () => {
    const { prompts } = start();
    await expect(prompts.ask(undefined, '?', false)).rejects.toThrow('outside a running cell');
    await expect(prompts.ask(start(true, true).run, '?', false)).rejects.toThrow('outside a running');
    expect(() => prompts.askNow(undefined, '?')).toThrow('prompt() was called outside a running cell');
    expect(() => start(false).prompts.askNow(start(false).run, '?')).toThrow('allow_stdin is false');
    for (const allowed of [false, 'true', null])
      await expect(start(allowed).prompts.ask(start(allowed).run, '?', false)).rejects.toThrow(
        'allow_stdin is false',
      );
  });
});
