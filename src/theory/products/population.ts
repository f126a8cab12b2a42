import { createGenerator, type Generator, type Seed } from '../../random/index.js';
import { type MatrixLaw, sourceOf } from './matrixLaw.js';
import { createStepHistory } from './stepHistory.js';
import { createStepMeter, type Step } from './stepMeter.js';
import {
  arrive,
  begin,
  createWalkers,
  lineageSlope,
  multiply,
  select,
  toUnitLength,
  type Walkers,
} from './walkers.js';

/**
 * Version of the numbers that sampled tail-indices have. Raised with every change that alters a bit of them, so that results stored
 * before it are computed again.
 */
export const POPULATION_VERSION = 6;

/** What one block of steps of a population has measured. */
export interface Block {
  /** log of the mean of ||M x||^s over walkers and steps (s > 0), or the mean of log||M x|| (s = 0) */
  readonly growth: number;
  /** what the block counts beside others of the same exponent: see `StepHistory` */
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
 * A few walkers share a matrix, clones never do; where the law offers matrices for one vector each, every walker draws its own. Where
 * large products rest on rare matrices, these come from another law in which they are common, and the weight of the walker is
 * corrected (importance sampling). Should a matrix bring all walkers to 0, they begin anew.
 */
export function createPopulation(law: MatrixLaw, walkers: number, seed: Seed, exponent: number): Population {
  const generator = createGenerator(seed, 'population');
  const mover = createMover(law, walkers, generator);
  const meter = createStepMeter();
  const history = createStepHistory();
  let measured = exponent;
  const population = {
    exponent,
    scatter(): void {
      if (population.exponent >= LARGE) mover.drawExpanding();
      mover.adapt(population.exponent);
      mover.scatter();
    },
    adapt(last: Block): void {
      if (last.effective < EVEN) mover.drawExpanding();
      mover.adapt(population.exponent);
    },
    block(steps: number): Block {
      const s = population.exponent;
      const { all } = mover;
      if (s !== measured) {
        measured = s;
        meter.reset();
        history.clear();
      }
      all.lineage.fill(0);
      all.lived = 0;
      let [plain, adjusted, share, variance, unevenness] = [0, 0, 0, 0, 0];
      for (let k = 0; k < steps; k++) {
        const step = mover.move(s);
        const means = meter.measure(step, all.weight);
        const counts = s === 0 ? 1 : history.share();
        share += counts / steps;
        plain += (counts * means.plain) / steps;
        adjusted += (counts * means.adjusted) / steps;
        history.push(means.plain);
        variance += means.variance / steps;
        unevenness += (s === 0 ? 1 : 1 / means.effective) / steps;
        if (s !== 0 && !select(all, step.factor, generator)) history.restart();
      }
      // The logarithm comes last: that of a single step's mean would be biased where the weights are uneven.
      const growth = s === 0 ? adjusted : Math.log((adjusted > 0.1 * plain ? adjusted : plain) / share);
      return { growth, share, slope: lineageSlope(all), variance, effective: 1 / unevenness };
    },
  };
  return population;
}

/** Multiplies walkers by random matrices. */
interface Mover {
  readonly all: Walkers;
  /** One step of all walkers. */
  move(s: number): Step;
  /** From now on matrices come from the law in which expanding ones are common, where there is one. */
  drawExpanding(): void;
  /** Adapts that law, where it is used. */
  adapt(exponent: number): void;
  scatter(): void;
}

function shuffle(order: Int32Array, generator: Generator): void {
  for (let k = 0; k < order.length; k++) {
    const j = k + generator.below(order.length - k);
    const i = order[j];
    order[j] = order[k];
    order[k] = i;
  }
}

/** How many walkers share a matrix, where no vector has one of its own. */
const sharing = (dimension: number): number => Math.max(1, Math.min(12, Math.floor(dimension / 8)));

function createMover(law: MatrixLaw, walkers: number, generator: Generator): Mover {
  const { dimension: D, expectedSquare: expected } = law;
  const source = sourceOf(law, generator);
  const own = source.expanding;
  const shared = own ? 1 : sharing(D);
  const N = Math.ceil(walkers / shared) * shared;
  const all = createWalkers(N, D, generator);
  const step = { factor: new Float64Array(N), log: new Float64Array(N), control: new Float64Array(N) };
  const order = Int32Array.from({ length: N }, (_, i) => i);
  let expanding = false;
  return {
    all,
    drawExpanding() {
      expanding = own !== undefined;
    },
    adapt(exponent) {
      if (expanding) own!.adapt(exponent);
    },
    move(s) {
      const { x, next, weight, lineage } = all;
      const { factor, log, control } = step;
      // Shuffled: walkers that shared their matrices always would turn to the same direction.
      if (shared > 1) shuffle(order, generator);
      for (let k = 0; k < N; k++) {
        const i = order[k];
        let away = 0;
        if (own) away = own.draw(x, i * D);
        else if (k % shared === 0) source.draw();
        const square = source.apply(x, i * D, next, i * D);
        log[i] = 0.5 * Math.log(square);
        factor[i] = s === 0 ? log[i] : Math.exp(s * log[i] + away);
        if (expanding && log[i] > 0) own!.credit(weight[i] * factor[i]);
        if (expected) control[i] = (away === 0 ? square : Math.exp(away) * square) - expected(x, i * D);
        lineage[i] += log[i];
        multiply(next, i * D, D, square > 0 ? 1 / Math.sqrt(square) : 0);
      }
      arrive(all);
      all.lived++;
      return step;
    },
    scatter() {
      const { x, next } = all;
      for (let i = 0; i < N; i++)
        if (x.subarray(i * D, (i + 1) * D).every((v) => v === 0)) begin(all, i, generator);
      for (let kick = 0; kick < KICKS; kick++)
        for (let i = 0; i < N; i += 2) {
          source.draw();
          source.apply(x, i * D, next, i * D);
          for (let j = i * D; j < (i + 1) * D; j++) next[j] -= x[j];
          toUnitLength(next, i * D, D);
          if (Number.isFinite(next[i * D])) x.set(next.subarray(i * D, (i + 1) * D), i * D);
        }
    },
  };
}
