import { describe, expect, it } from 'vitest';
import {
  decentralisedClaims,
  decentralisedSpec,
  type Cooperation,
  type DecentralisedCell,
  type DecentralisedRun,
} from 'heavytail';
import { reading, verdictsOf } from './claimResults.js';

const spec = { ...decentralisedSpec('smoke'), stepSizes: [1, 2, 3, 4, 5, 6, 7, 8, 9], networkSizes: [8] };
const EXACT = 1.5;

/** Ten settings of every way to work together, with the alpha of a node as given, and `ends` the exact one of both ends. */
function run(
  alphaOf: (cooperation: Cooperation, setting: number) => number | null,
  ends = EXACT,
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
  };
}
const verdicts = (...of: Parameters<typeof run>) => verdictsOf(decentralisedClaims(run(...of)));

describe('the claims about decentralised SGD', () => {
  it('hold where both ends have their exact alpha, and the ring is between them, beyond one in places', () => {
    const found = verdicts((cooperation, i) => {
      if (cooperation === 'centralised') return EXACT + 0.24;
      if (cooperation === 'disconnected') return i < 9 ? EXACT - 0.24 : EXACT + 0.2;
      return 1.5;
    });
    expect(found).toEqual(['holds', 'holds', 'holds', 'holds']);
  });
  it('do not hold where the ends are elsewhere and the ring is lighter than centralised SGD', () => {
    const found = verdicts((cooperation, i) => {
      if (cooperation === 'ring') return 2;
      return i < 4 ? EXACT : EXACT - 0.26;
    });
    // The ring lighter everywhere is no refutation of "lighter or heavier, depending on the setting".
    expect(found).toEqual(['does not hold', 'does not hold', 'does not hold', 'inconclusive']);
  });
  it('are open where half the cells agree and all tails are the same', () => {
    const flat = verdicts((_, i) => (i < 5 ? EXACT : EXACT + 0.26));
    expect(flat).toEqual(Array(4).fill('inconclusive'));
    expect(verdicts((_, i) => (i < 9 ? EXACT : EXACT + 0.26))[0]).toBe('inconclusive');
  });
  it('are open without estimates', () => {
    expect(verdicts(() => null)).toEqual(Array(4).fill('inconclusive'));
  });
  it('take an exact alpha above 2 as 2, as the estimator reads it', () => {
    const light = (alpha: number) => verdicts(() => alpha, 3)[0];
    expect([light(1.76), light(2.24)]).toEqual(['holds', 'holds']);
    expect([light(1.74), light(2.26), light(3)]).toEqual(Array(3).fill('does not hold'));
  });
  it('compare with disconnected SGD either way', () => {
    const beside = (alphas: readonly number[]) =>
      verdicts((cooperation, i) => (cooperation === 'ring' ? (alphas[i] ?? EXACT) : EXACT))[3];
    expect(beside([1.3, 1.7])).toBe('holds');
    expect(beside([1.3, 1.3])).toBe('inconclusive');
  });
  it('compare with the same setting: one node is no network', () => {
    const one = run((cooperation) => (cooperation === 'ring' ? 1 : 2));
    const alone = {
      ...one,
      overStepSize: [],
      overNetworkSize: one.overNetworkSize.map((c) => ({ ...c, nodes: 1 })),
    };
    expect(verdictsOf(decentralisedClaims(alone)).slice(2)).toEqual(['inconclusive', 'inconclusive']);
  });
});
