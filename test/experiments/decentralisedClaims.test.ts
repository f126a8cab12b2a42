import { describe, expect, it } from 'vitest';
import {
  cooperationMoments,
  decentralisedClaims,
  decentralisedSpec,
  momentGrowth,
  type CooperationMoments,
  type Cooperation,
  type DecentralisedCell,
  type DecentralisedRun,
} from 'heavytail';
import { reading, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = { ...decentralisedSpec('smoke'), stepSizes: [1, 2, 3, 4, 5, 6, 7, 8, 9], networkSizes: [8] };
const EXACT = 1.5;

/** Ten settings of every way to work together, with the alpha of a node as given, and `ends` the exact one of both ends. */
function run(
  alphaOf: (cooperation: Cooperation, setting: number) => number | null,
  ends = EXACT,
  moments: readonly CooperationMoments[] = cooperationMoments(8),
): DecentralisedRun {
  const cell = (cooperation: Cooperation, stepSize: number, nodes: number, i: number): DecentralisedCell => {
    const alpha = alphaOf(cooperation, i);
    const tail = alpha === null ? { tailIndex: null, interval: null } : reading(alpha);
    const alone = cooperation === 'centralised' || cooperation === 'disconnected';
    const exact = alone ? ends : null;
    return { cooperation, stepSize, nodes, exact, node: tail, network: tail, overflowed: 0 };
  };
  return {
    spec,
    overStepSize: spec.cooperations.flatMap((cooperation) =>
      spec.stepSizes.map((stepSize, i) => cell(cooperation, stepSize, spec.nodes, i)),
    ),
    overNetworkSize: spec.cooperations.map((cooperation) => cell(cooperation, spec.stepSize, 8, 9)),
    moments,
  };
}
const verdicts = (...of: Parameters<typeof run>) => verdictsOf(decentralisedClaims(run(...of)));

/** Both ends within a quarter of their exact alpha, and the ring between them. */
const ends = (cooperation: Cooperation, ring: number) => {
  if (cooperation === 'centralised') return EXACT + 0.24;
  return cooperation === 'disconnected' ? EXACT - 0.24 : ring;
};

describe('the claims about decentralised SGD', () => {
  it('hold where both ends have their exact alpha, and the ring is between them', () => {
    expect(verdicts((cooperation) => ends(cooperation, 1.5))).toEqual(Array(6).fill('holds'));
  });
  it('do not hold where the ends are elsewhere and the ring is on the wrong side of both', () => {
    const beyond = (cooperation: Cooperation, ring: number) => (cooperation === 'ring' ? ring : EXACT + 0.26);
    const light = verdicts((cooperation) => beyond(cooperation, 2));
    expect([light[0], light[1], light[4], light[5]]).toEqual([...Array(3).fill('does not hold'), 'holds']);
    expect(verdicts((cooperation) => beyond(cooperation, 1.2))[5]).toBe('does not hold');
  });
  it('confirm no exact alpha by intervals that hold much else', () => {
    const near = run((cooperation) => ends(cooperation, 1.5));
    const wide = near.overStepSize.map((cell) => ({
      ...cell,
      node: { ...cell.node, interval: { lower: 0.9, upper: 2.1 } },
    }));
    expect(verdictsOf(decentralisedClaims({ ...near, overStepSize: wide })).slice(0, 2)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
  });
  it('are open where half the cells agree and all tails are the same', () => {
    const flat = verdicts((_, i) => (i < 5 ? EXACT : EXACT + 0.26));
    expect([flat[0], flat[1], flat[4], flat[5]]).toEqual(Array(4).fill('inconclusive'));
    expect(verdicts((_, i) => (i < 9 ? EXACT : EXACT + 0.26))[0]).toBe('inconclusive');
  });
  it('are open without estimates, and without settings', () => {
    expect(verdictsOf(decentralisedClaims(run(() => null, EXACT, [])))).toEqual(
      Array(6).fill('inconclusive'),
    );
  });
  it('are open at the ends where every exact alpha is 2 or more: the estimator would read 2 of any of them', () => {
    const light = verdicts(() => 2, 3);
    expect([light[0], light[1], light[5]]).toEqual(Array(3).fill('inconclusive'));
  });
  it('compare with the same setting: one node is no network', () => {
    const one = run((cooperation) => (cooperation === 'ring' ? 1 : 2));
    const alone = {
      ...one,
      overStepSize: one.overStepSize.slice(0, 1),
      overNetworkSize: one.overNetworkSize.map((c) => ({ ...c, nodes: 1 })),
    };
    expect(verdictsOf(decentralisedClaims(alone)).slice(4)).toEqual(['inconclusive', 'inconclusive']);
  });
  it('fail of second moments that are the other way round, or always on one side', () => {
    const exact = (change: (row: CooperationMoments) => CooperationMoments) =>
      verdictsOf(decentralisedClaims(run(() => EXACT, EXACT, cooperationMoments(8).map(change)))).slice(2, 4);
    expect(exact((row) => row)).toEqual(['holds', 'holds']);
    expect(exact((row) => ({ ...row, ring: row.centralised * 0.99 }))[0]).toBe('does not hold');
    expect(exact((row) => ({ ...row, ring: row.disconnected * 0.99 }))[1]).toBe('does not hold');
    expect(exact((row) => ({ ...row, ring: row.disconnected }))[1]).toBe('does not hold');
  });
});

describe('cooperationMoments', () => {
  it('has h(2) of one node where nodes do not talk, and of a larger batch at the centre', () => {
    for (const { dimension, batchSize, stepSize, disconnected, centralised } of cooperationMoments(8)) {
      const one = (b: number) => momentGrowth({ stepSize, batchSize: b, dimension, sigma: 1 }, 2);
      expect(disconnected).toBeCloseTo(one(batchSize), 9);
      expect(centralised).toBeCloseTo(one(8 * batchSize), 9);
    }
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'decentralisedClaims',
    () => decentralisedClaims(run((cooperation) => ends(cooperation, EXACT))),
    () => [
      decentralisedClaims(run((cooperation) => (cooperation === 'ring' ? 2 : EXACT + 0.26))),
      decentralisedClaims(run((cooperation) => (cooperation === 'ring' ? 1.2 : EXACT + 0.26))),
      ...[0.99, 1].map((factor) =>
        decentralisedClaims(
          run(
            () => EXACT,
            EXACT,
            cooperationMoments(8).map((row) => ({
              ...row,
              ring: factor === 1 ? row.disconnected : factor * row.centralised,
            })),
          ),
        ),
      ),
    ],
  );
});
