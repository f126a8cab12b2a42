/** Questions to the person at the notebook, awaited and waited for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Dealer } from 'zeromq';
import { addressOf } from '../../src/runner/connection.js';
import { createMessage, decodeMessage, encodeMessage } from '../../src/runner/wire.js';
import { type Session, startSession, wait } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

const run: Session['run'] = (code, options) => session.run(code, options);

describe('stdin', () => {
  it('asks for a line, and for a password', async () => {
    const asked: [string, boolean][] = [];
    const onInput = (prompt: string, password: boolean): string => {
      asked.push([prompt, password]);
      return 'Ada';
    };
    const ran = await run(`await input('Name? ') + await input('Secret: ', { password: true })`, { onInput });
    expect(ran.result).toBe("'AdaAda'");
    expect(asked).toEqual([
      ['Name? ', false],
      ['Secret: ', true],
    ]);
  });

  it('asks a front end that is connected for questions later than for cells', async () => {
    await run('0');
    const connection = session.connection();
    const open = (port: number): Dealer => {
      const dealer = new Dealer({ routingId: 'late', linger: 0, receiveTimeout: 60_000 });
      dealer.connect(addressOf(connection, port));
      return dealer;
    };
    const sender = { session: 'late', username: 'test' };
    const content = { code: 'await input("Name?")', silent: false, allow_stdin: true };
    const shell = open(connection.shell_port);
    await shell.send(encodeMessage(createMessage('execute_request', content, sender), connection.key));
    await wait(1000);
    const stdin = open(connection.stdin_port);
    const { header } = decodeMessage(await stdin.receive(), connection.key);
    expect(header.msg_type).toBe('input_request');
    const reply = createMessage('input_reply', { value: 'Ada' }, sender, { parentHeader: header });
    await stdin.send(encodeMessage(reply, connection.key));
    expect(decodeMessage(await shell.receive(), connection.key).content['status']).toBe('ok');
    shell.close();
    stdin.close();
  });

  it('asks for yes or no, until it is told', async () => {
    const answers = ['what', 'Yes', 'n'];
    const onInput = (): string => answers.shift() ?? '';
    expect((await run(`[confirm('Go?'), await confirm('On?')]`, { onInput })).result).toBe('[ true, false ]');
    expect(answers).toEqual([]);
  });

  it('waits for a line as browsers do, in a function, a loop and a template', async () => {
    const answers = ['Ada', '', 'Grace', 'Emmy'];
    const onInput = (): string => answers.shift() ?? '';
    const code =
      `const upper = (): string => prompt('Name?').toUpperCase();\n` +
      `const names = [upper(), prompt('Name?', 'nobody')];\n` +
      'for (let i = 0; i < 1; i++) names.push(`Dr ${prompt("Name?")}`);\n' +
      `names.push(await prompt('Name?')); names`;
    expect((await run(code, { onInput })).result).toBe(`[ 'ADA', 'nobody', 'Dr Grace', 'Emmy' ]`);
  });

  it.each(['prompt', 'await null; prompt', 'try { prompt("first") } catch {} prompt'])(
    'is interrupted while it waits: %s, and its late answer is not that to the next question',
    async (ask) => {
      let asked = (): void => undefined;
      let late = (_: string): void => undefined;
      const once = new Promise<void>((resolve) => (asked = resolve));
      const onInput = (): Promise<string> => {
        asked();
        return new Promise((resolve) => (late = resolve));
      };
      const running = run(`${ask}('Name?')`, { onInput });
      await once;
      await session.kernel.interrupt();
      expect((await running).reply['ename']).toBe('KeyboardInterrupt');
      late('late');
      expect((await run(`prompt('Next?')`, { onInput: () => 'next' })).result).toBe(`'next'`);
    },
  );

  it('answers a waiting prompt and a question that is not awaited, each its own', async () => {
    const onInput = (text: string): string => `to ${text}`;
    expect(
      (await run(`const later = input('a'); const now = prompt('b'); [await later, now]`, { onInput }))
        .result,
    ).toBe(`[ 'to a', 'to b' ]`);
  });

  it('fails with a reason where nobody can answer', async () => {
    for (const ask of ['input', 'prompt', 'confirm'])
      expect((await run(`await ${ask}('?')`)).reply['evalue']).toContain('allow_stdin is false');
  });
});
