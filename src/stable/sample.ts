import type { Rows } from '../rows.js';
import { argumentError, checkFields, checkInteger } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { checkLaw, tanHalf, type StableLaw } from './law.js';

/** Below this distance from 1 the general formula loses more digits than alpha = 1 is away. */
const AT_ONE = 1e-8;

/** Uniform in (-pi/2, pi/2), never at the ends. */
const angle = (g: Generator): number => Math.PI * (g.uniform() + 2 ** -54 - 0.5);

/** Exponential with mean 1, never 0. */
const waiting = (g: Generator): number => Math.max(g.exponential(), 2 ** -54);

/** Draws from a law with scale 1 and location 0, in the S1 form, or S0 within 1e-8 of alpha = 1. */
export function drawStandard(alpha: number, beta: number, g: Generator): () => number {
  if (alpha === 2) return () => Math.SQRT2 * g.normal();
  if (Math.abs(alpha - 1) < AT_ONE) {
    return () => {
      const u = angle(g);
      const w = waiting(g);
      if (beta === 0) return Math.tan(u);
      const q = Math.PI / 2 + beta * u;
      return (2 / Math.PI) * (q * Math.tan(u) - beta * Math.log(((Math.PI / 2) * w * Math.cos(u)) / q));
    };
  }
  const tangent = beta * tanHalf(alpha);
  const shift = Math.atan(tangent) / alpha;
  const logFactor = Math.log1p(tangent * tangent) / (2 * alpha);
  return () => {
    const u = angle(g);
    const w = waiting(g);
    const turned = alpha * (u + shift);
    const ratio = Math.log(Math.cos(u - turned) / w);
    return (
      Math.sin(turned) * Math.exp(logFactor - Math.log(Math.cos(u)) / alpha + (ratio * (1 - alpha)) / alpha)
    );
  };
}

/** The most numbers that are drawn at once: 16 GB of them. */
export const MOST = 2 ** 31;

/**
 * Independent draws from a stable law by the method of Chambers, Mallows & Stuck 1976 (with Weron's 1996 correction for
 * skewed laws). Values too large for a double are returned as +-Infinity (below alpha = 0.2 or so they occur; at 0.2 they
 * need a chance below 1e-60).
 *
 * @param count how many, at least 0
 * @throws RangeError for a count that is not an integer, or parameters out of range, see {@link StableLaw}
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 'my seed');
 * hill(sample, { k: 200 }).tailIndex; // 1.56
 */
export function stableSample(count: number, law: StableLaw, seed: Seed): Float64Array {
  checkInteger('count', count, 0, MOST);
  const { alpha, beta, scale, location, form } = checkLaw(law);
  const draw = drawStandard(alpha, beta, createGenerator(seed, 'stable'));
  const offset = alpha === 1 ? 0 : beta * tanHalf(alpha);
  const drawnAs = alpha === 1 || Math.abs(alpha - 1) < AT_ONE ? 'S0' : 'S1';
  const shift = form === drawnAs ? 0 : form === 'S0' ? -offset : offset;
  return Float64Array.from({ length: count }, () => location + scale * (draw() + shift));
}

/** Parameters of {@link isotropicStableSample}. */
export interface IsotropicStableLaw {
  /** Tail-index, from 0.2 to 2. */
  readonly alpha: number;
  /** Scale c > 0; the default is 1. */
  readonly scale?: number;
}

/**
 * Independent vectors with the isotropic stable law: characteristic function exp(-(c |u|)^alpha), by the sub-Gaussian
 * construction sqrt(A) G with A positive stable of index alpha / 2 and G normal. Every projection on a unit vector is
 * symmetric stable with scale c.
 *
 * Source: Samorodnitsky & Taqqu 1994, "Stable non-Gaussian random processes", proposition 2.5.2.
 *
 * @returns row-major vectors, shape rows x columns
 */
export function isotropicStableSample(
  rows: number,
  columns: number,
  law: IsotropicStableLaw,
  seed: Seed,
): Rows {
  checkInteger('columns', columns, 1, MOST);
  checkInteger('rows', rows, 0, Math.floor(MOST / columns));
  checkFields('law', law, ['alpha', 'beta', 'scale']);
  if ('beta' in law && law.beta !== 0)
    throw argumentError('beta', law.beta, 'left out: an isotropic law has none');
  const { alpha, scale } = checkLaw({ ...law, beta: 0 });
  const g = createGenerator(seed, 'isotropic stable');
  const mix = alpha === 2 ? (): number => 1 : drawPositive(alpha / 2, g);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const size = scale * Math.SQRT2 * Math.sqrt(mix());
    for (let c = 0; c < columns; c++) data[i * columns + c] = size * g.normal();
  }
  return { data, rows, columns };
}

/** Positive stable numbers with Laplace transform exp(-s^alpha), 0 < alpha < 1 (Kanter 1975). */
function drawPositive(alpha: number, g: Generator): () => number {
  return () => {
    const u = angle(g) + Math.PI / 2;
    const w = waiting(g);
    const log =
      Math.log(Math.sin(alpha * u)) -
      Math.log(Math.sin(u)) / alpha +
      ((1 - alpha) / alpha) * Math.log(Math.sin((1 - alpha) * u) / w);
    return Math.exp(log);
  };
}
