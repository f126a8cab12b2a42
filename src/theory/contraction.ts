import { chiNodes, type ChiNodes } from './chiNodes.js';
import { farField, type FarField } from './farField.js';

/** What the law of the contraction is asked for. */
export interface LawNeeds {
  readonly batchSize: number;
  readonly dimension: number;
  /** c = eta sigma²/b */
  readonly scale: number;
  /** exponents s at which E||M e1||^s will be taken; in between it may be taken too */
  readonly exponents: readonly number[];
  /** lower bounds of log E||M e1||^s at these exponents; nodes are dropped where they cannot matter beside it */
  readonly logGrowth: readonly number[];
  /** distance of nodes; the default gives about 12 digits */
  readonly step?: number;
  /** how far (in log-weight) below the largest contributions nodes are kept */
  readonly depth?: number;
}

/** The law of log||M e1|| as a finite set of weighted nodes. */
export interface ContractionLaw {
  /** log||M e1|| at each node */
  readonly logNorm: Float64Array;
  readonly weight: Float64Array;
  readonly logWeight: Float64Array;
}

const STEP = 0.43;
const STEP_WHOLE = 0.39;
const DEPTH = 40;
/** Log of what a region may hold beyond its largest term. */
const MARGIN = 5;
/** Relative size of sqrt(Y) below which it is set to 0: the error is its cube (d = 2) or smaller. */
const NEGLIGIBLE = 2e-5;
/** From this many (effective) dimensions on the singularity at M e1 = 0 is too weak to be seen. */
const WHOLE_FROM = 32;

/**
 * ½ log R, R = (1 - u)² + v² with u = c X and v = c sqrt(X Y), without cancellation at R = 1.
 * `gap` is 1 - u up to sign, also where that is a small difference.
 */
function halfLog(u: number, v: number, gap: number, scaleTimesY: number): number {
  const excess = u * (u + scaleTimesY - 2);
  if (excess < 0.5 && excess > -0.5) return 0.5 * Math.log1p(excess);
  const r = gap * gap + v * v;
  return r > 1e-290 && r < 1e290 ? 0.5 * Math.log(r) : Math.log(Math.hypot(gap, v));
}

/**
 * The law of L = log||M e1||, M = I - (eta/b) H, for isotropic Gaussian data:
 * L = ½ log((1 - cX)² + c² X Y), X ~ chi²_b, Y ~ chi²_(d-1) independent (Y = 0 for d = 1).
 *
 * It is a product rule in sqrt(X) and sqrt(Y). In these variables every density, also after tilting by e^(sL), has
 * the same width, so that one step serves all parameters; at the only singularity, Y = 0 and X = 1/c,
 * the nodes are exponentially fine. Every moment and logarithm then is a sum over the nodes.
 */
