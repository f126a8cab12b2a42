import { argumentError, checkInteger } from '../../check.js';
import type { Rows } from '../../estimators/index.js';
import type { Seed } from '../../random/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { createSimulator, type Simulator } from '../../sgd/index.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { GROUPS, settlingTime } from '../../sweeps/simulatedTail.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { lyapunov, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';
import {
  isotropicReading,
  tailReading,
  type IsotropicReading,
  type TailReading,
} from './stationaryReading.js';

/** SGD on streaming Gaussian data, isotropic or with a spectrum of its own, with unit label noise. */
export interface StationaryLawSetting extends IsotropicParameters {
  /** Eigenvalues of the covariance in units of sigma², one per dimension, above 0. Default: all 1. */
  readonly spectrum?: readonly number[];
}

/** What the stationary law is seen by: independent runs. */
export interface StationaryLawSpec {
  readonly settings: readonly StationaryLawSetting[];
  /** Independent runs per setting; a multiple of 20, at least 2000. */
  readonly repeats: number;
  /** Iterations before those that count, at most: fewer where the exact rho and alpha say that it takes fewer. */
  readonly burnIn: number;
  /** Iterates that are averaged and summed, K. */
  readonly terms: number;
  readonly seed: Seed;
}

/** One setting: what its runs show. Plain JSON data. */
export interface StationaryLawCell extends TailReading {
  readonly setting: StationaryLawSetting;
  /** Beside the exact theory; `null` for a spectrum, of which there is none. */
  readonly isotropic: IsotropicReading | null;
}

export interface StationaryLawResult {
  readonly spec: StationaryLawSpec;
  readonly cells: readonly StationaryLawCell[];
}

/**
 * Settings with alpha 1.29 and 0.79 at d = 1, 1.62 and 2.78 at d = 2, and a spectrum of ten to one at d = 2.
 *
 * @example
 * const { settings, repeats } = stationaryLawSpec('paper');
 * [settings.length, repeats]; // [5, 400000]
 */
export function stationaryLawSpec(preset: Preset, seed: Seed = 'stationary law'): StationaryLawSpec {
  checkArguments('stationaryLawSpec', { preset, seed });
  checkPreset(preset);
  const settings: StationaryLawSetting[] = [
    { stepSize: 0.9, batchSize: 1, dimension: 1, sigma: 1 },
    { stepSize: 1.2, batchSize: 1, dimension: 1, sigma: 1 },
    { stepSize: 0.55, batchSize: 1, dimension: 2, sigma: 1 },
    { stepSize: 0.42, batchSize: 1, dimension: 2, sigma: 1 },
    { stepSize: 0.45, batchSize: 1, dimension: 2, sigma: 1, spectrum: [1.8, 0.2] },
  ];
  const repeats = { smoke: 4000, quick: 400_000, paper: 400_000 }[preset];
  return { settings, repeats, burnIn: 200, terms: 256, seed };
}

function checkSpec({ settings, repeats, burnIn, terms }: StationaryLawSpec): void {
  checkInteger('repeats', repeats, 2000);
  if (repeats % GROUPS !== 0) throw argumentError('repeats', repeats, `a multiple of ${GROUPS}`);
  checkInteger('burnIn', burnIn, 1);
  checkInteger('terms', terms, 16);
  settings.forEach((setting, i) => {
    if (setting.spectrum === undefined && tailIndex(setting) === null)
      throw argumentError(`settings[${i}].stepSize`, setting.stepSize, 'one that leaves a stationary law');
  });
}

/**
 * Runs SGD independently at every setting and reads the statements of the paper about its stationary law off the runs: one alpha along all
 * directions, for the last iterate and for averages; constants, moments, the Wasserstein distance and the limit of sums beside the exact
 * theory. Finished settings are kept in the store.
 *
 * @throws RangeError for a setting without a stationary law, or sizes out of range
 * @example
 * const { cells } = await runStationaryLaw({ ...stationaryLawSpec('smoke'), repeats: 2000 });
 * cells.map(({ directions }) => directions.length); // [2, 2, 4, 4, 4]
 */
export async function runStationaryLaw(
  spec: StationaryLawSpec,
  options: ExperimentOptions = {},
): Promise<StationaryLawResult> {
  spec = checkedSpec('runStationaryLaw', spec, { options });
  checkSpec(spec);
  const { store = openStore(), signal, progress, workers } = options;
  const { settings, ...size } = spec;
  const simulator = createSimulator({ workers });
  try {
    const cells = await runSweep<StationaryLawSetting, StationaryLawCell>({
      name: 'Stationary laws',
      cells: settings,
      key: (setting) => ({ kind: 'stationary law', version: 4, engine: ENGINE_VERSION, setting, ...size }),
      work: ({ batchSize, dimension }) => batchSize * dimension,
      compute: (setting) => runSetting(spec, setting, simulator, signal),
      atOnce: 1,
      ...{ store, signal, progress },
    });
    return { spec, cells };
  } finally {
    await simulator.close();
  }
}

async function runSetting(
  spec: StationaryLawSpec,
  setting: StationaryLawSetting,
  simulator: Simulator,
  signal?: AbortSignal,
): Promise<StationaryLawCell> {
  const { terms, repeats, seed } = spec;
  const { stepSize, batchSize, dimension, sigma, spectrum } = setting;
  const burnIn = spectrum ? spec.burnIn : settlingTime(lyapunov(setting), tailIndex(setting)!, spec.burnIn);
  const law = spectrum ? ({ name: 'anisotropic', spectrum } as const) : undefined;
  const run = async (
    iterations: number,
    first: number,
    what: string,
  ): Promise<{ averaged: Rows; final: Rows }> =>
    simulator.run(
      {
        stream: { dimension, sigma, noiseDeviation: 1, ...(law && { law }) },
        ...{ stepSize, batchSize, iterations, burnIn: first, repeats, start: 'zero' },
        seed: JSON.stringify([seed, what, setting]),
      },
      { signal, progress: false },
    );
  const { averaged, final } = await run(burnIn + terms, burnIn, 'stationary');
  const reading = tailReading(final, averaged);
  if (spectrum) return { setting, ...reading, isotropic: null };
  // Stationary as well: there is no need to go on for the averages.
  const twin = async (): Promise<Rows> => (await run(burnIn, burnIn - 1, 'twin')).final;
  const after = async (iterations: number): Promise<Rows> =>
    (await run(iterations, iterations - 1, `after ${iterations}`)).final;
  const isotropic = await isotropicReading(setting, { final, averaged, twin, after, terms, seed });
  return { setting, ...reading, isotropic };
}
