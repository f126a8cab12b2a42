/** Everything the kernel publishes on iopub, in the order it was written. */
import { StringDecoder } from 'node:string_decoder';
import type { Outgoing } from './outgoing.js';
import type { Content, Header } from '../src/runner/wire.js';
import { clearTimeout, performance, setTimeout } from './platform.js';

export type Send = (message: Outgoing) => void;
export type StreamName = 'stdout' | 'stderr';

/** Text is gathered for this long or up to this size, so that a chatty loop sends few messages. */
const GATHER_MILLISECONDS = 40;
const GATHER_CHARACTERS = 1 << 18;

/** The request that output belongs to. `silent` requests publish nothing but their status. */
export interface Origin {
  readonly header: Partial<Header>;
  readonly silent: boolean;
}

export interface Outputs {
  /** Publishes one message after everything written before it. */
  publish(origin: Origin, type: string, content: Content, extra?: PublishExtra): void;
  /** Adds text to a stream; successive texts of one stream and one origin travel together. */
  write(origin: Origin, name: StreamName, text: string | Uint8Array): void;
  /** Sends the text gathered so far. */
  flush(): void;
}

export interface PublishExtra {
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

interface Gathered {
  readonly origin: Origin;
  readonly name: StreamName;
  readonly texts: string[];
  characters: number;
  readonly since: number;
}

export function createOutputs(send: Send): Outputs {
  let gathered: Gathered | undefined;
  let timer: NodeJS.Timeout | undefined;
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };

  const flush = (): void => {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    const ready = gathered;
    gathered = undefined;
    if (ready === undefined) return;
    const content = { name: ready.name, text: ready.texts.join('') };
    send({ type: 'stream', parent: ready.origin.header, content, identities: ['stream'] });
  };

  const write = (origin: Origin, name: StreamName, text: string | Uint8Array): void => {
    const decoded = typeof text === 'string' ? text : decoders[name].write(Buffer.from(text));
    if (origin.silent || decoded === '') return;
    if (gathered !== undefined && (gathered.origin !== origin || gathered.name !== name)) flush();
    gathered ??= { origin, name, texts: [], characters: 0, since: performance.now() };
    gathered.texts.push(decoded);
    gathered.characters += decoded.length;
    // A synchronous loop never reaches the timer, so the clock is looked at here as well.
    const due = performance.now() - gathered.since >= GATHER_MILLISECONDS;
    if (due || gathered.characters >= GATHER_CHARACTERS) flush();
    else timer ??= setTimeout(flush, GATHER_MILLISECONDS);
  };

  const publish = (origin: Origin, type: string, content: Content, extra: PublishExtra = {}): void => {
    flush();
    if (origin.silent && type !== 'status') return;
    send({ type, parent: origin.header, content, ...extra, identities: [type] });
  };

  return { publish, write, flush };
}
