import type { Generator } from './generator.js';

/** A chi-squared number of `degrees` > 0, not only whole ones: twice a Gamma(degrees / 2) one, by Marsaglia & Tsang 2000. */
export function chiSquared(source: Generator, degrees: number): number {
  const shape = degrees / 2;
  const raised = shape < 1 ? shape + 1 : shape;
  const d = raised - 1 / 3;
  for (;;) {
    const x = source.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v <= 0 || Math.log(1 - source.uniform()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
    return 2 * d * v * (shape < 1 ? (1 - source.uniform()) ** (1 / shape) : 1);
  }
}
