import { type Connection, readConnection } from '../../src/runner/connection.js';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecuteOptions, type KernelClient, startKernel } from '../../src/runner/kernelClient.js';
import { kernelCommand } from '../../src/runner/kernelProcess.js';
import type { Content, Message } from '../../src/runner/wire.js';

/** What came of one cell. */
export interface Ran {
  readonly reply: Content;
  readonly messages: readonly Message[];
  /** The content of the first message of a type. */
  readonly of: (type: string) => Content | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The text/plain of the result. */
  readonly result: string | undefined;
  /** The traceback without colours. */
  readonly traceback: string;
}

export interface Session {
  readonly kernel: KernelClient;
  readonly folder: string;
  readonly run: (code: string, options?: ExecuteOptions) => Promise<Ran>;
  readonly end: () => Promise<void>;
  /** What the connection file of the kernel says. */
  readonly connection: () => Connection;
  /** What the kernel process wrote. */
  readonly log: () => string;
}

// eslint-disable-next-line no-control-regex
export const uncoloured = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

function summarise(reply: Message, messages: readonly Message[]): Ran {
  const of = (type: string): Content | undefined =>
    messages.find((message) => message.header.msg_type === type)?.content;
  const stream = (name: string): string =>
    messages
      .filter(({ header, content }) => header.msg_type === 'stream' && content['name'] === name)
      .map(({ content }) => String(content['text']))
      .join('');
  const data = of('execute_result')?.['data'] as Content | undefined;
  const traceback = (reply.content['traceback'] as string[] | undefined) ?? [];
  return {
    reply: reply.content,
    messages,
    of,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    result: data?.['text/plain'] as string | undefined,
    traceback: uncoloured(traceback.join('\n')),
  };
}

export const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs cells that must succeed and returns the result of the last. */
export async function lastResult(session: Session, ...cells: string[]): Promise<string | undefined> {
  let result: string | undefined;
  for (const cell of cells) {
    const ran = await session.run(cell);
    if (ran.traceback !== '') throw new Error(ran.traceback);
    ({ result } = ran);
  }
  return result;
}

/** Starts this package's kernel, or that of `command`, in `cwd` or in an empty folder of its own. */
export async function startSession(
  cwd?: string,
  env?: NodeJS.ProcessEnv,
  command = kernelCommand,
): Promise<Session> {
  const folder = cwd ?? realpathSync(mkdtempSync(join(tmpdir(), 'heavytail-kernel-test-')));
  let file = '';
  let log = '';
  const kernel = await startKernel({
    cwd: folder,
    ...(env === undefined ? {} : { env }),
    command: (connectionFile) => command((file = connectionFile)),
    onText: (text) => (log += text),
  });
  return {
    kernel,
    folder,
    connection: () => readConnection(file),
    log: () => log,
    run: async (code, options = {}) => {
      const messages: Message[] = [];
      const onMessage = (message: Message): void => {
        messages.push(message);
        options.onMessage?.(message);
      };
      return summarise(await kernel.execute(code, { ...options, onMessage }), messages);
    },
    end: async () => {
      await kernel.shutdown();
      if (cwd === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
