/** What the kernel answers to each request of the shell channel. */
import type { Connection } from '../src/runner/connection.js';
import type { Content, Message } from '../src/runner/wire.js';
import type { CommHub } from './commHub.js';
import type { LazyEngine } from './engine.js';
import { completeReply, inspectReply, isCompleteReply } from './language.js';
import { plainTypeScript } from './typescript.js';

/** The content of the reply to a request, by the type of the request. */
export type Answers = Readonly<Record<string, (request: Message) => Content | Promise<Content>>>;

export function createAnswers(
  info: Content,
  connection: Connection,
  engine: LazyEngine,
  comms: CommHub,
): Answers {
  const { shell_port, iopub_port, stdin_port, control_port, hb_port } = connection;
  return {
    connect_request: () => ({ status: 'ok', shell_port, iopub_port, stdin_port, control_port, hb_port }),
    kernel_info_request: () => {
      // Begun once this answer is out, so that the compiler is there when the first cell comes.
      engine.warmUp();
      return info;
    },
    execute_request: (request) => engine.start().execution.execute(request),
    complete_request: ({ content }) => {
      const { compiler, declarations } = engine.start();
      return completeReply(compiler, declarations(), content);
    },
    inspect_request: ({ content }) => {
      const { compiler, declarations } = engine.start();
      return inspectReply(compiler, declarations(), content);
    },
    is_complete_request: ({ content }) => isCompleteReply(plainTypeScript(), content),
    history_request: ({ content }) => engine.history.reply(content),
    comm_info_request: ({ content }) => comms.info(content),
    shutdown_request: ({ content }) => ({ status: 'ok', restart: content['restart'] === true }),
  };
}
