import { describe, expect, it } from 'vitest';
import {
  dataSetTailClaims,
  dataSetTailSpec,
  productAgreementClaims,
  productAgreementSpec,
  productsClaims,
  productsComparison,
  productsSpec,
  productsSurvival,
  type DataSetTailCell,
  type ProductAgreementCell,
  type ProductsCell,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';
import { away, good } from './productsCells.js';

const products = productsSpec('smoke');
/** The same of every kind of product; what is known exactly of those without schedule is on which side of 2 alpha is. */
const ofEveryKind = (...cells: ProductsCell[]): ProductsCell[] =>
  products.variants.flatMap((variant) =>
    cells.map((cell) => ({
      ...cell,
      variant,
      exact: variant.kind === 'cycle' || variant.kind === 'random' ? cell.exact : { secondMoment: 1.1 },
    })),
  );

describe('productsClaims', () => {
  const spec = products;
  const claims = (...cells: ProductsCell[]) => productsClaims({ spec, cells }).slice(4, 8);
  const verdicts = (...cells: ProductsCell[]) => verdictsOf(claims(...cells));
  it('hold of what agrees', () => {
    expect(verdicts(good, away)).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(verdictsOf(productsClaims({ spec, cells: [good, away] })).slice(0, 4)).toEqual(
      Array(4).fill('inconclusive'),
    );
  });
  it('do not hold of what does not, one bad setting among good ones', () => {
    expect(verdicts(good, { ...good, hill: 3 })[0]).toBe('does not hold');
    expect(verdicts(good, { ...good, tailIndex: 1.5 })[1]).toBe('does not hold');
    expect(verdicts(good, { ...good, growth: -0.8 })[2]).toBe('does not hold');
    expect(verdicts(away, { ...away, status: 'found', tailIndex: 1, standardError: 0.1 })[3]).toBe(
      'does not hold',
    );
  });
  it('are open where nothing was compared or something is undecided', () => {
    expect(verdicts()).toEqual(Array(4).fill('inconclusive'));
    const open: ProductsCell = { ...good, status: 'undecided', tailIndex: null, standardError: null };
    expect(verdicts(good, open).slice(0, 2)).toEqual(['inconclusive', 'inconclusive']);
    expect(verdicts({ ...away, status: 'undecided' })[3]).toBe('inconclusive');
    expect(productsComparison({ spec, cells: [] }).data).toHaveLength(5);
    expect(productsSurvival({ spec, cells: [open] }).data).toHaveLength(0);
  });
  it('allow Hill three standard errors and a tenth, and refute it beyond twice that', () => {
    // 0.1 · 1.68 + 3 · |(0.01, 0.03)| = 0.263.
    const hill = (off: number) => verdicts({ ...good, hill: 1.68 + off })[0];
    expect([hill(0.25), hill(0.27), hill(0.51), hill(0.54)]).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
  });
  it('allow the exact alpha 3.5 standard errors and 0.3 %, or to be on the right side of 2', () => {
    // 3.5 · 0.01 + 0.003 · 1.68 = 0.040.
    const exact = (known: ProductsCell['exact']) => verdicts({ ...good, exact: known })[1];
    const off = [0.038, 0.042, 0.078, 0.082].map((d) => exact({ tailIndex: 1.68 + d }));
    expect(off).toEqual(['holds', 'inconclusive', 'inconclusive', 'does not hold']);
    expect([exact({ secondMoment: 1.1 }), exact({ secondMoment: 0.9 })]).toEqual(['holds', 'does not hold']);
    expect(exact({})).toBe('inconclusive');
    // Above 2, where h(2) > 1 says below: 3.5 · 0.01 + 0.003 · 2 = 0.041.
    const above = [0.04, 0.043, 0.081, 0.084].map(
      (d) => verdicts({ ...good, tailIndex: 2 + d, exact: { secondMoment: 1.1 } })[1],
    );
    expect(above).toEqual(['holds', 'inconclusive', 'inconclusive', 'does not hold']);
    const below = verdicts({ ...good, tailIndex: 1.97, exact: { secondMoment: 0.9 } })[1];
    expect(below).toBe('holds');
  });
  it('allow the rate of growth 3.5 standard errors of both', () => {
    // 3.5 · |(0.001, 0.001)| = 0.00495.
    const growth = (off: number) => verdicts({ ...good, growth: good.lyapunov + off })[2];
    expect([growth(0.0048), growth(0.0051), growth(0.0098), growth(0.01)]).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
  });
  it('are open where errors are so large that anything agrees', () => {
    const rough = { ...good, hillError: 0.3, standardError: 0.3, growthError: 0.5 };
    expect(verdicts(good, rough).slice(0, 3)).toEqual(Array(3).fill('inconclusive'));
  });
  it('ask for no stationary law from six standard errors of growth on', () => {
    const found = { status: 'found', tailIndex: 1, standardError: 0.1 } as const;
    const runaway = (growth: number) => verdicts({ ...away, ...found, growth, growthError: 0.01 })[3];
    expect([runaway(0.059), runaway(0.061)]).toEqual(['inconclusive', 'does not hold']);
  });
});

const dataSetCell: DataSetTailCell = {
  ...{ stepSize: 0.1, batchSize: 1, status: 'found', tailIndex: 1.8, standardError: 0.02 },
  ...{ lyapunov: -0.1, lyapunovError: 0.001, secondMoment: 1.01 },
  stream: { tailIndex: 2.2, lyapunov: -0.1, secondMoment: 0.99 },
};
const aboutDataSet = (...more: Partial<DataSetTailCell>[]) =>
  dataSetTailClaims({
    spec: dataSetTailSpec('smoke'),
    cells: more.map((one) => ({ ...dataSetCell, ...one })),
  });

describe('the claims about a data set', () => {
  const verdicts = (...more: Partial<DataSetTailCell>[]) => verdictsOf(aboutDataSet(...more));
  it('hold, fail and are open by standard errors', () => {
    expect(verdicts({})).toEqual(['holds', 'holds']);
    expect(verdicts({ tailIndex: 2.19 })).toEqual(['does not hold', 'does not hold']);
    const open = { status: 'undecided', tailIndex: null, standardError: null } as const;
    expect(verdicts(open)).toEqual(['inconclusive', 'inconclusive']);
    expect(verdicts()).toEqual(['inconclusive']);
  });
  it('allow alpha three standard errors on the wrong side of 2, and refute it beyond six', () => {
    const wrong = (errors: number) => verdicts({ tailIndex: 2 + 0.02 * errors })[0];
    expect([2.9, 3.1, 5.9, 6.1].map(wrong)).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
    const other = (errors: number) => verdicts({ tailIndex: 2 - 0.02 * errors, secondMoment: 0.9 })[0];
    expect([2.9, 3.1, 5.9, 6.1].map(other)).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
    const rough = { tailIndex: 2.1, standardError: 0.25 };
    expect(verdicts(rough)[0]).toBe('inconclusive');
    const lawless = { status: 'no-stationary-law', tailIndex: null, standardError: null } as const;
    expect([verdicts(lawless)[0], verdicts({ ...lawless, secondMoment: 0.9 })[0]]).toEqual([
      ...['holds', 'does not hold'],
    ]);
  });
  it('see a difference from the stream beyond five standard errors at any setting, and none below two at all', () => {
    const apart = (...errors: number[]) =>
      verdicts(...errors.map((z) => ({ tailIndex: 2.2 - 0.02 * z }))).at(-1);
    expect([apart(5.1), apart(5.1, 0), apart(4.9, 4.9)]).toEqual(['holds', 'holds', 'inconclusive']);
    expect([apart(2.1, 0), apart(1.9, 1.9)]).toEqual(['inconclusive', 'does not hold']);
  });
});

const agreementSpec = productAgreementSpec('smoke');
const base: ProductAgreementCell = {
  ...{
    setting: agreementSpec.settings[0],
    exact: 1,
    status: 'found',
    tailIndex: 1,
    standardError: 0.02,
    steps: 1,
  },
};
/** What is said of two settings with an exact alpha of 1 and an error of 0.02. */
const aboutAgreement = (tailIndex: number) =>
  productAgreementClaims({
    spec: agreementSpec,
    cells: [tailIndex, 2 - tailIndex].map((alpha) => ({ ...base, tailIndex: alpha })),
  });

describe('the claims about agreement with the exact tail-index', () => {
  const spec = agreementSpec;
  const verdicts = (...cells: Partial<ProductAgreementCell>[]) =>
    verdictsOf(productAgreementClaims({ spec, cells: cells.map((more) => ({ ...base, ...more })) }));
  const sampled = (...errors: number[]) => verdicts(...errors.map((z) => ({ tailIndex: 1 + 0.02 * z })));
  it('allow three standard errors and refute five; all errors together must be honest', () => {
    expect(sampled(2)).toEqual(['holds', 'holds']);
    expect(sampled(2.9, -2.9, 3.1, 4.9, 5.1, -6).slice(0, -1)).toEqual([
      ...['holds', 'holds', 'inconclusive', 'inconclusive', 'does not hold', 'does not hold'],
    ]);
    expect(sampled()).toEqual(['inconclusive']);
  });
  it('allow errors 1 + 2.6/sqrt(2n) in their root mean square, and refute twice that', () => {
    // Two settings: 2.3.
    const honest = (z: number) => sampled(z, -z).at(-1);
    expect([2.25, 2.35, 4.55, 4.65].map(honest)).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
    const more = (z: number) => sampled(...Array<number>(8).fill(z)).at(-1);
    expect([1.6, 1.7].map(more)).toEqual(['holds', 'inconclusive']);
    // Errors that are several times too large are not honest either.
    expect([0.37, 0.33, 0.16].map(more)).toEqual(['holds', 'inconclusive', 'does not hold']);
  });
  it('confirm nothing by an error as large as a tenth of alpha', () => {
    const wide = (standardError: number) => verdicts({ tailIndex: 1.01, standardError })[0];
    expect([wide(0.1), wide(0.11)]).toEqual(['holds', 'inconclusive']);
  });
  it('agree that there is no law, or disagree about it', () => {
    const none = { tailIndex: null, standardError: null } as const;
    expect(verdicts({ ...none, exact: null, status: 'no-stationary-law' })[0]).toBe('holds');
    expect(verdicts({ exact: null })[0]).toBe('does not hold');
    expect(verdicts({ ...none, status: 'no-stationary-law' })[0]).toBe('does not hold');
    expect(verdicts({ ...none, status: 'undecided' })[0]).toBe('inconclusive');
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'productsClaims',
    () => productsClaims({ spec: products, cells: ofEveryKind(good, away) }),
    () => [
      productsClaims({
        spec: products,
        cells: ofEveryKind(
          { ...good, hill: 4, tailIndex: 2.5, growth: -0.8 },
          { ...away, status: 'found', tailIndex: 1, standardError: 0.1 },
        ),
      }),
    ],
  );

  everyClaimCanFail(
    'dataSetTailClaims',
    () => aboutDataSet({}),
    () => [aboutDataSet({ tailIndex: 2.19 })],
  );

  everyClaimCanFail(
    'productAgreementClaims',
    () => aboutAgreement(1.02),
    () => [aboutAgreement(1.9)],
  );
});
