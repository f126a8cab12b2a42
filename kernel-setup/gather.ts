/** Gathers what is written to the standard streams into few messages. */
import type { StreamName } from './iopub.js';
import type { Header } from '../src/runner/wire.js';

/** After a pause text is sent almost at once; then it is gathered for this long or up to this size. */
const FIRST_MILLISECONDS = 4;
const GATHER_MILLISECONDS = 40;
const GATHER_CHARACTERS = 1 << 18;

/** Successive texts of one stream and one request. */
export interface Gathered {
  readonly parent: Partial<Header>;
  readonly name: StreamName;
  readonly texts: string[];
  characters: number;
  /** What the texts take on their way, to be told when they are sent. */
  size: number;
}

export interface Gatherer {
  add(text: string, name: StreamName, parent: Partial<Header>, size: number): void;
  /** Sends what was gathered so far. */
  flush(): void;
}

export function createGatherer(send: (gathered: Gathered) => void): Gatherer {
  let gathered: Gathered | undefined;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const ready = gathered;
    gathered = undefined;
    if (ready === undefined) return;
    last = performance.now();
    send(ready);
  };
  return {
    add: (text, name, parent, size) => {
      const isOther =
        gathered !== undefined && (gathered.name !== name || gathered.parent.msg_id !== parent.msg_id);
      if (isOther) flush();
      gathered ??= { parent, name, texts: [], characters: 0, size: 0 };
      gathered.texts.push(text);
      gathered.characters += text.length;
      gathered.size += size;
      if (gathered.characters >= GATHER_CHARACTERS) return flush();
      const quiet = performance.now() - last > GATHER_MILLISECONDS;
      timer ??= setTimeout(flush, quiet ? FIRST_MILLISECONDS : GATHER_MILLISECONDS);
    },
    flush,
  };
}
