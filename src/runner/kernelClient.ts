/** A Jupyter client for one kernel: starts it, speaks the protocol over ZeroMQ, ends it. */
import { randomUUID } from 'node:crypto';
import { createConnection, writeConnectionFile } from './connection.js';
import { KernelDied, type KernelProcess, kernelCommand, startProcess } from './kernelProcess.js';
import { openSockets, type Channel, type Sockets } from './kernelSockets.js';
import { type Content, createMessage, type Message } from './wire.js';

/** How to start a kernel. */
export interface KernelOptions {
  /** Working directory, the folder of the notebook as a rule. */
  readonly cwd: string;
  /** Environment; the one of this process by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** Command line for a connection file; this package's kernel by default. */
  readonly command?: (connectionFile: string) => readonly string[];
  /** Milliseconds until a kernel that does not answer is given up, 60 000 by default. */
  readonly startTimeout?: number;
  /** Ends the kernel at once when aborted. */
  readonly signal?: AbortSignal;
  /** Called with what the kernel process writes to its own stdout and stderr, and with notes on dropped messages. */
  readonly onText?: (text: string) => void;
}

/** What an execute request asks for. */
export interface ExecuteOptions {
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
  readonly userExpressions?: Record<string, string>;
  /** Called with each iopub message that belongs to this request, in order. */
  readonly onMessage?: (message: Message) => void;
  /** Answers `input_request`; without it the kernel is told that there is no stdin. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
}

/** A kernel that is ready. */
export interface KernelClient {
  readonly pid: number;
  /** Content of the kernel_info_reply. */
  readonly info: Content;
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<KernelDied>;
  /** Sends a request; resolves with the reply, on the shell channel once the kernel is idle as well. */
  readonly request: (
    channel: 'shell' | 'control',
    type: string,
    content: Content,
    onMessage?: (message: Message) => void,
  ) => Promise<Message>;
  /** Sends a message that has no reply (comm_open, comm_msg, …); returns its id. */
  readonly send: (channel: Channel, type: string, content: Content) => string;
  /** Runs code; resolves with the execute_reply once all its output has arrived. Rejects if the kernel dies. */
  readonly execute: (code: string, options?: ExecuteOptions) => Promise<Message>;
  /** Calls `listener` with every iopub message until the returned function is called. */
  readonly onIopub: (listener: (message: Message) => void) => () => void;
  /** Interrupts the running cell (interrupt_request). */
  readonly interrupt: () => Promise<void>;
  /** Milliseconds until the heartbeat came back. */
  readonly heartbeat: () => Promise<number>;
  /** Asks the kernel to end, and ends it after `patience` milliseconds (1000) if it has not. */
  readonly shutdown: (patience?: number) => Promise<void>;
  /** Ends the kernel at once. */
  readonly kill: () => void;
}

interface Pending {
  readonly needsIdle: boolean;
  readonly onMessage?: (message: Message) => void;
  readonly resolve: (reply: Message) => void;
  readonly reject: (error: Error) => void;
  reply?: Message;
  idle: boolean;
}

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

const isIdle = (message: Message): boolean =>
  message.header.msg_type === 'status' && message.content.execution_state === 'idle';

const createClient = (
  sockets: Sockets,
  child: KernelProcess,
  session: string,
): Omit<KernelClient, 'info' | 'shutdown'> => {
  const pending = new Map<string, Pending>();
  const listeners = new Set<(message: Message) => void>();
  const inputs = new Map<string, NonNullable<ExecuteOptions['onInput']>>();
  let death: KernelDied | undefined;

  const settle = (id: string, entry: Pending): void => {
    if (entry.reply === undefined || (entry.needsIdle && !entry.idle)) return;
    pending.delete(id);
    entry.resolve(entry.reply);
  };
  sockets.onMessage((channel, message) => {
    const id = message.parentHeader.msg_id ?? '';
    const entry = pending.get(id);
    if (channel === 'stdin') {
      void answerInput(message, inputs.get(id));
    } else if (channel === 'iopub') {
      for (const listener of [...listeners]) listener(message);
      entry?.onMessage?.(message);
      if (entry !== undefined && isIdle(message)) {
        entry.idle = true;
        settle(id, entry);
      }
    } else if (entry !== undefined) {
      entry.reply = message;
      settle(id, entry);
    }
  });
  const answerInput = async (message: Message, onInput: ExecuteOptions['onInput']): Promise<void> => {
    if (onInput === undefined) return;
    const value = await onInput(String(message.content.prompt ?? ''), message.content.password === true);
    const reply = createMessage('input_reply', { value }, session);
    sockets.send('stdin', { ...reply, parentHeader: message.header });
  };
  void child.ended.then((died) => {
    death = died;
    for (const entry of pending.values()) entry.reject(died);
    pending.clear();
    sockets.close();
  });

  const post = (channel: Channel, type: string, content: Content): string => {
    const message = createMessage(type, content, session);
    sockets.send(channel, message);
    return message.header.msg_id;
  };
  const request: KernelClient['request'] = (channel, type, content, onMessage) =>
    new Promise((resolve, reject) => {
      if (death !== undefined) return reject(death);
      const id = post(channel, type, content);
      pending.set(id, { needsIdle: channel === 'shell', onMessage, resolve, reject, idle: false });
    });
  const execute: KernelClient['execute'] = (code, options = {}) =>
    new Promise((resolve, reject) => {
      if (death !== undefined) return reject(death);
      const { silent = false, onInput, onMessage } = options;
      const id = post('shell', 'execute_request', {
        code,
        silent,
        store_history: options.storeHistory ?? !silent,
        user_expressions: options.userExpressions ?? {},
        allow_stdin: onInput !== undefined,
        stop_on_error: options.stopOnError ?? true,
      });
      if (onInput !== undefined) inputs.set(id, onInput);
      const finish =
        <T>(settleWith: (value: T) => void) =>
        (value: T): void => {
          inputs.delete(id);
          settleWith(value);
        };
      pending.set(id, {
        needsIdle: true,
        onMessage,
        resolve: finish(resolve),
        reject: finish(reject),
        idle: false,
      });
    });
  return {
    pid: child.pid,
    ended: child.ended,
    request,
    send: post,
    execute,
    onIopub: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt: async () => {
      await request('control', 'interrupt_request', {});
    },
    heartbeat: () => sockets.heartbeat(),
    kill: child.kill,
  };
};

/**
 * Waits until the kernel answers and its iopub channel is heard: kernel_info is asked every 100 ms until a reply and an
 * idle status have arrived, as a subscriber joins late.
 */
const waitUntilReady = (client: Omit<KernelClient, 'info' | 'shutdown'>, timeout: number): Promise<Content> =>
  new Promise((resolve, reject) => {
    const ask = (): void => {
      client.request('shell', 'kernel_info_request', {}).then(
        (reply) => finish(() => resolve(reply.content)),
        (error: Error) => finish(() => reject(error)),
      );
    };
    const timer = setInterval(ask, 100);
    const deadline = setTimeout(
      () => finish(() => reject(new Error(`the kernel did not answer within ${timeout / 1000} s`))),
      timeout,
    );
    const finish = (settle: () => void): void => {
      clearInterval(timer);
      clearTimeout(deadline);
      settle();
    };
    ask();
  });

/** Starts a kernel and resolves when it is ready. Rejects with {@link KernelDied} if it ends before. */
export const startKernel = async (options: KernelOptions): Promise<KernelClient> => {
  const connection = await createConnection();
  options.signal?.throwIfAborted();
  const file = writeConnectionFile(connection);
  let child: KernelProcess | undefined;
  try {
    const command = (options.command ?? kernelCommand)(file.path);
    child = startProcess(command, options.cwd, options.env ?? process.env, options.onText);
  } finally {
    if (child === undefined) file.remove();
  }
  process.once('exit', file.remove);
  const { ended, kill } = child;
  options.signal?.addEventListener('abort', kill);
  void ended.then(() => {
    file.remove();
    process.removeListener('exit', file.remove);
    options.signal?.removeEventListener('abort', kill);
  });
  const sockets = await openSockets(connection, options.onText);
  const client = createClient(sockets, child, randomUUID());
  try {
    const info = await waitUntilReady(client, options.startTimeout ?? 60_000);
    const shutdown = async (patience = 1000): Promise<void> => {
      client.request('control', 'shutdown_request', { restart: false }).catch(() => {});
      await Promise.race([ended, delay(patience)]);
      client.kill();
      await ended;
    };
    return { ...client, info, shutdown };
  } catch (error) {
    client.kill();
    await ended;
    throw error;
  }
};
