/** The front end as the kernel sees it: what is said to it, and what it asks and answers. */
import type { Connection } from '../src/runner/connection.js';
import type { Content, Header, Message } from '../src/runner/wire.js';
import { CellRun } from './cellRunner.js';
import { createCommHub, type CommHub } from './commHub.js';
import { openIopub, type Iopub } from './iopub.js';
import { createOutputs, type Origin, type Outputs } from './outputs.js';
import { Promise } from './platform.js';
import { createShell } from './shell.js';
import { createPrompts, type Prompts } from './stdin.js';
import { createStdinChannel, type StdinStart } from './stdinChannel.js';

export interface FrontEnd {
  readonly outputs: Outputs;
  readonly prompts: Prompts;
  /** What the control thread opens the stdin channel with. */
  readonly stdin: StdinStart;
  readonly comms: CommHub;
  /** Opens the channels; until then nothing arrives. */
  open(): Promise<void>;
  /** Returns when everything published has been sent, at the latest after a second. */
  drain(): void;
  /** Closes the channels once everything has been sent. */
  close(): void;
  /** The request that output belongs to: that of the cell which writes, or else the latest. */
  originNow(): Origin;
  /** From now on output outside any cell belongs to this request. */
  setLatest(origin: Origin): void;
  status(header: Partial<Header>, state: 'starting' | 'busy' | 'idle'): void;
  reply(request: Message, content: Content): void;
}

/** `onRequest` gets what arrives on the shell channel. */
export function createFrontEnd(
  connection: Connection,
  onRequest: (message: Message) => void,
  log: (text: string) => void,
): FrontEnd {
  const shell = createShell(connection, onRequest, log);
  const stdin = createStdinChannel();
  const iopub: Iopub = openIopub(connection, log);
  const outputs = createOutputs(iopub);
  const prompts = createPrompts(stdin);
  let latest: Origin = { header: {}, silent: false };
  const originNow = (): Origin => CellRun.current()?.origin ?? latest;
  return {
    outputs,
    prompts,
    stdin: stdin.start,
    comms: createCommHub((type, content, extra) => outputs.publish(originNow(), type, content, extra)),
    open: async () => void (await Promise.all([shell.open(), iopub.ready])),
    drain: iopub.drain,
    close: () => {
      iopub.close();
      shell.close();
    },
    originNow,
    setLatest: (origin) => {
      latest = origin;
    },
    status: (header, execution_state) =>
      outputs.publish({ header, silent: false }, 'status', { execution_state }),
    reply: ({ identities, header }, content) => {
      const type = header.msg_type.replace(/_request$/, '_reply');
      shell.reply({ identities, type, parent: header, content });
    },
  };
}
