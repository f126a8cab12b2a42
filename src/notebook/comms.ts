/** Comms: two-way channels between a cell and the front end. */

export type CommData = Readonly<Record<string, unknown>>;

export interface CommMessage {
  readonly data: CommData;
  readonly metadata: CommData;
  readonly buffers: readonly Uint8Array[];
}

export interface CommExtra {
  readonly metadata?: CommData;
  readonly buffers?: readonly Uint8Array[];
}

/** One open channel. */
export interface Comm {
  readonly id: string;
  readonly target: string;
  send(data: CommData, extra?: CommExtra): void;
  close(data?: CommData): void;
  onMessage(listener: (message: CommMessage) => void): void;
  onClose(listener: (message: CommMessage) => void): void;
}

export interface Comms {
  /** Opens a channel to a target that the front end knows. */
  open(target: string, data?: CommData, extra?: CommExtra): Comm;
  /** Says what happens when the front end opens a channel to `target`. */
  register(target: string, opened: (comm: Comm, message: CommMessage) => void): void;
}

export const COMMS: unique symbol = Symbol.for('Jupyter.comms') as never;

function kernelComms(): Comms {
  const found = (globalThis as { [COMMS]?: Comms })[COMMS];
  if (found === undefined) throw new Error('comms need a notebook run by the heavytail kernel');
  return found;
}

/** The channels of the running kernel. Throws outside this project's kernel. */
export const comms: Comms = {
  open: (target, data, extra) => kernelComms().open(target, data, extra),
  register: (target, opened) => kernelComms().register(target, opened),
};
