import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockSizesThatFit,
  createGenerator,
  DegenerateSampleError,
  logMoment,
  NETWORK_BLOCK_SIZES,
  SYNTHETIC_BLOCK_SIZES,
  type Rows,
} from 'heavytail';

/** The published formula, word for word, in the plainest way. */
function plain(rows: number[][], m: number): number {
  const n = Math.floor(rows.length / m);
  const used = rows.slice(0, n * m);
  const log = (row: number[]) => Math.log(Math.hypot(...row) + Number.EPSILON);
  const sums = Array.from({ length: n }, (_, i) =>
    used.slice(i * m, (i + 1) * m).reduce((sum, row) => sum.map((x, c) => x + row[c])),
  );
  const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
  return Math.log(m) / (mean(sums.map(log)) - mean(used.map(log)));
}

const middle = (values: number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

const toRows = ({ data, rows, columns }: Rows): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);

/** Standard Cauchy numbers: stable with tail-index 1. */
const cauchy = (count: number, seed: string) => {
  const g = createGenerator(seed);
  return Float64Array.from({ length: count }, () => Math.tan(Math.PI * (g.uniform() - 0.5)));
};
const gauss = (rows: number, columns: number, seed: string): Rows => {
  const g = createGenerator(seed);
  return { data: Float64Array.from({ length: rows * columns }, () => g.normal()), rows, columns };
};

