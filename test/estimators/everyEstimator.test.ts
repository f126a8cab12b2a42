import { describe, expect, it } from 'vitest';
import {
  estimatorsByName,
  stableSample,
  type EstimatorName,
  type Sample,
  type TailEstimate,
} from 'heavytail';

/** Every estimator with plain options; maximum likelihood takes seconds and shares the code of its start, `mcculloch`. */
const options: Partial<Record<EstimatorName, object>> = {
  biasReducedHill: { k: 40 },
  feuervergerHall: {},
  generalisedPareto: { k: 40 },
  hill: { k: 40 },
  kernelEstimator: { k: 40 },
  koutrouvelis: {},
  logMoment: {},
  logOrder: { blockSize: 5 },
  logVariance: {},
  mcculloch: {},
  moments: { k: 40 },
  paretoTail: {},
  pickands: { k: 100 },
  smoothedHill: { k: 40 },
  temperedTail: { k: 40 },
  truncatedPareto: { k: 40 },
};
const apply = (name: string, x: Sample, more: object = {}): TailEstimate =>
  (estimatorsByName[name as EstimatorName] as (s: Sample, o: object) => TailEstimate)(x, {
    ...options[name as EstimatorName],
    ...more,
  });
const names = Object.keys(options);
const x = stableSample(600, { alpha: 1.4 }, 'every');

describe('every estimator', () => {
  it('answers in one shape', () => {
    for (const name of names) {
      const answer = apply(name, x);
      expect(Object.keys(answer).sort()).toEqual(
        ['diagnostics', 'interval', 'method', 'standardError', 'tailIndex', 'warnings'].sort(),
      );
      expect(answer.interval?.lower as number).toBeLessThan(answer.tailIndex);
      expect(answer.interval?.upper as number).toBeGreaterThan(answer.tailIndex);
      expect(answer.standardError as number).toBeGreaterThan(0);
    }
  });
  it('does not change with scale, from 1e-300 to 1e300', () => {
    for (const name of names) {
      const base = apply(name, x).tailIndex;
      for (const scale of [1e-300, 1e-150, 1e150, 1e300])
        expect(
          apply(
            name,
            x.map((v) => v * scale),
          ).tailIndex / base,
        ).toBeCloseTo(1, 6);
    }
  });
  it('does not change with the order of the values, where no blocks are formed', () => {
    const turned = x.slice().reverse();
    for (const name of names.filter((one) => !['logMoment', 'logOrder'].includes(one)))
      expect(apply(name, turned).tailIndex).toBeCloseTo(apply(name, x).tailIndex, 9);
  });
  it('refuses empty, short, constant, NaN and infinite samples, or drops what is not finite with a warning', () => {
    for (const name of names) {
      expect(() => apply(name, new Float64Array(0))).toThrow(RangeError);
      expect(() => apply(name, Float64Array.of(1))).toThrow(RangeError);
      for (const bad of [NaN, Infinity, -Infinity]) {
        const holed = x.slice();
        holed[17] = bad;
        expect(() => apply(name, holed)).toThrow(/sample\[17\] must be a finite number/);
        expect(apply(name, holed, { nonFinite: 'drop' }).warnings.join()).toMatch(/1 of 600 rows/);
      }
      expect(() => apply(name, new Float64Array(600).fill(3))).toThrow(RangeError);
    }
  });
});
