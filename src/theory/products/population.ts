import { createGenerator, type Seed } from '../../random/index.js';
import type { ExpandingDraws, MatrixLaw } from './matrixLaw.js';

/**
 * Version of the numbers that sampled tail-indices have. Raised with every change that alters a bit of them, so that results stored
 * before it are computed again.
 */
export const POPULATION_VERSION = 3;

/** What one block of steps of a population has measured. */
export interface Block {
  /** log of the mean of ||M x||^s over walkers and steps (s > 0), or the mean of log||M x|| (s = 0) */
  readonly growth: number;
  /** what the block counts beside others of the same exponent: see `HISTORY` */
  readonly share: number;
  /** mean log||M x|| per step along the lineages alive at the end of the block (0 if none is): the derivative of log h at s */
  readonly slope: number;
  /** mean over the steps of the variance of log||M x|| over the walkers */
  readonly variance: number;
  /** effective fraction of the walkers after weighting one step by ||M x||^s (harmonic mean over the steps) */
  readonly effective: number;
}

/** Walkers on the unit sphere, multiplied by random matrices and resampled in proportion to ||M x||^s. */
export interface Population {
  readonly block: (steps: number) => Block;
  /**
   * For a new exponent: turns every other walker to where products of M - I point, the directions that expand most. Selection keeps
   * them if they count; by themselves walkers may take very long to find them.
   */
  readonly scatter: () => void;
  /** After a block that is not counted: turns to the law of expanding matrices where the weights are uneven, and adapts it. */
  readonly adapt: (last: Block) => void;
  exponent: number;
}

/** Factors of the products by which walkers are scattered. */
const KICKS = 8;
/**
 * A population of N walkers that is brought back to its size at every step has a bias of order 1/N: the mean weights of successive
 * steps are not independent, and only their products are free of bias. A step therefore counts in proportion to the product of the
 * mean weights of so many steps before it (Umrigar, Nightingale & Runge 1993, Journal of Chemical Physics 99, 2865), longer than the
 * walkers remember.
 */
const HISTORY = 12;
/** Below this effective fraction of the walkers it pays to draw expanding matrices, half of them at most. */
const EVEN = 0.4;
/** From this exponent on matrices too rare to be met by chance can decide. */
const LARGE = 8;

/**
 * The population (cloning) method for generalised Lyapunov exponents: N unit vectors are multiplied by random
 * matrices, weighted by ||M x||^s and resampled when the weights have become uneven; the product of the mean weights grows
 * like h(s)^k. Its variance stays bounded, where that of the direct average E||M_k … M_1 x||^s grows exponentially.
 * (Del Moral 2004, Feynman-Kac Formulae; Vanneste 2010, Phys. Rev. E 81, 036701.)
 *
 * A few walkers share a matrix; clones never do. Where large products rest on rare matrices and the law offers another in which they
 * are common, each walker draws its own from that one, and its weight is corrected (importance sampling). Where E||M x||² is known it
 * is used as a control variate with the regression coefficient of the steps before, which leaves the mean unbiased. Should a matrix
 * bring all walkers to 0, they begin anew.
 */
