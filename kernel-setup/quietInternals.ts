/** Keeps what Node notes on promises, timers and handles for the kernel out of what cells print. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { Promise } from './platform.js';

/** Node's own notes; that of the kernel's storage is on every kind of object, those of asynchronous ids on promises. */
const NOTES = new Set(['kResourceStore', 'async_id_symbol', 'trigger_async_id_symbol']);

/** Hides the notes of an object that has them. */
function hideNotes(object: object): void {
  for (const symbol of Object.getOwnPropertySymbols(object))
    if (NOTES.has(symbol.description ?? '')) Object.defineProperty(object, symbol, { enumerable: false });
}

/** Promises are shown as ever, without the notes. */
function inspectPromise(this: Promise<unknown>, depth: number, options: object): string {
  hideNotes(this);
  const inherited = Object.getOwnPropertyDescriptor(this, inspect.custom);
  // Without this method of the prototype for as long as it takes, as it would be called again.
  Object.defineProperty(this, inspect.custom, { value: undefined, configurable: true, enumerable: false });
  try {
    return inspect(this, { ...options, depth });
  } finally {
    delete (this as { [inspect.custom]?: unknown })[inspect.custom];
    if (inherited !== undefined) Object.defineProperty(this, inspect.custom, inherited);
  }
}

/** What Node 20 and 22 call for each new asynchronous resource; later ones keep the store elsewhere. */
interface NotingStorage {
  readonly kResourceStore?: symbol;
  _propagate?: (resource: object, from: Record<symbol, unknown>, type: string) => void;
}

/** A storage whose notes on timers, sockets and other resources are not shown. */
export function createQuietStorage<T>(): AsyncLocalStorage<T> {
  const storage = new AsyncLocalStorage<T>();
  const noting = storage as unknown as NotingStorage & { enabled?: boolean };
  const { kResourceStore: note } = noting;
  const propagate = noting._propagate;
  if (note !== undefined && propagate !== undefined)
    noting._propagate = (resource, from, type) => {
      // Promises are looked after when they are shown: there are too many of them.
      if (type !== 'PROMISE' && !Object.hasOwn(resource, note))
        Object.defineProperty(resource, note, { value: undefined, writable: true, configurable: true });
      propagate.call(storage, resource, from, type);
    };
  return storage;
}

/** Has promises printed without Node's notes. */
export function quietPromises(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    value: inspectPromise,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}
