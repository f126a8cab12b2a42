import { recordBases } from './bases.js';
import { junkCalls, type JunkCall } from './calls.js';
import { exportedFunctions } from './functions.js';
import { judgeCall } from './judgeCall.js';

/** What a child is told to do. */
export interface JunkOrder {
  readonly root: string;
  readonly seed: string;
  /** How deep in the arguments junk is put. */
  readonly depth: number;
  /** The share of all calls that is made, from 0 to 1. */
  readonly share: number;
  /** Milliseconds that the calls of one function may take together. */
  readonly budget: number;
  /** Functions to call, as a regular expression. */
  readonly only: string;
  /** Calls that are passed over: they were made before, and the last of them hung. */
  readonly from: number;
}

/** What a child says: which call it is about to make, what was wrong with one, or how many it made. */
export type JunkReport =
  | { readonly at: number; readonly call: string }
  | { readonly wrong: string; readonly kind: string }
  | { readonly made: number; readonly bare: readonly string[] };

const tell = (report: JunkReport): void => void process.send!(report);

async function main(order: JunkOrder): Promise<void> {
  const { root, seed, depth, share, budget, only, from } = order;
  console.warn = console.log = console.info = () => undefined;
  const stream = process.stdout as { write: unknown };
  stream.write = () => true;
  tell({ at: from - 1, call: 'the examples of the documentation' });
  const bases = await recordBases(root, new RegExp(`^(${only})$`));
  const shapes = exportedFunctions(root).filter(({ name }) => new RegExp(`^(${only})$`).test(name));
  const bare = shapes.filter(({ name, parameters }) => parameters.length > 0 && !bases.has(name));
  const modules = new Map<string, Record<string, (...given: unknown[]) => unknown>>();
  let at = 0;
  let made = 0;
  for (const shape of shapes) {
    if (!modules.has(shape.module)) modules.set(shape.module, await import(shape.module));
    const call = modules.get(shape.module)![shape.name];
    const calls = (bases.get(shape.name) ?? [[]]).flatMap((base, i) =>
      junkCalls(shape, base, depth, `${seed} ${i}`),
    );
    const some: JunkCall[] = calls.slice(0, Math.ceil(calls.length * share));
    const end = performance.now() + budget;
    for (const one of some) {
      if (++at <= from || performance.now() > end) continue;
      const text = `${shape.name}: ${one.text}`;
      tell({ at, call: text });
      made++;
      // Or what is told waits until a call does: none may for minutes, and the one under way would count as hung.
      await new Promise((resolve) => setImmediate(resolve));
      const wrong = await judgeCall(one, call);
      if (wrong !== undefined) tell({ ...wrong, wrong: `${text}: ${wrong.wrong}` });
    }
  }
  tell({ made, bare: bare.map(({ name }) => name) });
}

process.on('unhandledRejection', () => undefined);
// Whoever is asked answers at once.
(globalThis as Record<symbol, unknown>)[Symbol.for('Jupyter.input')] = async (): Promise<string> => '';
// Nobody is left to report to.
process.on('disconnect', () => process.exit(1));
process.once('message', (order: JunkOrder) => {
  main(order).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
