/** A Jupyter client for one kernel: starts it, speaks the protocol over ZeroMQ, ends it. */
import { randomUUID } from 'node:crypto';
import { type Connection, createConnection, writeConnectionFile } from './connection.js';
import { KernelDied, type KernelProcess, kernelCommand, startProcess } from './kernelProcess.js';
import { openSockets, type Channel, type Sockets } from './kernelSockets.js';
import { createPendingRequests, type PendingRequests } from './pendingRequests.js';
import { type Content, createMessage, type Header, type Message } from './wire.js';

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
  /** Metadata of the request. */
  readonly metadata?: Content;
  /** Called with each iopub message that belongs to this request, in order. */
  readonly onMessage?: (message: Message) => void;
  /** Answers `input_request`; without it the kernel is told that there is no stdin. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
}

export interface KernelClient {
  readonly pid: number;
  /** Content of the kernel_info_reply. */
  readonly info: Content;
  /** Resolves when the process has ended, for whatever reason. */
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

type OnInput = NonNullable<ExecuteOptions['onInput']>;

/** A client before the kernel has said that it is ready. */
type RawClient = Omit<KernelClient, 'info' | 'shutdown'> & {
  /** Asks what the kernel is; told of the reply, which may come where what the kernel publishes does not. */
  readonly askInfo: (onReply: () => void) => Promise<Message>;
};

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());

const executeContent = (code: string, options: ExecuteOptions): Content => {
  const { silent = false } = options;
  return {
    code,
    silent,
    store_history: options.storeHistory ?? !silent,
    user_expressions: options.userExpressions ?? {},
    allow_stdin: options.onInput !== undefined,
    stop_on_error: options.stopOnError ?? true,
  };
};

/** Sends messages, and passes on those that arrive: to `pending`, to the listeners of iopub, to the answers of `input`. */
const createTraffic = (sockets: Sockets, pending: PendingRequests) => {
  const sender = { session: randomUUID(), username: 'heavytail' };
  const listeners = new Set<(message: Message) => void>();
  const inputs = new Map<string, OnInput>();

  const post = (
    channel: Channel,
    type: string,
    content: Content,
    rest: { readonly parentHeader?: Header; readonly metadata?: Content } = {},
  ): string => {
    const message = createMessage(type, content, sender, rest);
    sockets.send(channel, message);
    return message.header.msg_id;
  };
  const answerInput = async (message: Message): Promise<void> => {
    const onInput = inputs.get(message.parentHeader.msg_id ?? '');
    if (onInput === undefined) return;
    const value = await onInput(String(message.content.prompt ?? ''), message.content.password === true);
    post('stdin', 'input_reply', { value }, { parentHeader: message.header });
  };
  sockets.onMessage((channel, message) => {
    if (channel === 'stdin') return void answerInput(message);
    if (channel !== 'iopub') return pending.takeReply(message);
    for (const listener of [...listeners]) listener(message);
    pending.takePublished(message);
  });
  return { post, listeners, inputs };
};

const createClient = (sockets: Sockets, child: KernelProcess): RawClient => {
  const pending = createPendingRequests();
  const { post, listeners, inputs } = createTraffic(sockets, pending);
  let death: KernelDied | undefined;
  void child.ended.then((died) => {
    death = died;
    pending.fail(died);
    sockets.close();
  });

  const request: KernelClient['request'] = async (channel, type, content, onMessage) => {
    if (death !== undefined) throw death;
    return pending.wait(post(channel, type, content), channel === 'shell', onMessage);
  };
  const execute: KernelClient['execute'] = async (code, options = {}) => {
    if (death !== undefined) throw death;
    const { metadata } = options;
    const id = post('shell', 'execute_request', executeContent(code, options), { metadata });
    if (options.onInput !== undefined) inputs.set(id, options.onInput);
    return pending.wait(id, true, options.onMessage).finally(() => inputs.delete(id));
  };
  return {
    pid: child.pid,
    ended: child.ended,
    request,
    askInfo: (onReply) => pending.wait(post('shell', 'kernel_info_request', {}), true, undefined, onReply),
    send: (channel, type, content) => post(channel, type, content),
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

/** Milliseconds after a reply until the kernel is asked again, and those without a reply. */
const ASK_AGAIN = 100;
const ASK_ANYWAY = 10_000;

/**
 * Waits until the kernel answers and its iopub channel is heard. A subscription takes effect some time after it is made, and what is
 * published before is lost: so kernel_info is asked again soon after each reply until an idle status has come as well. Before there is a reply
 * questions only pile up: a kernel that takes half a minute to start would find hundreds, and tslab's own loses what it publishes while it
 * answers them, so that a cell after them never seemed to end.
 */
const waitUntilReady = (client: RawClient, timeout: number): Promise<Content> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const askIn = (milliseconds: number): void => {
      clearTimeout(timer);
      if (!isOver) timer = setTimeout(ask, milliseconds);
    };
    const ask = (): void => {
      askIn(ASK_ANYWAY);
      client
        .askInfo(() => askIn(ASK_AGAIN))
        .then(
          (reply) => finish(() => resolve(reply.content)),
          (error: Error) => finish(() => reject(error)),
        );
    };
    const deadline = setTimeout(
      () => finish(() => reject(new Error(`the kernel did not answer within ${timeout / 1000} s`))),
      timeout,
    );
    const finish = (settle: () => void): void => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(deadline);
      settle();
    };
    ask();
  });

/** Starts the process on a connection file that lasts as long as the process. */
const startOn = (connection: Connection, options: KernelOptions): KernelProcess => {
  const file = writeConnectionFile(connection);
  let child: KernelProcess | undefined;
  try {
    const command = (options.command ?? kernelCommand)(file.path);
    child = startProcess(command, options.cwd, options.env ?? process.env, options.onText);
  } finally {
    if (child === undefined) file.remove();
  }
  const { ended, kill } = child;
  process.once('exit', file.remove);
  options.signal?.addEventListener('abort', kill);
  void ended.then(() => {
    file.remove();
    process.removeListener('exit', file.remove);
    options.signal?.removeEventListener('abort', kill);
  });
  return child;
};

/** Starts a kernel and resolves when it is ready. Rejects with {@link KernelDied} if it ends before. */
export const startKernel = async (options: KernelOptions): Promise<KernelClient> => {
  const connection = await createConnection();
  options.signal?.throwIfAborted();
  const child = startOn(connection, options);
  const client = createClient(await openSockets(connection, options.onText), child);
  try {
    const info = await waitUntilReady(client, options.startTimeout ?? 60_000);
    const shutdown = async (patience = 1000): Promise<void> => {
      client.request('control', 'shutdown_request', { restart: false }).catch(() => {});
      await Promise.race([child.ended, delay(patience)]);
      client.kill();
      await child.ended;
    };
    return { ...client, info, shutdown };
  } catch (error) {
    client.kill();
    await child.ended;
    throw error;
  }
};
