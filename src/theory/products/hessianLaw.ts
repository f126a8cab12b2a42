import { argumentError, checkFields, checkFunction, checkInteger, checkPositive } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { squaredLength, type MatrixLaw } from './matrixLaw.js';

/**
 * SGD near a minimum where the batch Hessian has any law: M = I - eta H. For the quadratic loss H is the mean of a aᵀ over the
 * batch, for which `sgdLaw` is faster.
 *
 * @param p.dimension d, an integer from 1
 * @param p.stepSize eta, above 0
 * @param p.drawHessian fills `hessian`, d x d row-major and 0 at first, with the next H; it need not be symmetric
 * @throws RangeError for a bad setting; when drawing, if an entry of H is not a finite number or `drawHessian` returns a matrix
 * @example
 * // Exponential curvature in one dimension: E|1 - H|^2 = 1, so that alpha is 2.
 * const law = hessianLaw({ dimension: 1, stepSize: 1, drawHessian: (g, hessian) => void (hessian[0] = g.exponential()) });
 * const { tailIndex } = await sampleTailIndex(law, { seed: 1, walkers: 256 });
 * Math.abs(tailIndex! - 2) < 0.2; // true
 */
export function hessianLaw(p: {
  readonly dimension: number;
  readonly stepSize: number;
  readonly drawHessian: (generator: Generator, hessian: Float64Array) => void;
}): MatrixLaw {
  checkFields('p', p, ['dimension', 'stepSize', 'drawHessian']);
  const { dimension: d, stepSize, drawHessian } = p;
  checkInteger('dimension', d, 1, 4096);
  checkPositive('stepSize', stepSize);
  checkFunction('drawHessian', drawHessian);
  return {
    dimension: d,
    source(generator) {
      const hessian = new Float64Array(d * d);
      return {
        draw() {
          hessian.fill(0);
          const returned: unknown = drawHessian(generator, hessian);
          if (typeof returned === 'object' && returned !== hessian)
            throw argumentError(
              'what drawHessian returns',
              returned,
              'nothing: it fills the matrix in its second argument',
            );
          const bad = hessian.findIndex((entry) => !Number.isFinite(entry));
          if (bad >= 0) throw argumentError(`entry ${bad} of drawHessian()`, hessian[bad], 'a finite number');
        },
        apply(from, at, to, out) {
          for (let i = 0; i < d; i++) {
            let sum = 0;
            for (let j = 0; j < d; j++) sum += hessian[i * d + j] * from[at + j];
            to[out + i] = from[at + i] - stepSize * sum;
          }
          return squaredLength(to, out, d);
        },
      };
    },
  };
}
