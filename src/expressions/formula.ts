import type { Graph, GraphNode, Shape } from './graph.js';
import { stagesOf } from './stages.js';

/** LaTeX of a subexpression and how tightly it binds: 0 comparison, 1 sum, 2 product, 3 sign, 4 anything closed. */
interface Piece {
  readonly text: string;
  readonly binds: number;
}

const greek =
  /^(alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega)$/;

/** A name as it is written in a formula. */
const symbolOf = (name: string): string => {
  if (greek.test(name)) return `\\${name}`;
  return name.length === 1 ? name : `\\mathrm{${name.replace(/_/g, '\\_')}}`;
};

const number = (value: number): string => {
  const [digits, power] = String(value).split('e');
  return power === undefined ? digits : `${digits === '1' ? '' : `${digits} \\cdot `}10^{${Number(power)}}`;
};

const wrap = ({ text, binds }: Piece, least: number): string =>
  binds >= least ? text : `\\left(${text}\\right)`;

type Write = (...operands: Piece[]) => Piece;
const closed =
  (text: (...operands: string[]) => string): Write =>
  (...operands) => ({ text: text(...operands.map((each) => each.text)), binds: 4 });
const infix =
  (sign: string, binds: number, left: number, right: number): Write =>
  (a, b) => ({
    text: `${wrap(a, left)} ${sign} ${wrap(b, right)}`,
    binds,
  });

const writers: Record<Exclude<GraphNode['op'], 'vector' | 'scalar' | 'number' | 'draw'>, Write> = {
  add: infix('+', 1, 1, 1),
  sub: infix('-', 1, 1, 2),
  mul: infix('\\,', 2, 2, 2),
  div: closed((a, b) => `\\frac{${a}}{${b}}`),
  min: closed((a, b) => `\\min\\left(${a}, ${b}\\right)`),
  max: closed((a, b) => `\\max\\left(${a}, ${b}\\right)`),
  neg: (a) => ({ text: `-${wrap(a, 2)}`, binds: 1 }),
  sqrt: closed((a) => `\\sqrt{${a}}`),
  abs: closed((a) => `\\left|${a}\\right|`),
  sign: closed((a) => `\\operatorname{sign}\\left(${a}\\right)`),
  exp: closed((a) => `\\exp\\left(${a}\\right)`),
  log: closed((a) => `\\log\\left(${a}\\right)`),
  tanh: closed((a) => `\\tanh\\left(${a}\\right)`),
  sum: closed((a) => `\\sum_j\\left(${a}\\right)_j`),
  less: infix('<', 0, 1, 1),
  lessEqual: infix('\\le', 0, 1, 1),
  equal: infix('=', 0, 1, 1),
  and: infix('\\wedge', 0, 1, 1),
  or: infix('\\vee', 0, 1, 1),
  not: closed((a) => `\\neg\\left(${a}\\right)`),
  select: closed((a, b, c) => `\\begin{cases}${b} & ${a}\\\\ ${c} & \\text{else}\\end{cases}`),
};

const laws = { normal: 'N(0, 1)', uniform: 'U[0, 1)', stable: 'S_{%}', studentT: 't_{%}' };

/** The nodes of a graph as they are written. */
interface Written {
  /** By the name of a node that has one, or what is inside. */
  readonly write: (node: number) => Piece;
  readonly inside: (node: number) => Piece;
  /** What was too long to stand inside of something else, and so has a name and a line of its own: the nodes by their names. */
  readonly parts: ReadonlyMap<string, number>;
}

/** A longer text is not written inside of another: what is used often would double a formula each time. */
const LONGEST = 300;

/**
 * Operands as they are read: numbers and scalars before vectors in a product, after them in a sum; in a sum what was there before the
 * step comes first.
 */
function readingOrder(
  { nodes }: Graph,
  shapes: readonly Shape[],
  i: number,
  text: (k: number) => string,
): readonly number[] {
  const node = nodes[i];
  if (!('of' in node)) return [];
  if (node.op !== 'mul' && node.op !== 'add') return node.of;
  const rank = (k: number): number => (nodes[k].op === 'number' ? 0 : shapes[k].vector ? 4 : 2);
  const now = (k: number): number => (text(k).includes('k-1') ? 0 : 1);
  const order = (k: number): number => (node.op === 'mul' ? rank(k) : now(k) - rank(k));
  return [...node.of].sort((a, b) => order(a) - order(b));
}

const closedPiece = (text: string): Piece => ({ text, binds: 4 });

