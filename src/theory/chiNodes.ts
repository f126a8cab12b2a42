import { chiLogDensity } from './farField.js';

/** Nodes of the trapezoidal rule for the law of a chi variable, from left to right. */
export interface ChiNodes {
  /** the chi variable at each node */
  readonly value: number[];
  /** its distance from the point where the line is split, with sign; NaN where the line is whole */
  readonly offset: number[];
  /** log of the weight; the weights add up to 1 */
  readonly logWeight: number[];
}

/** One node. */
interface Node {
  readonly value: number;
  readonly offset: number;
  readonly logWeight: number;
}

const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
const inverseSoftplus = (v: number): number => (v > 30 ? v : Math.log(Math.expm1(v)));
const logLogistic = (x: number): number => -softplus(-x);

/** log((1 + e^x) / (1 + e^(x - top))): from 0 (exponentially) through x (linearly) to `top` (exponentially). */
const ramp = (x: number, top: number): number =>
  top < 30
    ? Math.log1p((-Math.expm1(-top) * Math.exp(x)) / (1 + Math.exp(x - top)))
    : softplus(x) - softplus(x - top);

/** A stretch of the half-line as the image of the whole line: value, offset, log of the derivative. */
interface Stretch {
  readonly at: (x: number) => readonly [value: number, offset: number, logDerivative: number];
  /** the x of a value; NaN where the value is not on this stretch */
  readonly of: (value: number) => number;
  readonly start: number;
}

function stretches(centre: number, split: number | null): Stretch[] {
  if (split === null)
    return [
      {
        at: (x) => [softplus(x), NaN, logLogistic(x)],
        of: inverseSoftplus,
        start: centre > 1 ? centre : Math.log(centre),
      },
    ];
  const logDrop = Math.log(-Math.expm1(-split));
  return [
    {
      at: (x) => [ramp(x, split), -ramp(split - x, split), logDrop + logLogistic(x) - softplus(x - split)],
      of: (v) => inverseSoftplus(v) - Math.log(-Math.expm1(v - split)),
      start: centre > split ? split : centre > 1 ? centre : Math.log(centre),
    },
    {
      at: (x) => [split + softplus(x), softplus(x), logLogistic(x)],
      of: (v) => inverseSoftplus(v - split),
      start: centre > split ? centre - split : -Math.log(Math.max(1, split)),
    },
  ];
}

/** Nodes that are wanted beside the bulk of the law. */
export interface FarNodes {
  /** points around which they lie */
  readonly around: readonly number[];
  /** whether a node at `value` is wanted, its weight being the density times a derivative whose log is given */
  readonly wanted: (value: number, logDerivative: number) => boolean;
}

/**
 * Nodes for the chi law with `freedom` degrees of freedom. The half-line is mapped to the whole line so that
 * the density is smooth at the scale of the standard deviation of a chi variable (about 0.7 for every freedom) in
 * the bulk and exponentially fine near 0 and near `split`; there the trapezoidal rule converges exponentially
 * although the integrand has a singularity at `split`.
 *
 * @param split where the integrand is singular; null where it is smooth
 * @param step distance of nodes
 * @param floor nodes are laid out until the log-density is below `floor` (relative to the mode) …
 * @param far … and where these are wanted
 */
export function chiNodes(
  freedom: number,
  split: number | null,
  step: number,
  floor: number,
  far: FarNodes,
): ChiNodes {
  const nodes: ChiNodes = { value: [], offset: [], logWeight: [] };
  for (const stretch of stretches(Math.sqrt(freedom), split)) {
    const nodeAt = (i: number): Node | null => {
      const [value, offset, logDerivative] = stretch.at(stretch.start + i * step);
      if (!(value > 0) || offset === 0) return null;
      const logWeight = chiLogDensity(freedom, value) + logDerivative;
      return logWeight > floor || far.wanted(value, logDerivative) ? { value, offset, logWeight } : null;
    };
    // Looking for the ends of the runs has found most nodes.
    const found = new Map<number, Node | null>();
    const known = (i: number): Node | null => {
      let node = found.get(i);
      if (node === undefined) found.set(i, (node = nodeAt(i)));
      return node;
    };
    const seeds = far.around.map((v) => Math.round((stretch.of(v) - stretch.start) / step));
    for (const [first, last] of runs(known, [0, ...seeds.filter(Number.isFinite)]))
      for (let i = first; i <= last; i++) {
        const node = known(i);
        if (node === null) continue;
        nodes.value.push(node.value);
        nodes.offset.push(node.offset);
        nodes.logWeight.push(node.logWeight);
      }
  }
  let total = 0;
  for (const logWeight of nodes.logWeight) total += Math.exp(logWeight);
  const logTotal = Math.log(total);
  for (let i = 0; i < nodes.logWeight.length; i++) nodes.logWeight[i] -= logTotal;
  return nodes;
}

/** Runs of indices around the seeds, as far as there are nodes (three at the least), disjoint and in order. */
function runs(nodeAt: (i: number) => Node | null, seeds: readonly number[]): [number, number][] {
  const found: [number, number][] = [];
  for (const seed of seeds) {
    if (found.some(([first, last]) => first <= seed && seed <= last)) continue;
    let [first, last] = [seed, seed];
    while (nodeAt(first) !== null || first > seed - 3) first--;
    while (nodeAt(last) !== null || last < seed + 3) last++;
    found.push([first, last]);
  }
  found.sort((a, b) => a[0] - b[0]);
  return found.reduce<[number, number][]>((merged, [first, last]) => {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
    return merged;
  }, []);
}
