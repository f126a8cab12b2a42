import * as heavytail from 'heavytail';
import * as nets from 'heavytail/nets';
import { asModule } from '../examples/compileExamples.js';
import { markdownExamples, sourceExamples } from '../examples/readExamples.js';
import { runExample } from '../examples/runExample.js';
import { moreBases } from './moreBases.js';

/** Arguments that each function takes, by its name. */
export type Bases = ReadonlyMap<string, readonly (readonly unknown[])[]>;

/** The functions of a module, each noting what it is called with. */
const noting = (module: object, note: (name: string, given: readonly unknown[]) => void): object =>
  Object.fromEntries(
    Object.entries(module).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'function' && !/^[A-Z]/.test(name)
        ? Object.assign((...given: unknown[]): unknown => {
            note(name, given);
            return (value as (...given: unknown[]) => unknown)(...given);
          }, value)
        : value,
    ]),
  );

/** What the examples of the documentation, and a few more lines, give to each function: at most two calls of each. Only the examples of some functions are run. */
export async function recordBases(root: string, only: RegExp): Promise<Bases> {
  const bases = new Map<string, (readonly unknown[])[]>();
  const note = (name: string, given: readonly unknown[]): void => {
    const known = bases.get(name) ?? [];
    if (known.length < 2) bases.set(name, [...known, given]);
  };
  const modules = { heavytail: noting(heavytail, note), 'heavytail/nets': noting(nets, note) };
  const examples = [...sourceExamples(root), ...markdownExamples(root, 'README.md')];
  const wanted = examples.filter(({ name }) => only.test(name.split(' ').at(-1)!));
  for (const example of wanted) await runExample(asModule(example, Object.keys(heavytail)), modules);
  await moreBases(note);
  return bases;
}
