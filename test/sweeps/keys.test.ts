import * as lab from 'heavytail';
import { describe, expect, it } from 'vitest';

type Plain = Record<string, unknown>;
type Place = readonly string[];
type Run = (spec: Plain, options: Plain) => Promise<unknown>;

/** The keys that a run asks its store for; every cell is answered as stored, so that none is computed. */
async function keysOf(run: Run, spec: Plain): Promise<string[]> {
  const keys: string[] = [];
  const store = {
    directory: 'nowhere',
    get: async (key: unknown): Promise<unknown> => {
      keys.push(JSON.stringify(key));
      return {};
    },
    put: async () => undefined,
  };
  // What is drawn together from the empty cells is of no interest here.
  await run(spec, { store, workers: 1 }).catch(() => undefined);
  return keys.sort();
}

/** The places of all numbers and texts in a spec. */
const leavesOf = (value: unknown, place: Place = []): Place[] => {
  if (typeof value !== 'object' || value === null) return [place];
  return Object.entries(value).flatMap(([field, entry]) => leavesOf(entry, [...place, field]));
};

const at = (value: unknown, place: Place): unknown =>
  place.reduce((inner, field) => (inner as Plain)[field], value);

const replaced = (value: unknown, [field, ...rest]: Place, other: unknown): unknown => {
  if (field === undefined) return other;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Plain) }) as Plain;
  copy[field] = replaced(copy[field], rest, other);
  return copy;
};

/** Words that fields may hold instead of others. */
const words = ['last', 'averaged', 'withReplacement', 'epochs', 'streaming', 'zero', 'mean', 'median'];

/** Other values of a field, of which a run takes at least one, if it is a number: a size may have to be even, a share below 1. */
const others = (value: unknown): unknown[] => {
  if (typeof value === 'number')
    return [value * 2, value + 1, value / 2, value * 20, value - 1, 0.97 * value];
  if (typeof value === 'boolean') return [!value];
  return [`${String(value)} other`, ...words.filter((word) => word !== value)];
};

/** What a variant is called, on which no result depends. */
const free = /^variants\.\d+\.name$/;
/** Numbers that every variant has its own of, or that cannot be changed alone: a dimension with a spectrum. */
const own: Record<string, readonly string[]> = {
  svrg: ['run.iterations', 'run.burnIn'],
  'data laws': ['problem.dimension'],
  'stationary law': ['settings.1.dimension'],
};

const runs: Record<string, [spec: Plain, run: unknown]> = {
  fig1a: [lab.fig1aSpec('smoke') as never, lab.runFig1a],
  fig2: [lab.fig2Spec('smoke') as never, lab.runVariants],
  svrg: [lab.svrgSpec('smoke') as never, lab.runVariants],
  'data laws': [lab.dataLawsSpec('smoke') as never, lab.runVariants],
  chains: [lab.chainsSpec('smoke') as never, lab.runChains],
  'stationary law': [lab.stationaryLawSpec('smoke') as never, lab.runStationaryLaw],
  spectra: [lab.spectraSpec('smoke') as never, lab.runSpectra],
  convergence: [lab.convergenceSpec('smoke') as never, lab.runConvergence],
  decentralised: [lab.decentralisedSpec('smoke') as never, lab.runDecentralised],
  offline: [lab.offlineSpec('smoke') as never, lab.runOffline],
  products: [lab.productsSpec('smoke') as never, lab.runProducts],
  agreement: [lab.productAgreementSpec('smoke') as never, lab.runProductAgreement],
  'data set': [lab.dataSetTailSpec('smoke') as never, lab.runDataSetTail],
  calibration: [lab.calibrationSpec('smoke') as never, lab.runCalibration],
};

describe('the key of a cell', () => {
  it.each(Object.entries(runs))(
    'changes with every field of the spec: %s',
    { timeout: 300_000 },
    async (name, [spec, run]) => {
      const before = await keysOf(run as Run, spec);
      expect(before.length).toBeGreaterThan(0);
      expect(new Set(before).size).toBe(before.length);
      const unseen: string[] = [];
      const untried: string[] = [];
      for (const place of leavesOf(spec)) {
        let keys: string[] = [];
        for (const other of others(at(spec, place))) {
          keys = await keysOf(run as Run, replaced(spec, place, other) as Plain);
          if (keys.length > 0) break;
        }
        const field = place.join('.');
        if (free.test(field) || own[name]?.includes(field)) continue;
        if (keys.length === 0 && typeof at(spec, place) === 'number') untried.push(field);
        if (JSON.stringify(keys) === JSON.stringify(before)) unseen.push(field);
      }
      expect({ unseen, untried }).toEqual({ unseen: [], untried: [] });
    },
  );
});
