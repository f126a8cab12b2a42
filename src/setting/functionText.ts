import { parseExpressionAt, type Node } from 'acorn';
import { analyze } from 'eslint-scope';
import { argumentError } from '../check.js';
import { lostByJson } from '../plainData.js';

/** What a function of one's own may be given beside its arguments: plain JSON data. */
export type Values = Readonly<Record<string, unknown>>;

/** A function as plain JSON: its source text, and what it reads besides its arguments. */
export interface FunctionText {
  readonly text: string;
  readonly values?: Values;
}

/** What JavaScript itself has in every thread, and gives the same whenever it is asked. */
const language = new Set(
  (
    'undefined NaN Infinity isFinite isNaN parseFloat parseInt Math Number String Boolean BigInt Symbol Object Array JSON Map Set ' +
    'WeakMap WeakSet RegExp Error RangeError TypeError ArrayBuffer DataView Float32Array Float64Array Int8Array Int16Array ' +
    'Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array BigInt64Array BigUint64Array Reflect structuredClone console'
  ).split(' '),
);

/** How a function is told in an error, and what it is called with. */
export interface FunctionPlace {
  /** What the function is called. */
  readonly name: string;
  /** Its arguments as they are written; the last holds `values` and the tools. */
  readonly given: string;
  /** Names that it finds in its last argument, besides `values`. */
  readonly tools?: readonly string[];
}

interface Reading {
  readonly text: string;
  readonly tree: Node;
}

const parse = (text: string): Node => {
  const tree = parseExpressionAt(text, 0, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  if (tree.end < text.length) throw new SyntaxError('more than one expression');
  return tree;
};

/** The text of a function as an expression; that of a method gets the word `function`. */
function readFunction({ name, given: args }: FunctionPlace, given: unknown): Reading {
  if (typeof given !== 'function') throw argumentError(name, given, `a function (${args}) => …`);
  const text = Function.prototype.toString.call(given);
  for (const candidate of [text, `function ${text}`])
    try {
      const tree = parse(candidate);
      if (tree.type !== 'ArrowFunctionExpression' && tree.type !== 'FunctionExpression') continue;
      const { async, generator } = tree as Node & { async: boolean; generator: boolean };
      if (async || generator)
        throw argumentError(name, given, 'a function that gives its result at once: not async, no generator');
      return { text: candidate, tree };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  throw argumentError(
    name,
    given,
    `a function (${args}) => … that is written out, for its text is sent: not a class, not bound, not built in`,
  );
}

type AnyNode = Node & Record<string, unknown>;
const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** Calls `visit` with a node and all below it, each with the node above. */
function walk(node: AnyNode, visit: (node: AnyNode, above?: AnyNode) => void, above?: AnyNode): void {
  visit(node, above);
  for (const below of Object.values(node).flat()) if (isNode(below)) walk(below, visit, node);
}

const nameOf = (node: unknown): string | undefined =>
  isNode(node) ? ((node.name ?? node.value) as string | undefined) : undefined;

/**
 * Names that a function takes from outside itself, as its writer wrote them: compiled, what a module gives is `module_1.name`, and what
 * a cell of a notebook declares `$$name`.
 */
function namesFromOutside(tree: Node): Set<string> {
  const program = {
    type: 'Program',
    sourceType: 'module',
    body: [statementOf(tree)],
    range: [tree.start, tree.end],
  };
  const scopes = analyze(program as never, { ecmaVersion: 2022, sourceType: 'module' });
  const free = new Set<unknown>(scopes.globalScope!.through.map(({ identifier }) => identifier));
  const names = new Set<string>();
  walk(tree as AnyNode, (node, above) => {
    if (node.type === 'ImportExpression') names.add('import()');
    if (
      node.type === 'MemberExpression' &&
      nameOf(node.object) === 'Math' &&
      nameOf(node.property) === 'random'
    )
      names.add('Math.random');
    if (!free.has(node)) return;
    const name = (node.name as string).replace(/^\$\$/, '');
    const member =
      above?.type === 'MemberExpression' && above.object === node ? nameOf(above.property) : undefined;
    if (/_\d+$/.test(name) && member !== undefined) names.add(member);
    else if (!language.has(name)) names.add(name);
  });
  return names;
}

const statementOf = (expression: Node): object => ({
  type: 'ExpressionStatement',
  expression,
  range: [expression.start, expression.end],
});

const quoted = (names: readonly string[]): string =>
  names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/**
 * The source text of a function, which is sent to worker threads and other machines in its place and stored with what it gave.
 *
 * @throws RangeError for what has no text to send: a built-in or bound function, a class, an async function; TypeError if it uses
 * something that stands outside it, with a sentence that says what to pass
 */
export function functionText(place: FunctionPlace, given: unknown): string {
  const { text, tree } = readFunction(place, given);
  const names = [...namesFromOutside(tree)];
  if (names.length === 0) return text;
  const { name, given: args, tools = [] } = place;
  const known = names.filter((each) => tools.includes(each));
  const chance = names.filter((each) => each === 'Math.random');
  const others = names.filter((each) => ![...known, ...chance].includes(each));
  const lastWith = (inside: readonly string[]): string =>
    `(${args.replace('values', inside.join(', '))}) => …`;
  const advice = [
    ...(known.length > 0 ? [`Take ${quoted(known)} from its last argument: ${lastWith(known)}.`] : []),
    ...(chance.length > 0 ? ['Draw from a seeded generator in place of Math.random.'] : []),
    ...(others.length > 0
      ? [
          `Pass plain data beside it, values: { ${others.join(', ')} }, and read them from its last argument: ${lastWith(['values'])}.`,
        ]
      : []),
  ];
  throw new TypeError(
    `${name} uses ${quoted(names)} from outside itself, but workers are sent only its text. ${advice.join(' ')}`,
  );
}

/** Throws unless these are plain JSON data: what is sent and stored with a function. */
export function checkValues(name: string, values: unknown): asserts values is Values {
  const allowed = 'plain data: numbers, texts, true, false, null, lists and objects of them';
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    throw argumentError(name, values, 'an object of names and plain data');
  const lost = lostByJson(name, values);
  if (lost) throw argumentError(lost[0], lost[1], allowed);
}
