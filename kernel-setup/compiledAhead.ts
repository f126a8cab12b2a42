/**
 * Cells that the front end sends compiled. A run of many notebooks compiles all their cells in one thread, where TypeScript has read every
 * declaration and has warmed up; a kernel that gets them so need not start a compiler of its own.
 */
import { createHash } from 'node:crypto';
import { chosenTypeErrors } from './cellText.js';
import type { Compiled, Compiler, Earlier } from './compiler.js';
import { follow, type Declarations } from './declarations.js';
import { followNarrowings, NO_NARROWINGS, type Narrowings } from './narrowing.js';
import { JSON } from './platform.js';
import type { Content } from '../src/runner/wire.js';

/** Where the metadata of an execute request has the compiled cell. */
const METADATA = 'heavytail_compiled';

/** A compiled cell as JSON. */
interface Ahead {
  /** Of all that the compiler was given but the names in `asked`. */
  readonly key: string;
  /** The names of which the compiler asked whether they have a value, and what it was told. */
  readonly asked: readonly (readonly [name: string, has: boolean])[];
  readonly compiled: Omit<Compiled, 'narrowings'> & {
    readonly narrowings: readonly (readonly [string, string])[];
  };
}

function keyOf({ folder, typeErrors }: Compiler, earlier: Earlier, code: string): string {
  const given = [folder, typeErrors, earlier.declarations, [...earlier.narrowings], code];
  return createHash('sha256').update(JSON.stringify(given)).digest('hex');
}

/**
 * The compiled cell that came with a request; undefined where none did, or one for other earlier cells than those that ran here: then it is
 * compiled here.
 */
export function compiledAhead(
  metadata: Content,
  compiler: Compiler,
  earlier: Earlier,
  code: string,
): Compiled | undefined {
  const ahead = metadata[METADATA] as Ahead | undefined;
  if (ahead?.key !== keyOf(compiler, earlier, code)) return undefined;
  if (!ahead.asked.every(([name, has]) => earlier.has(name) === has)) return undefined;
  return { ...ahead.compiled, narrowings: new Map(ahead.compiled.narrowings) };
}

/**
 * Compiles the cells of one notebook, one call for each in order, as if each had run to its end; what is returned goes along with its request.
 * From the first cell on that does not compile, or needs files which earlier cells may change, nothing is: the kernel sees to those itself.
 */
export function createAhead(
  compiler: Compiler,
  typeErrors: Compiler['typeErrors'],
): (code: string) => Content {
  let declarations: Declarations = [];
  let narrowings: Narrowings = NO_NARROWINGS;
  const names = new Set<string>();
  let mode = typeErrors;
  let isOver = false;
  return (code) => {
    if (isOver) return {};
    const asked = new Map<string, boolean>();
    const has = (name: string): boolean => {
      asked.set(name, names.has(name));
      return names.has(name);
    };
    const earlier = { declarations, narrowings, has };
    // One compiler serves several notebooks.
    compiler.typeErrors = mode = chosenTypeErrors(compiler, code) ?? mode;
    const compiled = compiler.compile(earlier, code);
    isOver = !('code' in compiled) || !compiled.needsPackagesOnly;
    if (!('code' in compiled) || isOver) return {};
    const key = keyOf(compiler, earlier, code);
    declarations = follow(declarations, compiled.declarations);
    narrowings = followNarrowings(narrowings, new Set(compiled.mentions), compiled.narrowings);
    for (const { name } of compiled.variables) names.add(name);
    const ahead: Ahead = {
      key,
      asked: [...asked],
      compiled: { ...compiled, narrowings: [...compiled.narrowings] },
    };
    return { [METADATA]: ahead };
  };
}