describe('logMoment', () => {
  it('is the published formula for one m, the remainder dropped from sums and rows alike', () => {
    const x = cauchy(1003, 'formula');
    const rows = [...x].map((value) => [value]);
    for (const m of [2, 7, 10, 501, 1003])
      expect(logMoment(x, { blockSizes: m }).tailIndex / plain(rows, m)).toBeCloseTo(1, 11);
  });
  it('is the median over the list for vectors, for odd and even lists, in the order given', () => {
    const sample = gauss(1003, 7, 'vectors');
    for (const blockSizes of [SYNTHETIC_BLOCK_SIZES, NETWORK_BLOCK_SIZES, [3], [4, 2]]) {
      const each = blockSizes.map((m) => plain(toRows(sample), m));
      const answer = logMoment(sample, { blockSizes });
      expect(answer.tailIndex / middle(each)).toBeCloseTo(1, 11);
      answer.diagnostics.perBlockSize.forEach((one, i) => {
        expect(one.blockSize).toBe(blockSizes[i]);
        expect(one.blocks).toBe(Math.floor(1003 / blockSizes[i]));
        expect(one.tailIndex / each[i]).toBeCloseTo(1, 11);
      });
    }
  });
  it('adds machine epsilon inside the log, so that rows of zero count as published', () => {
    const x = cauchy(1000, 'zeros').map((value, i) => (i % 4 === 0 ? 0 : value));
    const answer = logMoment(x, { blockSizes: [2, 5] });
    expect(answer.tailIndex).toBeCloseTo(
      middle(
        [2, 5].map((m) =>
          plain(
            [...x].map((v) => [v]),
            m,
          ),
        ),
      ),
      10,
    );
    expect(answer.warnings.join()).toMatch(/250 rows of 1000 exactly zero/);
  });
  it('finds the tail-index of Cauchy and Gaussian samples within four of its standard errors', () => {
    const heavy = logMoment(cauchy(100_000, 'one'), { blockSizes: 10 });
    expect(Math.abs(heavy.tailIndex - 1)).toBeLessThan(4 * (heavy.standardError as number));
    expect(heavy.standardError as number).toBeLessThan(0.03);
    const light = logMoment(gauss(20_000, 5, 'two'));
    expect(Math.abs(light.tailIndex - 2)).toBeLessThan(4 * (light.standardError as number));
    expect(light.warnings.join()).toMatch(/stable limit 2/);
  });
  it('has a standard error that matches the spread over repeats', () => {
    const answers = Array.from({ length: 300 }, (_, i) =>
      logMoment(cauchy(2000, `repeat ${i}`), { blockSizes: 5 }),
    );
    const mean = answers.reduce((sum, a) => sum + a.tailIndex, 0) / 300;
    const spread = Math.sqrt(answers.reduce((sum, a) => sum + (a.tailIndex - mean) ** 2, 0) / 299);
    const stated = answers.reduce((sum, a) => sum + (a.standardError as number), 0) / 300;
    // The spread of 300 repeats is known to 1 / sqrt(600) = 4 %; the bound is four times that.
    expect(Math.abs(stated / spread - 1)).toBeLessThan(0.17);
  });
  it('does not change with the scale, from 1e-300 to 1e300', () => {
    for (const columns of [1, 3]) {
      const sample = gauss(1600, columns, 'scale');
      const base = logMoment(sample).tailIndex;
      for (const scale of [1e-300, 1e-100, 1e-12, 1e-3, 1e12, 1e200, 1e300, 4e307]) {
        const data = sample.data.map((x) => Math.max(-1, Math.min(1, x / 6)) * scale);
        expect(logMoment({ ...sample, data }).tailIndex / base).toBeCloseTo(1, 9);
      }
    }
  });
  it('stays finite where one sample spans 1e-300 to 1e300', () => {
    const g = createGenerator('span');
    const x = Float64Array.from({ length: 1600 }, () => g.normal() * 10 ** (600 * (g.uniform() - 0.5)));
    const answer = logMoment(x);
    expect(answer.tailIndex).toBeGreaterThan(0);
    expect(answer.tailIndex).toBeLessThan(0.1);
    expect(
      answer.tailIndex /
        middle(
          SYNTHETIC_BLOCK_SIZES.map((m) =>
            plain(
              [...x].map((v) => [v]),
              m,
            ),
          ),
        ),
    ).toBeCloseTo(1, 10);
  });
  it('keeps small sums of large terms: blocks that cancel', () => {
    const x = Float64Array.of(1e300, -1e300, 1, 3);
    // (log eps + log 4) / 2 - (2 log 1e300 + log 3) / 4
    const inverse =
      ((Math.log(Number.EPSILON) + Math.log(4)) / 2 - (2 * Math.log(1e300) + Math.log(3)) / 4) / Math.log(2);
    const answer = logMoment(x, { blockSizes: 2 });
    expect(answer.tailIndex).toBeCloseTo(1 / inverse, 12);
    expect(answer.interval).toBeNull();
    expect(answer.warnings.join()).toMatch(/no larger than single rows at m = 2/);
  });
  it('centres columns by mean or median on request and takes them as given otherwise', () => {
    const sample = gauss(1000, 3, 'centre');
    const moved = { ...sample, data: sample.data.map((x, i) => x + 50 * ((i % 3) + 1)) };
    for (const centre of ['mean', 'median', true] as const)
      expect(logMoment(moved, { centre }).tailIndex).toBeCloseTo(logMoment(sample, { centre }).tailIndex, 8);
    expect(logMoment(moved).tailIndex).toBeCloseTo(1, 2);
    expect(logMoment(moved, { centre: false })).toEqual(logMoment(moved));
  });
  it('takes by default the published block sizes that leave a block', () => {
    expect(blockSizesThatFit(SYNTHETIC_BLOCK_SIZES, 41)).toEqual([2, 5, 10, 20, 40]);
    const sizes = logMoment(cauchy(41, 'short')).diagnostics.perBlockSize.map((one) => one.blockSize);
    expect(sizes).toEqual([2, 5, 10, 20, 40]);
  });
  it('leaves the sample as it was', () => {
    const x = cauchy(100, 'kept');
    const before = x.slice();
    logMoment(x, { centre: true });
    expect(x).toEqual(before);
  });
  it('does not change with sign, scale or order of the blocks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: -100, max: 100 }),
        (values, m, exponent) => {
          const x = Float64Array.from(values, (v) => v + Math.sign(v || 1));
          const inverse = (y: Float64Array) =>
            logMoment(y, { blockSizes: m }).diagnostics.perBlockSize[0].inverse;
          const whole = x.subarray(0, Math.floor(x.length / m) * m);
          const base = inverse(whole);
          const turned = new Float64Array(whole.length);
          for (let i = 0; i < whole.length; i += m)
            turned.set(whole.subarray(i, i + m), whole.length - m - i);
          expect(inverse(whole.map((v) => -v))).toBe(base);
          expect(inverse(turned)).toBeCloseTo(base, 9);
          const cancels = Array.from({ length: whole.length / m }, (_, i) =>
            whole.subarray(i * m, (i + 1) * m).reduce((a, b) => a + b),
          ).some((sum) => Math.abs(sum) < 1e-3);
          if (!cancels) expect(inverse(whole.map((v) => v * 2 ** Math.abs(exponent)))).toBeCloseTo(base, 9);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('logMoment on bad input', () => {
  const x = cauchy(10, 'bad');
  it('names the block size that does not fit', () => {
    expect(() => logMoment(x, { blockSizes: 11 })).toThrow(
      /blockSizes must be an integer from 2 to 10, got 11/,
    );
    expect(() => logMoment(x, { blockSizes: [2, 11] })).toThrow(/blockSizes\[1\] must be .* got 11/);
    for (const m of [1, 0, -2, 2.5, NaN])
      expect(() => logMoment(x, { blockSizes: [m] })).toThrow(/blockSizes\[0\]/);
    expect(() => logMoment(x, { blockSizes: [] })).toThrow(/blockSizes/);
  });
  it('says which value is not finite, or leaves the row out with a warning', () => {
    const holed = Float64Array.of(...x, NaN, 1);
    expect(() => logMoment(holed)).toThrow('sample[10] must be a finite number, got NaN');
    const vectors = { data: Float64Array.of(1, 2, 3, -Infinity, 5, 6, 1, 3), rows: 4, columns: 2 };
    expect(() => logMoment(vectors)).toThrow(
      'sample.data[3] (row 1, column 1) must be a finite number, got -Infinity',
    );
    const answer = logMoment(vectors, { nonFinite: 'drop', blockSizes: 3 });
    expect(answer.diagnostics.rows).toBe(3);
    expect(answer.warnings.join()).toMatch(/1 of 4 rows hold NaN or infinite values/);
    expect(answer.tailIndex).toBe(
      logMoment({ data: Float64Array.of(1, 2, 5, 6, 1, 3), rows: 3, columns: 2 }, { blockSizes: 3 })
        .tailIndex,
    );
  });
  it('refuses too few rows, all-zero samples and wrong shapes', () => {
    expect(() => logMoment(new Float64Array(0))).toThrow(/at least 2 values/);
    expect(() => logMoment(Float64Array.of(1))).toThrow(/at least 2 values/);
    expect(() => logMoment(new Float64Array(10))).toThrow(/all zero.*degenerate/);
    expect(() => logMoment(new Float64Array(10).fill(3))).toThrow(DegenerateSampleError);
    const rounded = Float64Array.from({ length: 20 }, (_, i) => 3 + (i % 3) * 2 ** -51);
    for (const centre of [undefined, 'mean', 'median'] as const)
      expect(() => logMoment(rounded, { centre })).toThrow(/^sample must not be degenerate/);
    const far = Float64Array.from({ length: 20 }, (_, i) => 3 + Math.sin(i) * 1e-9);
    expect(logMoment(far, { centre: 'mean' }).tailIndex).not.toBeNaN();
    expect(() => logMoment(new Float64Array(10).fill(3), { centre: true })).toThrow(
      /all zero after centring/,
    );
    expect(() => logMoment({ data: x, rows: 3, columns: 3 })).toThrow(/rows x columns = 9, got 10/);
    expect(() => logMoment([1, 2, 3] as unknown as Float64Array)).toThrow(/an array of length 3/);
    expect(() => logMoment(x, { centre: 'mode' as 'mean' })).toThrow(/centre must be one of/);
    expect(() => logMoment(x, { level: 1 })).toThrow(/level/);
  });
});