function writeNodes(
  graph: Graph,
  leaf: (name: string) => string,
  given: ReadonlyMap<number, string> = new Map(),
): Written {
  const { nodes } = graph;
  const { shapes } = stagesOf(graph);
  const named = new Map(given);
  const parts = new Map<string, number>();
  const pieces: Piece[] = [];
  const write = (i: number): Piece => {
    const name = named.get(i);
    return name === undefined ? pieces[i] : closedPiece(name);
  };
  const text = (i: number): string => write(i).text;
  const of = (i: number): readonly number[] => (nodes[i] as { of?: readonly number[] }).of ?? [];
  const isProduct = (i: number): boolean => nodes[i]?.op === 'mul' && !named.has(i);
  const isSquare = (i: number): boolean => isProduct(i) && of(i)[0] === of(i)[1];
  const pieceOf = (node: GraphNode, i: number): Piece => {
    if (node.op === 'vector' || node.op === 'scalar') return closedPiece(leaf(node.name));
    if (node.op === 'number') return { text: number(node.value), binds: node.value < 0 ? 1 : 4 };
    if (node.op === 'draw') return closedPiece(laws[node.law].replace('%', () => text(of(i)[0])));
    const [under] = of(i);
    if (isSquare(i)) {
      const base = write(under);
      const bare = base.binds === 4 && !/[\\\s^]/.test(base.text);
      return closedPiece(`${bare ? base.text : `\\left(${base.text}\\right)`}^2`);
    }
    // A norm and a scalar product were spelt out when they were made.
    const isSum = nodes[under]?.op === 'sum' && !named.has(under);
    if (node.op === 'sqrt' && isSum && isSquare(of(under)[0]))
      return closedPiece(`\\lVert ${text(of(of(under)[0])[0])}\\rVert`);
    if (node.op === 'sum' && isProduct(under))
      return closedPiece(`\\left\\langle ${of(under).map(text).join(', ')}\\right\\rangle`);
    return writers[node.op](...readingOrder(graph, shapes, i, text).map(write));
  };
  // Operands stand before what is made of them, so that each node is written once.
  nodes.forEach((node, i) => {
    pieces.push(pieceOf(node, i));
    if (named.has(i) || pieces[i].text.length <= LONGEST) return;
    const name = `\\mathrm{part}_{${parts.size + 1}}`;
    named.set(i, name);
    parts.set(name, i);
  });
  return { write, inside: (i) => pieces[i], parts };
}

const partLines = (inside: Written['inside'], parts: Written['parts']): string[] =>
  [...parts].map(([name, i]) => `${name} &= ${inside(i).text}`);

/** The parts of a rule that its formula shows. */
interface Shown {
  readonly graph: Graph;
  readonly memory: Readonly<Record<string, unknown>>;
}

/**
 * The formula of a rule as LaTeX, a line for each result and for each draw: index k - 1 for what was there before the step, k for what
 * it gives. Parameters are written by their symbols, or by their names.
 */
export function ruleFormula({ graph, memory }: Shown, declared: Readonly<Record<string, unknown>>): string {
  const old = new Set(['x', ...Object.keys(memory)]);
  const leaf = (name: string): string => {
    if (name === 'g') return 'g_k';
    if (name === 't') return 'k';
    const parameter = declared[name] as { symbol?: string } | number | undefined;
    if (typeof parameter === 'object' && parameter.symbol !== undefined) return parameter.symbol;
    return old.has(name) ? `${symbolOf(name)}_{k-1}` : symbolOf(name);
  };
  const named = new Map<number, string>();
  for (const [name, i] of Object.entries(graph.results))
    if ('of' in graph.nodes[i] && !named.has(i)) named.set(i, `${symbolOf(name)}_k`);
  const draws = graph.nodes
    .flatMap((node, i) => (node.op === 'draw' ? [{ i, number: node.number }] : []))
    .sort((a, b) => a.number - b.number);
  for (const { i, number } of draws) named.set(i, draws.length > 1 ? `\\xi^{(${number + 1})}_k` : '\\xi_k');
  const { inside, write, parts } = writeNodes(graph, leaf, named);
  const ordered = Object.entries(graph.results).sort(([a, i], [b, k]) =>
    a === 'x' ? 1 : b === 'x' ? -1 : i - k,
  );
  const lines = [
    ...draws.map(({ i }) => `${named.get(i)} &\\sim ${inside(i).text}`),
    ...partLines(inside, parts),
    ...ordered.map(([name, i]) => {
      const own = `${symbolOf(name)}_k`;
      return `${own} &= ${named.get(i) === own ? inside(i).text : write(i).text}`;
    }),
  ];
  return `\\begin{aligned}${lines.join(' \\\\ ')}\\end{aligned}`;
}

/** The formula of a loss's derivative in the prediction p as LaTeX, y the label. */
export function lossFormula(graph: Graph, declared: Readonly<Record<string, unknown>>): string {
  const leaf = (name: string): string => {
    if (name === 'prediction') return 'p';
    if (name === 'label') return 'y';
    const parameter = declared[name] as { symbol?: string } | number | undefined;
    return (typeof parameter === 'object' && parameter.symbol) || symbolOf(name);
  };
  const { inside, write, parts } = writeNodes(graph, leaf);
  const derivative = '\\frac{\\partial \\ell}{\\partial p}';
  const written = write(graph.results.derivative).text;
  if (parts.size === 0) return `${derivative} = ${written}`;
  const lines = [...partLines(inside, parts), `${derivative} &= ${written}`];
  return `\\begin{aligned}${lines.join(' \\\\ ')}\\end{aligned}`;
}
