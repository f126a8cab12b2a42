import type { Generator } from '../../random/index.js';
import { gaussLegendre } from '../../stable/gaussLegendre.js';
import { stableSample } from '../../stable/index.js';
import { trajectoryLaw, type CalibrationLaw } from './laws.js';

/** States before those that count: the chains forget their start in far fewer. */
const BURN_IN = 1000;

const chain = (
  name: string,
  tailIndex: number,
  start: (count: number, g: Generator) => () => number,
): CalibrationLaw => ({
  ...{ name: `one run of ${name}`, tailIndex, chain: true },
  draw: (count, g) => {
    const next = start(count + BURN_IN, g);
    for (let i = 0; i < BURN_IN; i++) next();
    return Float64Array.from({ length: count }, next);
  },
});

/** x_k = share x_(k-1) + stable noise: stable with the same alpha. */
const autoregression = (alpha: number, share: number): CalibrationLaw =>
  chain(`AR(1) with stable ${alpha} noise, φ = ${share}`, alpha, (count, g) => {
    const noise = stableSample(count, { alpha }, g.uint32());
    let [x, i] = [0, 0];
    return () => (x = share * x + noise[i++]);
  });

/** x_k = max(share x_(k-1), (1 - share) z), z Fréchet 1; extremal index 1 - share. A power of it has any alpha. */
const maxAutoregression = (alpha: number, share: number): CalibrationLaw =>
  chain(`max-AR(1), φ = ${share}, α = ${alpha}`, alpha, (_, g) => {
    let x = 1;
    return () => {
      x = Math.max(share * x, (1 - share) / -Math.log(1 - g.uniform()));
      return x ** (1 / alpha);
    };
  });

/** alpha of GARCH(1, 1) with normal noise: E (a Z² + b)^(alpha / 2) = 1, see Mikosch & Stărică 2000. */
function garchTailIndex(a: number, b: number): number {
  const { nodes, weights } = gaussLegendre(200);
  const moment = (order: number): number =>
    nodes.reduce((sum, node, i) => {
      const z = 12 * (node + 1);
      return sum + 24 * weights[i] * (a * z * z + b) ** order * Math.exp((-z * z) / 2);
    }, 0) / Math.sqrt(2 * Math.PI);
  let [low, high] = [0.05, 20];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (moment(middle) < 1) low = middle;
    else high = middle;
  }
  return 2 * low;
}

const garch = (a: number, b: number): CalibrationLaw =>
  chain(`GARCH(1, 1), a = ${a}, b = ${b}`, garchTailIndex(a, b), (_, g) => {
    let square = 1;
    return () => {
      const x = Math.sqrt(square) * g.normal();
      square = 1 + a * x * x + b * square;
      return x;
    };
  });

/** Every `step`-th iterate of one run, or the mean over a window of so many that moves on by one. */
function ofRun(stepSize: number, dimension: number, step: number, moving: boolean): CalibrationLaw {
  const run = trajectoryLaw(stepSize, dimension);
  const what = moving ? `means over ${step} iterates` : `every ${step}th iterate`;
  return {
    name: `${run.name}, ${what}`,
    tailIndex: run.tailIndex,
    chain: true,
    draw: async (count, g) => {
      const path = await run.draw(moving ? count + step - 1 : count * step, g);
      return Float64Array.from({ length: count }, (_, i) =>
        moving ? path.subarray(i, i + step).reduce((sum, x) => sum + x, 0) / step : path[(i + 1) * step - 1],
      );
    },
  };
}

/**
 * Chains whose tail-index is known, on which nothing of the library was chosen.
 *
 * @example
 * heldOutChains().map(({ tailIndex }) => tailIndex.toPrecision(3)); // ['1.50', '1.80', '1.50', '3.00', '4.09', '1.80', '1.80']
 */
export const heldOutChains = (): CalibrationLaw[] => [
  autoregression(1.5, 0.7),
  autoregression(1.8, 0.9),
  maxAutoregression(1.5, 0.5),
  maxAutoregression(3, 0.9),
  garch(0.3, 0.6),
  ofRun(0.72, 1, 5, false),
  ofRun(0.72, 1, 10, true),
];
