import { CholeskyDecomposition, Matrix, solve } from 'ml-matrix';
import { leastSquares } from '../data/index.js';
import { differentiate } from '../expressions/differentiate.js';
import { derivativeOf } from '../expressions/lossModule.js';
import { checkLabels, checkLoss, type CheckedLoss, type Loss } from './loss.js';
import { lossFunction } from './lossFunction.js';
import { checkData, type LeastSquaresData } from './setting.js';

type Slope = (prediction: number, label: number) => number;

/** What is minimised: the mean over the rows of loss(a_i . x, y_i). */
interface Problem {
  readonly data: LeastSquaresData;
  /** First and second derivatives of the loss in the prediction. */
  readonly first: Slope;
  readonly second: Slope;
}

const MOST_STEPS = 200;
/** A step below this share of x, or a gradient this small against its terms, ends the search. */
const SMALL = 1e-12;

const predictions = ({ features, rows, dimension }: LeastSquaresData, x: Float64Array): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < dimension; j++) sum += features[i * dimension + j] * x[j];
    return sum;
  });

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + value * b[j], 0);
const normOf = (a: Float64Array): number => Math.sqrt(dot(a, a));

/** The gradient at the predictions p, and the size that its terms have before they cancel. */
function gradientAt({ data, first }: Problem, p: Float64Array): { gradient: Float64Array; size: number } {
  const { features, labels, rows, dimension } = data;
  const gradient = new Float64Array(dimension);
  let size = 0;
  for (let i = 0; i < rows; i++) {
    const weight = first(p[i], labels[i]) / rows;
    const row = features.subarray(i * dimension, (i + 1) * dimension);
    for (let j = 0; j < dimension; j++) gradient[j] += weight * row[j];
    size += Math.abs(weight) * normOf(row);
  }
  return { gradient, size };
}

/** The Hessian at the predictions p, and on its diagonal a share of its mean so small that it only bears on directions without curvature. */
function hessianAt({ data, second }: Problem, p: Float64Array): Matrix {
  const { features, labels, rows, dimension } = data;
  const hessian = new Float64Array(dimension * dimension);
  for (let i = 0; i < rows; i++) {
    const weight = second(p[i], labels[i]) / rows;
    // Far out it may be NaN, an infinite number over another: nothing, in the limit.
    if (!(weight > 0)) continue;
    const row = features.subarray(i * dimension, (i + 1) * dimension);
    for (let j = 0; j < dimension; j++)
      for (let k = 0; k <= j; k++) hessian[j * dimension + k] += weight * row[j] * row[k];
  }
  const matrix = Matrix.zeros(dimension, dimension);
  let trace = 0;
  for (let j = 0; j < dimension; j++) trace += hessian[j * dimension + j];
  const ridge = (1e-14 * trace) / dimension;
  for (let j = 0; j < dimension; j++)
    for (let k = 0; k <= j; k++) {
      const entry = hessian[j * dimension + k] + (j === k ? ridge : 0);
      matrix.set(j, k, entry).set(k, j, entry);
    }
  return matrix;
}

/** The Newton direction, or the gradient's where there is no curvature, along which nothing says how far to go. */
function directionAt(
  problem: Problem,
  p: Float64Array,
  gradient: Float64Array,
): { direction: Float64Array; farthest: number; curvature: number } {
  const hessian = hessianAt(problem, p);
  const curvature = hessian.trace();
  const cholesky = new CholeskyDecomposition(hessian);
  if (!cholesky.isPositiveDefinite())
    return { direction: gradient.map((value) => -value), farthest: 2 ** 40, curvature };
  const direction = cholesky.solve(Matrix.columnVector(gradient)).to1DArray();
  return { direction: Float64Array.from(direction, (value) => -value), farthest: 1, curvature };
}

/** How far to go along a direction in which p changes by q: to where the slope is 0, or most of it is gone. */
function stepLength(
  { data: { labels }, first }: Problem,
  p: Float64Array,
  q: Float64Array,
  farthest: number,
): number {
  const slope = (length: number): number =>
    p.reduce((sum, value, i) => sum + (q[i] === 0 ? 0 : first(value + length * q[i], labels[i]) * q[i]), 0);
  const start = slope(0);
  let [low, high] = [0, 1];
  while (slope(high) < 0 && high < farthest) [low, high] = [high, 2 * high];
  const near = (value: number): boolean => Math.abs(value) <= 0.5 * Math.abs(start);
  if (slope(high) < 0 || near(slope(high))) return high;
  for (let k = 0; k < 100; k++) {
    const middle = (low + high) / 2;
    const value = slope(middle);
    if (near(value)) return middle;
    if (value < 0) low = middle;
    else high = middle;
  }
  return low > 0 ? low : high;
}

