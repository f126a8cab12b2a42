import { describe, it } from 'vitest';
import * as lab from 'heavytail';
import { expectPinned } from '../pinned.js';

/** Both signs, a heavy tail, no ties. */
const stable = lab.stableSample(400, { alpha: 1.4, beta: 0.3 }, 'numbers');
const vectors = lab.isotropicStableSample(300, 2, { alpha: 1.3 }, 'numbers');
const generator = lab.createGenerator('numbers');
const pareto = Float64Array.from({ length: 400 }, () => (1 - generator.uniform()) ** (-1 / 2.5));
const lognormal = Float64Array.from({ length: 400 }, () => Math.exp(generator.normal()));
const counts = Float64Array.from(pareto, (x) => Math.floor(x * 3));
/** A moving maximum, whose extremes come in pairs. */
const chain = Float64Array.from(pareto.subarray(1), (x, i) => Math.max(x, pareto[i]));
const holed = Float64Array.from(pareto, (x, i) => (i % 100 === 7 ? NaN : x));

describe('the numbers of', () => {
  it('estimators of the largest values', () =>
    expectPinned({
      hill: lab.hill(pareto, { k: 60 }),
      'hill, upper': lab.hill(stable, { k: 30, tail: 'upper', level: 0.9 }),
      'hill, lower': lab.hill(stable, { k: 30, tail: 'lower' }),
      'hill, vectors': lab.hill(vectors, { k: 30 }),
      'hill, few': lab.hill(pareto, { k: 5 }),
      'hill, holes': lab.hill(holed, { k: 30, nonFinite: 'drop' }),
      'hill, ties': lab.hill(counts, { k: 60 }),
      'hill, chain': lab.hill(chain, { k: 60 }),
      'hill, bent': lab.hill(stable, { k: 200 }),
      moments: lab.moments(pareto, { k: 60 }),
      'moments, bounded': lab.moments(pareto.map((x) => 1 / x), { k: 60 }), // prettier-ignore
      pickands: lab.pickands(pareto, { k: 25 }),
      smoothed: lab.smoothedHill(pareto, { k: 40 }),
      'smoothed, ratio': lab.smoothedHill(pareto, { k: 40, ratio: 3.5 }),
      kernel: lab.kernelEstimator(pareto, { k: 60 }),
      triangular: lab.kernelEstimator(pareto, { k: 60, kernel: 'triangular' }),
      curve: lab.hillCurve(pareto, { kMax: 12 }),
      excess: lab.meanExcess(pareto, { kMax: 12 }),
    }));

  it('estimators that correct for the bend of the tail', () =>
    expectPinned(
      {
        order: lab.secondOrder(stable),
        'order, k': lab.secondOrder(stable, { k: 300 }),
        biasReduced: lab.biasReducedHill(stable, { k: 100 }),
        'biasReduced, given': lab.biasReducedHill(stable, { k: 100, order: { rho: -1, beta: 0.5 } }),
        feuervergerHall: lab.feuervergerHall(stable),
        'feuervergerHall, options': lab.feuervergerHall(stable, { k: 120, rho: -1, level: 0.8 }),
        'feuervergerHall, chain': lab.feuervergerHall(chain, { dependent: true }),
      },
      6,
    ));

  it('estimators that fit a law above a threshold', () =>
    expectPinned(
      {
        generalisedPareto: lab.generalisedPareto(pareto, { k: 80 }),
        truncated: lab.truncatedPareto(pareto, { k: 80 }),
        tempered: lab.temperedTail(pareto, { k: 80 }),
        paretoTail: lab.paretoTail(pareto),
        'paretoTail, candidates': lab.paretoTail(pareto, { candidates: 20, tail: 'upper' }),
        'paretoTail, xmin': lab.paretoTail(pareto, { xmin: 1.2 }),
        zeta: lab.zetaTail(counts),
        'zeta, xmin': lab.zetaTail(counts, { xmin: 4 }),
        plausibility: lab.paretoPlausibility(pareto, { xmin: 1.2, repeats: 20, seed: 1 }),
        exponential: lab.compareTails(pareto, { xmin: 1.2, alternative: 'exponential' }),
        truncatedPower: lab.compareTails(pareto, { xmin: 1.2, alternative: 'truncated-power-law' }),
        lognormal: lab.compareTails(lognormal, { xmin: 0.5, alternative: 'lognormal' }),
        stretched: lab.compareTails(lognormal, { xmin: 0.5, alternative: 'stretched-exponential' }),
      },
      5,
    ));

  it('estimators of a stable law', () =>
    expectPinned(
      {
        logMoment: lab.logMoment(stable),
        'logMoment, sizes': lab.logMoment(stable, { blockSizes: [3, 7], level: 0.5 }),
        'logMoment, mean': lab.logMoment(pareto, { blockSizes: 4, centre: 'mean' }),
        'logMoment, median': lab.logMoment(pareto, { blockSizes: 4, centre: 'median' }),
        'logMoment, off centre': lab.logMoment(pareto.map((x) => x + 100), { blockSizes: [2, 5] }), // prettier-ignore
        'logMoment, vectors': lab.logMoment(vectors, { blockSizes: [2, 5, 10] }),
        logOrder: lab.logOrder(stable, { blockSize: 5 }),
        'logOrder, k': lab.logOrder(stable, { blockSize: 5, k: 3, centre: 'mean' }),
        logVariance: lab.logVariance(stable),
        'logVariance, differences': lab.logVariance(stable, { form: 'differences' }),
        mcculloch: lab.mcculloch(stable),
        koutrouvelis: lab.koutrouvelis(stable),
      },
      7,
    ));

  it('what goes with estimates', () =>
    expectPinned(
      {
        percentile: lab.bootstrap(pareto, (x) => lab.hill(x, { k: 40 }), { repeats: 40, seed: 1, method: 'percentile' }), // prettier-ignore
        bca: lab.bootstrap(pareto, (x) => lab.hill(x, { k: 40 }), { repeats: 40, seed: 1, level: 0.8 }),
        blocks: lab.bootstrap(chain, (x) => lab.hill(x, { k: 40 }), { repeats: 40, seed: 1, blockLength: 'auto' }), // prettier-ignore
        centred: lab.bootstrap(stable, (x) => lab.logMoment(x, { blockSizes: 5 }), { repeats: 40, seed: 1 }),
        extremalIndex: lab.extremalIndex(chain),
        'extremalIndex, k': lab.extremalIndex(chain, { k: 30, level: 0.9 }),
        blockLength: lab.automaticBlockLength(chain),
        chosen: (['double-bootstrap', 'reiss-thomas', 'kolmogorov', 'plateau'] as const).map((rule) =>
          lab.chooseK(stable, { rule, repeats: 20, seed: 1 }),
        ),
        'chosen to 100': (['reiss-thomas', 'kolmogorov', 'plateau'] as const).map((rule) =>
          lab.chooseK(pareto, { rule, kMax: 100, tail: 'upper' }),
        ),
        directions: lab.directionalTails(vectors, { k: 40 }),
        spectral: lab.spectralMeasure(vectors, { k: 40 }).secondMoments,
        tree: lab.spanningTreeLength(vectors),
        dimension: lab.homologyDimension(vectors, { sizes: [50, 100, 150], repeats: 3, seed: 1 }),
        wasserstein: [1, 2].map((order) =>
          lab.wasserstein(pareto, stable.subarray(0, 99).map(Math.abs), order),
        ),
      },
      7,
    ));
});
