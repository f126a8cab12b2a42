/** What libraries find on the global object, so that they need not import a kernel. */
import { BROADCAST, PAGE, SIGNAL, WAIT_FOR, type Broadcast } from '../src/notebook/broadcast.js';
import { COMMS, type Comms } from '../src/notebook/comms.js';
import '../src/notebook/progressDisplay.js';
import { INPUT, type AskInput } from '../src/notebook/input.js';
import type { MimeBundle } from '../src/notebook/displayable.js';
import { CellRun } from './cellRunner.js';
import type { Origin, Outputs } from './outputs.js';
import type { Prompts } from './stdin.js';

export interface HookParts {
  readonly outputs: Outputs;
  readonly originNow: () => Origin;
  readonly prompts: Prompts;
  readonly comms: Comms;
}

export function defineLibraryHooks({ outputs, originNow, prompts, comms }: HookParts): void {
  const broadcast: Broadcast = async (type, content, extra = {}) => {
    outputs.publish(originNow(), type, { ...content }, { ...extra, metadata: { ...extra.metadata } });
  };
  const ask: AskInput = (prompt, password) => prompts.ask(CellRun.current(), prompt, password);
  const waitFor = (work: Promise<unknown>): void => CellRun.current()?.waitFor(work);
  const page = (data: MimeBundle): void => {
    CellRun.current()?.payload.push({ source: 'page', data, start: 0 });
  };
  const define = (name: symbol, get: () => unknown): void => {
    Object.defineProperty(globalThis, name, { get, configurable: true });
  };
  define(BROADCAST, () => broadcast);
  define(PAGE, () => page);
  define(INPUT, () => ask);
  define(COMMS, () => comms);
  define(WAIT_FOR, () => waitFor);
  define(SIGNAL, () => CellRun.current()?.abort.signal);
}
