import { checkInteger } from '../check.js';
import { checkedHomogenised, type HomogenisedSettings } from './diffusion.js';
import type { MatrixLaw } from './products/index.js';

/**
 * Homogenised SGD as a product of random matrices, for `sampleTailIndex`: one matrix is a step of length 1/substeps (in
 * iterations) of the Euler scheme of dX = -eta (Sigma + w) X dt + (eta/sqrt(b)) Sigma^½ dW Sigma^½ X, W a matrix of independent Brownian
 * motions. This linear equation has the drift and the covariance (eta²/b) (X·Sigma X) Sigma of homogenised SGD
 * (Jiao & Keller-Ressel 2024, arXiv 2402.01382, equation (hSGD)) far from the minimiser, and so the same law there.
 *
 * The Lyapunov exponent is per substep. The tail-index has a bias of order 1/substeps, relative to it about half of
 * eta l (1 + w/l)/substeps, l the largest eigenvalue.
 *
 * @param p.eigenvalues those of Sigma; its eigenvectors do not matter
 * @param p.substeps from 1; so many that eta l / substeps is small
 * @throws RangeError naming the argument outside its range
 */
export function homogenisedLaw(p: HomogenisedSettings & { readonly substeps: number }): MatrixLaw {
  const { eigenvalues, stepSize, batchSize, weightDecay } = checkedHomogenised(p, ['substeps']);
  checkInteger('substeps', p.substeps);
  const d = eigenvalues.length;
  const roots = eigenvalues.map(Math.sqrt);
  const trace = eigenvalues.reduce((sum, v) => sum + v, 0);
  const kept = eigenvalues.map((v) => 1 - (stepSize * (v + weightDecay)) / p.substeps);
  const noise = stepSize / Math.sqrt(batchSize * p.substeps);
  return {
    dimension: d,
    source(generator) {
      const matrix = new Float64Array(d * d);
      const normals = new Float64Array(d);
      let drawnForOne = false;
      return {
        draw() {
          drawnForOne = false;
          for (let i = 0, at = 0; i < d; i++)
            for (let j = 0; j < d; j++, at++)
              matrix[at] = noise * roots[i] * roots[j] * generator.normal() + (i === j ? kept[i] : 0);
        },
        // Of a matrix of normal numbers one vector sees d, times its length. None are rare enough to be made common.
        expanding: {
          draw() {
            drawnForOne = true;
            generator.normals(normals, 0, d);
            return 0;
          },
          credit() {},
          adapt() {},
        },
        apply(from, fromOffset, to, toOffset) {
          let square = 0;
          if (drawnForOne) {
            let energy = 0;
            for (let j = 0; j < d; j++)
              energy += eigenvalues[j] * from[fromOffset + j] * from[fromOffset + j];
            const scale = noise * Math.sqrt(energy);
            for (let i = 0; i < d; i++) {
              const value = kept[i] * from[fromOffset + i] + scale * roots[i] * normals[i];
              to[toOffset + i] = value;
              square += value * value;
            }
            return square;
          }
          for (let i = 0, at = 0; i < d; i++) {
            let dot = 0;
            for (let j = 0; j < d; j++, at++) dot += matrix[at] * from[fromOffset + j];
            to[toOffset + i] = dot;
            square += dot * dot;
          }
          return square;
        },
      };
    },
    expectedSquare(x, offset) {
      let [square, energy] = [0, 0];
      for (let j = 0; j < d; j++) {
        const one = x[offset + j] * x[offset + j];
        square += kept[j] * kept[j] * one;
        energy += eigenvalues[j] * one;
      }
      return square + noise * noise * trace * energy;
    },
  };
}
