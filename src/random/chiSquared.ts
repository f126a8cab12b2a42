import type { Generator } from './generator.js';

/** A chi-squared number of `degrees` > 0, not only whole ones: twice a Gamma(degrees / 2) one, by Marsaglia & Tsang 2000. */
export function chiSquared(source: Generator, degrees: number): number {
  const shape = degrees / 2;
  const raised = shape < 1 ? shape + 1 : shape;
  const d = raised - 1 / 3;
  const scale = Math.sqrt(9 * d);
  for (;;) {
    const x = source.normal();
    const root = 1 + x / scale;
    const v = root * root * root; // As a power it would take longer than all else.
    if (v <= 0) continue;
    const u = 1 - source.uniform();
    const square = x * x;
    // The bound needs no logarithm and lies below the other one: nine of ten are taken by it.
    const isTaken =
      u < 1 - 0.0331 * square * square || Math.log(u) < 0.5 * square + d - d * v + d * Math.log(v);
    if (!isTaken) continue;
    return 2 * d * v * (shape < 1 ? (1 - source.uniform()) ** (1 / shape) : 1);
  }
}
