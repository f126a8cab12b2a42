import { tanHalf } from './law.js';
import { standardLogDensity } from './standard.js';

/** Points per panel. */
const DEGREE = 16;
const SMALLEST_PANEL = 2e-3;
const TINY = 1e-280;
/** Log densities below this are not tabulated. */
const NEGLIGIBLE = -700;

/** A panel of the table: Chebyshev coefficients of the log density on [from, to], `null` where it must be computed. */
interface Panel {
  readonly from: number;
  readonly to: number;
  readonly coefficients: Float64Array | null;
}

const cosines = Float64Array.from({ length: DEGREE }, (_, i) => Math.cos((Math.PI * (i + 0.5)) / DEGREE));
const transform = Float64Array.from({ length: DEGREE * DEGREE }, (_, at) => {
  const [k, i] = [Math.floor(at / DEGREE), at % DEGREE];
  return ((k === 0 ? 1 : 2) / DEGREE) * Math.cos((Math.PI * k * (i + 0.5)) / DEGREE);
});

function chebyshev(values: Float64Array): Float64Array {
  return values.map((_, k) => values.reduce((sum, value, i) => sum + transform[k * DEGREE + i] * value, 0));
}

function clenshaw(coefficients: Float64Array, u: number): number {
  let [b1, b2] = [0, 0];
  for (let k = DEGREE - 1; k > 0; k--) [b1, b2] = [coefficients[k] + 2 * u * b1 - b2, b1];
  return coefficients[0] + u * b1 - b2;
}

/** Panels over [from, to], halved until the last coefficients are below the tolerance at that place. */
function panelsOver(
  f: (t: number) => number,
  from: number,
  to: number,
  tolerance: (t: number) => number,
): Panel[] {
  const values = cosines.map((c) => f((from + to) / 2 + ((to - from) / 2) * c));
  if (values.every((value) => value < NEGLIGIBLE)) return [{ from, to, coefficients: null }];
  const coefficients = chebyshev(values);
  const last = Math.max(...[1, 2, 3, 4].map((back) => Math.abs(coefficients[DEGREE - back])));
  if (last < tolerance((from + to) / 2) * Math.max(1, Math.abs(coefficients[0])))
    return [{ from, to, coefficients }];
  if (!(to - from > SMALLEST_PANEL)) return [{ from, to, coefficients: null }];
  const middle = (from + to) / 2;
  return [...panelsOver(f, from, middle, tolerance), ...panelsOver(f, middle, to, tolerance)];
}

/** One stretch of x on which a change of variable t(x) makes the log density smooth. */
function stretch(
  f: (t: number) => number,
  from: number,
  to: number,
  size: (t: number) => number,
): (t: number) => number {
  const panels = panelsOver(f, from, to, (t) => (size(t) > 1e4 ? 1e-8 : 1e-11));
  const edges = Float64Array.from(panels, (panel) => panel.to);
  return (t) => {
    let [low, high] = [0, panels.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (t <= edges[middle]) high = middle;
      else low = middle + 1;
    }
    const panel = panels[low];
    if (panel.coefficients === null) return f(t);
    return clenshaw(panel.coefficients, (2 * t - panel.from - panel.to) / (panel.to - panel.from));
  };
}

/** Range of the values of one sign, as logs of their sizes; `null` if there are none of ordinary size. */
function logRange(ys: Float64Array, sign: 1 | -1): [number, number] | null {
  let [low, high] = [Infinity, 0];
  for (let i = 0; i < ys.length; i++) {
    const y = sign * ys[i];
    if (y > TINY) [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  return high === 0 ? null : [Math.log(low) - 1e-9, Math.log(high) + 1e-9];
}

type LogDensity = ReturnType<typeof standardLogDensity>;

/** For alpha < 1 the density has a sharp peak or an end where its two sides meet: log|y| resolves it. */
function bySides(density: LogDensity, ys: Float64Array): Float64Array {
  const sides = ([1, -1] as const).map((sign) => {
    const range = logRange(ys, sign);
    const direct = (t: number): number => density(sign * Math.exp(t), 'S1');
    return range === null ? direct : stretch(direct, range[0], range[1], Math.exp);
  });
  return ys.map((y) =>
    Math.abs(y) <= TINY ? density(y, 'S1') : sides[y > 0 ? 0 : 1](Math.log(Math.abs(y))),
  );
}

/** For alpha >= 1 the density is smooth in asinh x. */
function inOnePiece(density: LogDensity, xs: Float64Array): Float64Array {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < xs.length; i++) [low, high] = [Math.min(low, xs[i]), Math.max(high, xs[i])];
  const at = stretch(
    (t) => density(Math.sinh(t)),
    Math.asinh(low) - 1e-9,
    Math.asinh(high) + 1e-9,
    (t) => Math.cosh(t),
  );
  return xs.map((x) => at(Math.asinh(x)));
}

/**
 * Log densities of a standard law at many points, from a table made for their range: piecewise Chebyshev polynomials,
 * to 1e-10 (1e-8 beyond 1e4). Worth it from about a thousand points.
 *
 * @param xs points in `form` coordinates
 */
export function tabulatedLogDensity(
  alpha: number,
  beta: number,
  xs: Float64Array,
  form: 'S0' | 'S1',
): Float64Array {
  const density = standardLogDensity(alpha, beta);
  // A symmetric law needs the table of one side.
  if (beta === 0) return (alpha >= 1 ? inOnePiece : bySides)(density, xs.map(Math.abs));
  const zeta = alpha === 1 ? 0 : -beta * tanHalf(alpha);
  if (alpha >= 1) return inOnePiece(density, form === 'S1' ? xs.map((y) => y + zeta) : xs);
  return bySides(density, form === 'S1' ? xs : xs.map((x) => x - zeta));
}