/**
 * Newton's method from x: where it ended, and whether that is a minimiser. On its way to infinity a separable problem loses its gradient
 * as well, to rounding: its curvature has faded away there, where a flat bottom is met at once.
 */
function newton(
  problem: Problem,
  start: Float64Array,
  mostSteps = MOST_STEPS,
): { readonly x: Float64Array; readonly found: boolean } {
  let x = start;
  let [first, last] = [0, 0];
  for (let k = 0; k < mostSteps; k++) {
    const p = predictions(problem.data, x);
    const { gradient, size } = gradientAt(problem, p);
    if (!gradient.every(Number.isFinite)) break;
    const { direction, farthest, curvature } = directionAt(problem, p, gradient);
    const [slope, long, length] = [gradient, direction, x].map(normOf);
    if (k === 0) first = curvature;
    if (curvature > 0) last = curvature;
    const faded = last < 1e-10 * first;
    const balanced = slope <= SMALL * size && long <= 1e-6 * (1 + length);
    if (long <= SMALL * (1 + length) || balanced) return { x, found: !faded };
    const share = stepLength(problem, p, predictions(problem.data, direction), farthest);
    x = x.map((value, j) => value + share * direction[j]);
  }
  return { x, found: false };
}

/** The absolute value rounded at its tip, sqrt(r² + width²). */
const rounded = lossFunction({
  parameters: { width: 1 },
  derivative: (prediction, label, { width }) => {
    const r = prediction.sub(label);
    return r.div(r.mul(r).add(width.mul(width)).sqrt());
  },
});

/** Least absolute deviations: with ever sharper tips, then through the rows that are fitted. */
function leastAbsolute(data: LeastSquaresData): Float64Array {
  const { dimension, features, labels, rows } = data;
  let x = leastSquares(data).solution;
  const residuals = (at: Float64Array): Float64Array =>
    predictions(data, at).map((p, i) => Math.abs(p - labels[i]));
  const scale = residuals(x).reduce((sum, value) => sum + value, 0) / rows;
  for (let width = scale; width > 1e-8 * scale; width /= 5)
    x = newton(problemOf(data, checkLoss(rounded.with({ width }))), x, 10).x;
  const distance = residuals(x);
  const fitted = [...distance.keys()].sort((a, b) => distance[a] - distance[b]).slice(0, dimension);
  if (fitted.length < dimension) return x;
  const matrix = new Matrix(fitted.map((i) => [...features.subarray(i * dimension, (i + 1) * dimension)]));
  const through = Float64Array.from(
    solve(matrix, Matrix.columnVector(fitted.map((i) => labels[i]))).to1DArray(),
  );
  const total = (at: Float64Array): number => residuals(at).reduce((sum, value) => sum + value, 0);
  return total(through) <= total(x) ? through : x;
}

function problemOf(data: LeastSquaresData, { source, parameters }: CheckedLoss): Problem {
  const graph = differentiate(source.graph, 'derivative', 'prediction');
  return {
    data,
    first: derivativeOf(source, parameters),
    second: derivativeOf({ graph, parameters: source.parameters }, parameters),
  };
}

/**
 * The x that minimises the mean over the data of loss(a_i . x, y_i): what SGD settles around; `center` of a simulation. For least squares
 * the solution of {@link leastSquares}, else by Newton's method, to about 1e-10 of its length; for `absolute` through the rows that it
 * fits exactly. A loss of one's own must be convex in the prediction, and its derivative must not jump.
 *
 * @throws RangeError naming the argument; Error if there is no minimiser: of the logistic loss on separable data, say
 */
export function minimiser(data: LeastSquaresData, loss: Loss = { name: 'squares' }): Float64Array {
  checkData(data);
  const checked = checkLoss(loss);
  checkLabels(checked, data.labels);
  if (checked.name === 'squares') return leastSquares(data).solution;
  if (checked.name === 'absolute') return leastAbsolute(data);
  const { x, found } = newton(problemOf(data, checked), new Float64Array(data.dimension));
  if (found) return x;
  throw new Error(
    `the loss ${checked.name ?? 'given'} has no minimiser on these data, as far as Newton's method shows in ${MOST_STEPS} steps: a separable data set of the logistic loss has none, and a loss of one's own must be convex in the prediction with a derivative that does not jump`,
  );
}
