/** Turns iopub messages into the outputs of cells, as a front end would. */
import type { Metadata, MimeData, Output } from './nbformat.js';
import { appendText } from './streamText.js';
import { storedBundle, storedMetadata } from './storedBundle.js';
import type { Content, Message } from './wire.js';

/** Letters that the outputs of a cell have at most: a page or a notebook of more can neither be written nor shown. */
const MOST_LETTERS = 2 ** 26;

const TOO_MUCH = `This cell gave more than ${Math.floor(MOST_LETTERS / 1e6)} million letters; what did not fit is left out.\n`;

/** Collects the outputs of one cell. */
export interface CellOutputs {
  /** Takes a message; other types than outputs are ignored. */
  readonly add: (message: Message) => void;
  /** The outputs so far; the list is kept up to date, also by later cells that update a display of this one. */
  readonly list: Output[];
  /** Whether as much was left out as may be kept: what gives so much will not end by itself. */
  readonly isEndless: () => boolean;
}

type Display = Extract<Output, { data: MimeData }>;

/** The count of an execution as a file can hold it. */
export const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;

const displayId = (content: Content): string | undefined => {
  const id = (content.transient as { display_id?: unknown } | undefined)?.display_id;
  return typeof id === 'string' ? id : undefined;
};

/**
 * A collector for a whole notebook; call it once for each cell. Streams are coalesced, `clear_output` is obeyed (at once or
 * with the next output), and `update_display_data` reaches every output with that display id in any cell. What makes the outputs of a
 * cell longer than they may be is left out, and a line says so: an endless loop would fill the memory.
 *
 * @param most letters that the outputs of a cell have at most, but for its errors
 */
export const outputCollector = (most = MOST_LETTERS): (() => CellOutputs) => {
  const displays = new Map<string, Display[]>();

  const remember = (id: string | undefined, output: Display): void => {
    if (id === undefined) return;
    displays.set(id, [...(displays.get(id) ?? []), output]);
  };

  return () => {
    const list: Output[] = [];
    let clearNext = false;
    /** Whether the stream that was written last ends with a return. */
    let isReturned = false;
    let [letters, left] = [0, 0];
    const clear = (): void => {
      list.length = 0;
      [letters, left, clearNext] = [0, 0, false];
    };
    /** Whether so many more letters may be kept; says once that they may not. */
    const hasRoom = (more: number): boolean => {
      if (letters + more <= most) {
        letters += more;
        return true;
      }
      if (left === 0) list.push({ output_type: 'stream', name: 'stderr', text: TOO_MUCH });
      left += more;
      return false;
    };
    const push = (output: Output, size: number): boolean => {
      if (clearNext) clear();
      const fits = hasRoom(size);
      if (fits) list.push(output);
      return fits;
    };
    const addStream = (name: 'stdout' | 'stderr', text: string): void => {
      const last = clearNext ? undefined : list.at(-1);
      const goesOn = last?.output_type === 'stream' && last.name === name && last.text !== TOO_MUCH;
      const whole = appendText(goesOn ? last.text : '', text, goesOn && isReturned);
      isReturned = text === '' ? goesOn && isReturned : text.endsWith('\r');
      if (!goesOn) push({ output_type: 'stream', name, text: whole }, whole.length);
      else if (hasRoom(whole.length - last.text.length)) last.text = whole;
    };
    const pushDisplay = (output: Output): boolean => push(output, JSON.stringify(output).length);
    /** Shows something else in displays of any cell; what is larger than the outputs of a cell may be is left out. */
    const update = (outputs: readonly Display[], shown: Pick<Display, 'data' | 'metadata'>): void => {
      if (outputs.length === 0) return;
      const size = JSON.stringify(shown).length;
      if (size > most) hasRoom(size);
      else for (const output of outputs) Object.assign(output, shown);
    };
    const add = ({ header, content }: Message): void => {
      const shown = (): { data: MimeData; metadata: Metadata } => ({
        data: storedBundle(content.data),
        metadata: storedMetadata(content.metadata),
      });
      if (header.msg_type === 'stream') {
        addStream(content.name === 'stderr' ? 'stderr' : 'stdout', String(content.text));
      } else if (header.msg_type === 'display_data') {
        const output: Display = { output_type: 'display_data', ...shown() };
        if (pushDisplay(output)) remember(displayId(content), output);
      } else if (header.msg_type === 'execute_result') {
        const execution_count = countOf(content.execution_count);
        pushDisplay({ output_type: 'execute_result', ...shown(), execution_count });
      } else if (header.msg_type === 'update_display_data') {
        update(displays.get(displayId(content) ?? '') ?? [], shown());
      } else if (header.msg_type === 'clear_output') {
        if (content.wait === true) clearNext = true;
        else clear();
      } else if (header.msg_type === 'error') {
        const traceback = [content.traceback ?? []].flat().map(String);
        push(
          { output_type: 'error', ename: String(content.ename), evalue: String(content.evalue), traceback },
          0,
        );
      }
    };
    return { add, list, isEndless: () => left > most };
  };
};
