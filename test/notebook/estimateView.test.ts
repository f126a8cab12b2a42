import { describe, expect, it } from 'vitest';
import { logMoment, mimeBundle, stableSample, type TailEstimate } from 'heavytail';

const text = (value: unknown): string => (mimeBundle(value) as Record<string, string>)['text/plain'];

describe('an estimate in a notebook', () => {
  const sample = stableSample(2000, { alpha: 1.5 }, 1);
  it('shows its number with its interval, and so does a copy of it', () => {
    const estimate = logMoment(sample);
    const shown = /^α = 1\.\d{3}, 95 % interval \[1\.\d{3}, 1\.\d{3}\] \(asymptotic\), log-moment$/;
    for (const value of [estimate, { ...estimate }, structuredClone(estimate)])
      expect(text(value)).toMatch(shown);
    expect((mimeBundle(estimate) as Record<string, string>)['text/html']).toMatch(/^<p><strong>α = 1/);
  });
  it('shows its warnings: a sample that is not centred says so', () => {
    const moved = logMoment(sample.map((x) => x / 1000 + 50));
    expect(text(moved)).toMatch(/^α = 1\.0.*\n⚠ .*offset.*Centre them/s);
    const estimate: TailEstimate = {
      ...logMoment(sample),
      interval: null,
      standardError: null,
      warnings: ['a < b', 'take `k < 9`'],
    };
    expect((mimeBundle(estimate) as Record<string, string>)['text/html']).toContain(
      '<li>⚠ a &lt; b</li><li>⚠ take <code>k &lt; 9</code></li>',
    );
    expect(text(estimate)).toContain('no interval, log-moment');
  });
});

describe('rows of a sweep in a notebook', () => {
  it('are a table with their intervals and warnings, also after a filter', () => {
    const row = {
      stepSize: 0.1,
      tailIndex: 1.5,
      interval: { lower: 1.4211, upper: 1.6 },
      warnings: ['One.', 'Two.'],
    };
    const rows = [row, { ...row, stepSize: 0.2, tailIndex: null, interval: null, warnings: [] }];
    expect(text(rows).split('\n')).toEqual([
      'stepSize  tailIndex  interval      warnings',
      '--------  ---------  ------------  ---------',
      '     0.1  1.5        [1.42, 1.60]  One. Two.',
      '     0.2  none       none',
    ]);
    expect(
      (mimeBundle(rows.filter(({ tailIndex }) => tailIndex)) as Record<string, string>)['text/html'],
    ).toContain('<td');
    expect(text([{ a: { lower: 1, upper: 2, level: 3 } }])).not.toContain('---');
  });
});