export function createPopulation(law: MatrixLaw, walkers: number, seed: Seed, exponent: number): Population {
  const { dimension: D } = law;
  const shared = Math.max(1, Math.min(12, Math.floor(D / 8)));
  const groups = Math.ceil(walkers / shared);
  const N = groups * shared;
  const generator = createGenerator(seed, 'population');
  const source = law.source(generator);
  let x = new Float64Array(N * D);
  let y = new Float64Array(N * D);
  const weight = new Float64Array(N).fill(1);
  const factor = new Float64Array(N);
  const log = new Float64Array(N);
  const control = new Float64Array(N);
  let apart: ExpandingDraws | undefined;
  let lineage = new Float64Array(N);
  let lineageNext = new Float64Array(N);
  const expected = law.expectedSquare;
  let [crossSum, squareSum, measured] = [0, 0, exponent];
  const history: number[] = [];
  let reference = 0;

  /** A random direction for a walker. */
  const begin = (i: number): void => {
    for (let j = i * D; j < (i + 1) * D; j++) x[j] = generator.normal();
    scale(x, i * D, D);
  };
  for (let i = 0; i < N; i++) begin(i);
  /** Steps of the block since the walkers began. */
  let lived = 0;

  const order = Int32Array.from({ length: N }, (_, i) => i);
  const move = (s: number): void => {
    // Shuffled: walkers that shared their matrices for ever would turn to the same direction.
    for (let k = 0; k < N; k++) {
      const j = k + generator.below(N - k);
      const i = order[j];
      order[j] = order[k];
      order[k] = i;
      let away = 0;
      if (apart) away = apart.draw(x, i * D);
      else if (k % shared === 0) source.draw();
      const square = source.apply(x, i * D, y, i * D);
      log[i] = 0.5 * Math.log(square);
      factor[i] = s === 0 ? log[i] : Math.exp(s * log[i] + away);
      if (log[i] > 0) apart?.credit(weight[i] * factor[i]);
      if (expected) control[i] = Math.exp(away) * square - expected(x, i * D);
      lineage[i] += log[i];
      const inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
      for (let j = i * D; j < (i + 1) * D; j++) y[j] *= inverse;
    }
    [x, y] = [y, x];
  };

  /** The mean weight of the step, plain and with the control variate. */
  const measure = (): { plain: number; adjusted: number; variance: number; effective: number } => {
    let [total, sum, square, controlSum, logSum, logSquare] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < N; i++) {
      const w = weight[i];
      total += w;
      sum += w * factor[i];
      square += w * factor[i] * factor[i];
      controlSum += w * control[i];
      logSum += w * log[i];
      logSquare += w * log[i] * log[i];
    }
    const slope = squareSum > 0 ? crossSum / squareSum : 0;
    const plain = sum / total;
    let [cross, controlSquare] = [0, 0];
    for (let i = 0; i < N; i++) {
      cross += weight[i] * (factor[i] - plain) * control[i];
      controlSquare += weight[i] * control[i] * control[i];
    }
    // The logarithm of 0 among the values: nothing to correct.
    if (plain > -Infinity) {
      crossSum += cross / total;
      squareSum += controlSquare / total;
    }
    return {
      plain,
      adjusted: plain > -Infinity ? plain - (slope * controlSum) / total : plain,
      variance: logSquare / total - (logSum / total) ** 2,
      effective: (sum * sum) / (total * square),
    };
  };

  /** Carries the weights on and resamples systematically once the effective number has halved. */
  const select = (s: number): void => {
    if (s === 0) return;
    let [sum, square] = [0, 0];
    for (let i = 0; i < N; i++) {
      weight[i] *= factor[i];
      sum += weight[i];
      square += weight[i] * weight[i];
    }
    if (sum === 0) return beginAll();
    const rescale = N / sum;
    for (let i = 0; i < N; i++) weight[i] *= rescale;
    if ((sum * sum) / square < 0.5 * N || weight.includes(0)) resample();
  };

  const beginAll = (): void => {
    for (let i = 0; i < N; i++) begin(i);
    weight.fill(1);
    lineage.fill(0);
    lived = 0;
    history.length = 0;
  };

  const resample = (): void => {
    let position = generator.uniform();
    let reached = 0;
    let parent = -1;
    for (let i = 0; i < N; i++, position++) {
      while (reached <= position && parent < N - 1) reached += weight[++parent];
      y.set(x.subarray(parent * D, (parent + 1) * D), i * D);
      lineageNext[i] = lineage[parent];
    }
    [x, y] = [y, x];
    [lineage, lineageNext] = [lineageNext, lineage];
    weight.fill(1);
  };

  const population = {
    exponent,
    scatter(): void {
      if (population.exponent >= LARGE) apart ??= source.expanding;
      apart?.adapt(population.exponent);
      for (let i = 0; i < N; i++) if (x.subarray(i * D, (i + 1) * D).every((v) => v === 0)) begin(i);
      for (let kick = 0; kick < KICKS; kick++)
        for (let i = 0; i < N; i += 2) {
          source.draw();
          source.apply(x, i * D, y, i * D);
          for (let j = i * D; j < (i + 1) * D; j++) y[j] -= x[j];
          scale(y, i * D, D);
          if (Number.isFinite(y[i * D])) x.set(y.subarray(i * D, (i + 1) * D), i * D);
        }
    },
    adapt(last: Block): void {
      if (last.effective < EVEN) apart ??= source.expanding;
      apart?.adapt(population.exponent);
    },
    block(steps: number): Block {
      const s = population.exponent;
      if (s !== measured) {
        [crossSum, squareSum, measured] = [0, 0, s];
        history.length = 0;
      }
      lineage.fill(0);
      lived = 0;
      let [plain, adjusted, share, variance, unevenness] = [0, 0, 0, 0, 0];
      for (let k = 0; k < steps; k++) {
        move(s);
        lived++;
        const step = measure();
        const counts = s === 0 ? 1 : Math.exp(history.reduce((sum, log) => sum + log - reference, 0));
        share += counts / steps;
        plain += (counts * step.plain) / steps;
        adjusted += (counts * step.adjusted) / steps;
        if (history.length === 0) reference = Math.log(step.plain);
        history.push(Math.log(step.plain));
        if (history.length > HISTORY) history.shift();
        variance += step.variance / steps;
        unevenness += (s === 0 ? 1 : 1 / step.effective) / steps;
        select(s);
      }
      let [sum, total] = [0, 0];
      for (let i = 0; i < N; i++) {
        sum += weight[i] * lineage[i];
        total += weight[i];
      }
      // The logarithm comes last: that of a single step's mean would be biased where the weights are uneven.
      const growth = s === 0 ? adjusted : Math.log((adjusted > 0.1 * plain ? adjusted : plain) / share);
      return {
        growth,
        share,
        slope: lived > 0 ? sum / total / lived : 0,
        variance,
        effective: 1 / unevenness,
      };
    },
  };
  return population;
}

function scale(x: Float64Array, offset: number, length: number): void {
  let sum = 0;
  for (let j = offset; j < offset + length; j++) sum += x[j] * x[j];
  const inverse = 1 / Math.sqrt(sum);
  for (let j = offset; j < offset + length; j++) x[j] *= inverse;
}
