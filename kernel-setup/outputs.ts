/** Everything the kernel publishes on iopub, in the order it was written. */
import { StringDecoder } from 'node:string_decoder';
import type { Publish, StreamName } from './iopub.js';
import type { Content, Header } from '../src/runner/wire.js';

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
}

export interface PublishExtra {
  readonly metadata?: Content | undefined;
  readonly buffers?: readonly Uint8Array[] | undefined;
}

/** What a cell may publish in a loop without end; everything else comes a few times per cell. */
const isPaced = (type: string): boolean => /display|^comm_|^clear_output$/.test(type);

export function createOutputs({ publish: send, write: sendText }: Publish): Outputs {
  const decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  return {
    write: ({ header, silent }, name, text) => {
      const decoded = typeof text === 'string' ? text : decoders[name].write(Buffer.from(text));
      if (!silent && decoded !== '') sendText(header, name, decoded);
    },
    publish: ({ header, silent }, type, content, extra = {}) => {
      if (silent && type !== 'status') return;
      send({ type, parent: header, content, ...extra, identities: [type] }, isPaced(type));
    },
  };
}
