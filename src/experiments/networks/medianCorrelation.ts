import { median } from '../../estimators/median.js';
import { createGenerator, type Generator } from '../../random/index.js';
import { rankCorrelation } from '../../sweeps/rankCorrelation.js';

/** The median over layers of their rank correlations with one value of each network. */
export interface MedianCorrelation {
  readonly correlation: number;
  /** Two-sided, of no connection between the values and any layer. */
  readonly pValue: number;
}

/** Orders of the networks that are drawn: p-values are multiples of a thousandth. */
const ORDERS = 999;

const medianOf = (layers: readonly (readonly number[])[], values: readonly number[]): number =>
  median(
    layers.map((alphas) => {
      const known = alphas.map((_, i) => i).filter((i) => Number.isFinite(alphas[i]));
      return rankCorrelation(
        known.map((i) => alphas[i]),
        known.map((i) => values[i]),
      );
    }),
  );

function inAnyOrder(values: readonly number[], generator: Generator): number[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = generator.below(i + 1);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/**
 * One answer for all layers of the networks: the median of the layers' rank correlations, which one layer among many cannot move far,
 * and its p-value by giving the values to the networks in 999 other orders. The layers of a network are kept together, so that it
 * holds however they depend on each other.
 *
 * @param layers tail-indices, one list for each layer, of as many networks as there are values; NaN where there is none
 * @param values one finite number for each network
 */
export function medianCorrelation(
  layers: readonly (readonly number[])[],
  values: readonly number[],
): MedianCorrelation {
  const correlation = medianOf(layers, values);
  const generator = createGenerator('orders of the networks');
  let asFar = 1;
  for (let order = 0; order < ORDERS; order++) {
    const other = medianOf(layers, inAnyOrder(values, generator));
    // Rounding must not tell equal medians apart.
    if (Math.abs(other) >= Math.abs(correlation) - 1e-12) asFar++;
  }
  return { correlation, pValue: asFar / (ORDERS + 1) };
}
