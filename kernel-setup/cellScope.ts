/** The variables of all cells, as the `exports` object through which compiled cells read those of earlier ones. */

/** How a cell's variable is read and written from outside the cell. */
export type Binding = readonly [get: () => unknown, set: (value: unknown) => void];

/** Name of the function that a compiled cell declares to hand out its variables. */
export const BINDINGS_NAME = '__cellBindings';

export interface CellScope {
  readonly exports: Record<string, unknown>;
  /**
   * Makes the variables of a cell known to later cells, as live bindings: both sides see each other's assignments.
   * Returns the names that have a value; those whose declaration was not reached keep what earlier cells gave them.
   */
  commit(bindings: Readonly<Record<string, Binding>>): ReadonlySet<string>;
  /** Reads a variable and removes it. */
  take(name: string): unknown;
}

export function createCellScope(): CellScope {
  const exports: Record<string, unknown> = {};
  const isReached = ([get]: Binding): boolean => {
    try {
      get();
      return true;
    } catch {
      // The variable's declaration was not reached.
      return false;
    }
  };
  return {
    exports,
    commit: (bindings) => {
      const reached = Object.entries(bindings).filter(([, binding]) => isReached(binding));
      for (const [name, [get, set]] of reached)
        Object.defineProperty(exports, name, { get, set, configurable: true, enumerable: true });
      return new Set(reached.map(([name]) => name));
    },
    take: (name) => {
      const value = exports[name];
      delete exports[name];
      return value;
    },
  };
}

const EXPORTS = /^export \{ ?([\w$, ]*?) ?\};?[ \t]*$/gm;

/**
 * Puts a function in the place of a cell's last `export { … }`: it gives access to the variables themselves, so that
 * loops over them run at full speed and closures see what later cells assign. Line numbers stay.
 */
export function exportBindings(esm: string): string {
  const last = [...esm.matchAll(EXPORTS)].at(-1);
  if (last?.[1] === undefined) return esm;
  const at = last.index ?? 0;
  const names = last[1].split(', ').filter((name) => name !== '');
  const entries = names.map((name) => `${name}: [() => ${name}, ($) => { ${name} = $; }]`);
  const bindings = `function ${BINDINGS_NAME}() { return { ${entries.join(', ')} }; }`;
  return `${esm.slice(0, at)}${bindings}${esm.slice(at + last[0].length)}`;
}