export function contractionLaw(needs: LawNeeds): ContractionLaw {
  const { batchSize: b, dimension: d, scale: c, exponents, logGrowth, depth = DEPTH } = needs;
  const least = Math.min(0, ...exponents);
  const whole = d + least >= WHOLE_FROM;
  const step = (needs.step ?? (whole ? STEP_WHOLE : STEP)) * (least < -1 ? 0.5 : 1);
  const lowest = Math.min(0, ...logGrowth) - depth;
  const rate = d + least;
  const far = exponents.flatMap((s, k) => (s > 0 ? [farField(needs, s, logGrowth[k], -depth - MARGIN)] : []));
  const rows = chiNodes(b, whole ? null : 1 / Math.sqrt(c), step, lowest / Math.min(1, rate), {
    around: far.flatMap(({ peaks }) => peaks),
    wanted: (p, logDerivative) => far.some(({ profile }) => profile(p) + logDerivative > -depth - MARGIN),
  });
  const ranges = rows.value.map((p) => hull(far, p));
  const columns = columnNodes(d, step, lowest / Math.min(1, rate / Math.max(1, d - 1)), ranges);

  let { logNorm, logWeight, weight } = room;
  let count = 0;
  const push = (l: number, w: number, factor: number): void => {
    if (w < -depth && !matters(w, l, exponents, logGrowth, depth)) return;
    logNorm[count] = l;
    logWeight[count] = w;
    weight[count] = factor;
    count++;
  };
  const near = lowest > -depth - 5;
  const typical = Math.min(1, c * b);
  const columnWeight = columns.logWeight.map(Math.exp);
  const below = cumulative(columnWeight);
  for (let i = 0; i < rows.value.length; i++) {
    const p = rows.value[i];
    const u = c * p * p;
    const offset = rows.offset[i];
    const gap = whole ? 1 - u : Math.sqrt(c) * offset * (1 + Math.sqrt(c) * p);
    const rowWeight = rows.logWeight[i];
    const rowFactor = Math.exp(rowWeight);
    // Close to X = 0 the norm is 1 - O(u): such a row adds a multiple of u times its weight to h(s) - 1.
    if (near && u < 0.5 && p * p < b && rowWeight + Math.min(0, Math.log(u / typical)) < -depth) continue;
    // The columns that matter without tilting, and those that matter with it.
    const bulk = rowWeight > -depth || least < 0;
    const range = ranges[i];
    let first = bulk || !range ? 0 : firstAtLeast(columns.value, range[0]);
    const last = bulk || !range ? columns.value.length : firstAtLeast(columns.value, range[1]);
    if (!bulk && !range) continue;
    if (count + columns.value.length >= weight.length)
      ({ logNorm, logWeight, weight } = widened(count, columns.value.length + 1));
    if (!whole && d > 1) {
      // Where sqrt(Y) is far below its scale |sqrt(X) - 1/sqrt(c)|, the norm does not change with Y any more.
      const negligible = NEGLIGIBLE * Math.min(Math.abs(offset), 1);
      const before = first;
      while (columns.value[first] < negligible) first++;
      if (first > before)
        push(halfLog(u, 0, gap, 0), rowWeight + Math.log(below[first - 1]), rowFactor * below[first - 1]);
    }
    for (let j = first; j < last; j++) {
      const w = rowWeight + columns.logWeight[j];
      const g = columns.value[j];
      const l = halfLog(u, c * p * g, gap, c * g * g);
      push(l, w, rowFactor * columnWeight[j]);
    }
  }
  return {
    logNorm: logNorm.slice(0, count),
    logWeight: logWeight.slice(0, count),
    weight: weight.slice(0, count),
  };
}

/** Where nodes are gathered, the same for every law: lists that grow and new memory would take longer than what is written to them. */
let room: ContractionLaw = {
  logNorm: new Float64Array(0),
  logWeight: new Float64Array(0),
  weight: new Float64Array(0),
};

/** The room, with the nodes that are there, for so many more at the least. */
function widened(count: number, more: number): ContractionLaw {
  const wider = (values: Float64Array): Float64Array => {
    const copy = new Float64Array(2 * (count + more));
    copy.set(values);
    return copy;
  };
  room = {
    logNorm: wider(room.logNorm),
    logWeight: wider(room.logWeight),
    weight: wider(room.weight),
  };
  return room;
}

/** Running sums. */
function cumulative(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((v) => (sum += v));
}

/** From the least to the greatest q that counts for any exponent at p; null if none does. */
function hull(far: readonly FarField[], p: number): readonly [number, number] | null {
  let found: [number, number] | null = null;
  for (const { range } of far) {
    const next = range(p);
    if (next) found = found ? [Math.min(found[0], next[0]), Math.max(found[1], next[1])] : [...next];
  }
  return found;
}

/** Nodes for sqrt(Y): its bulk and the ranges that tilting calls for. */
function columnNodes(
  d: number,
  step: number,
  floor: number,
  ranges: readonly (readonly [number, number] | null)[],
): ChiNodes {
  if (d === 1) return { value: [0], offset: [NaN], logWeight: [0] };
  let [low, high] = [Infinity, 0];
  for (const range of ranges)
    if (range) {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
    }
  return chiNodes(d - 1, null, step, floor, {
    around: high > low ? [(low + high) / 2] : [],
    wanted: (q) => q >= Math.max(low, 0.5) && q <= high,
  });
}

/** The index of the first of increasing values that is at least `bound`. */
function firstAtLeast(values: readonly number[], bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matters(
  w: number,
  l: number,
  exponents: readonly number[],
  logGrowth: readonly number[],
  depth: number,
): boolean {
  for (let k = 0; k < exponents.length; k++) if (w + exponents[k] * l - logGrowth[k] > -depth) return true;
  return false;
}
