import type { Seed } from '../../random/index.js';
import {
  diffusionTailBounds,
  homogenisedLaw,
  homogenisedTailBounds,
  sampleTailIndex,
  twoLevelDiffusionTail,
  type SampledTailIndex,
} from '../../theory/index.js';
import { POPULATION_VERSION } from '../../theory/products/population.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const SPECTRA = 'spectra';

/** Gaussian data with a diagonal covariance: the eigenvalues of the Hessian, how often each occurs. */
export interface Spectrum {
  readonly name: string;
  readonly eigenvalues: readonly number[];
  readonly multiplicities: readonly number[];
}

/** SGD and homogenised SGD on data with different spectra, at eta = share · 2b/tr Sigma. */
export interface SpectraSpec {
  readonly spectra: readonly Spectrum[];
  readonly shares: readonly number[];
  readonly batchSize: number;
  /** of the sampled tail-indices: size of the population and the relative standard error they are taken to */
  readonly walkers: number;
  readonly relativeError: number;
  readonly seed: Seed;
}

export interface SpectraCell {
  readonly spectrum: Spectrum;
  readonly share: number;
  readonly stepSize: number;
  /** sharp bounds of homogenised SGD, and those of Theorems 3.2 and 3.3 of Jiao & Keller-Ressel */
  readonly bounds: ReturnType<typeof diffusionTailBounds>;
  readonly theorem: ReturnType<typeof homogenisedTailBounds>;
  /** alpha of homogenised SGD; its standard error is 0 where it was solved for, not sampled */
  readonly diffusion: number | null;
  readonly diffusionError: number;
  /** alpha of SGD, sampled */
  readonly sgd: Pick<SampledTailIndex, 'status' | 'tailIndex' | 'standardError'>;
}

export interface SpectraResult {
  readonly spec: SpectraSpec;
  readonly cells: readonly SpectraCell[];
}

/**
 * Four dimensions: all eigenvalues equal, two halves, 1/i, and one of ten times the others; and 50, of which ten are larger (not for `smoke`).
 *
 * @example
 * const [, second] = spectraSpec('quick').spectra;
 * second; // { name: '4, 4, 1, 1', eigenvalues: [4, 1], multiplicities: [2, 2] }
 */
export function spectraSpec(preset: Preset, seed: Seed = 'spectra'): SpectraSpec {
  checkArguments('spectraSpec', { preset, seed });

  checkPreset(preset);
  const spectra = [
    { name: 'all equal', eigenvalues: [1, 1], multiplicities: [1, 3] },
    { name: '4, 4, 1, 1', eigenvalues: [4, 1], multiplicities: [2, 2] },
    { name: '1, 1/2, 1/3, 1/4', eigenvalues: [1, 1 / 2, 1 / 3, 1 / 4], multiplicities: [1, 1, 1, 1] },
    { name: '10, 1, 1, 1', eigenvalues: [10, 1], multiplicities: [1, 3] },
    { name: '4 (10 times), 1 (40 times)', eigenvalues: [4, 1], multiplicities: [10, 40] },
  ];
  return {
    spectra: preset === 'smoke' ? spectra.slice(0, 4) : spectra,
    shares: preset === 'smoke' ? [0.5] : [0.2, 0.35, 0.5],
    batchSize: 2,
    walkers: { smoke: 128, quick: 128, paper: 2048 }[preset],
    relativeError: { smoke: 0.05, quick: 0.03, paper: 0.005 }[preset],
    seed,
  };
}

/**
 * Runs every spectrum at every share; finished cells are kept in the store.
 *
 * @example
 * const { spectra, ...spec } = spectraSpec('smoke');
 * const { cells } = await runSpectra({ ...spec, spectra: spectra.slice(1, 2) });
 * cells[0].bounds; // { lower: 4.5, upper: 6.0 }
 * [cells[0].diffusion, cells[0].sgd.tailIndex]; // [4.83, 1.73]
 */
export async function runSpectra(spec: SpectraSpec, options: ExperimentOptions = {}): Promise<SpectraResult> {
  spec = checkedSpec('runSpectra', spec, { options });
  const { store = openStore(), signal, progress } = options;
  const { spectra, shares, ...rest } = spec;
  const cells = await runSweep<{ spectrum: Spectrum; share: number }, SpectraCell>({
    name: 'Products of random matrices',
    cells: spectra.flatMap((spectrum) => shares.map((share) => ({ spectrum, share }))),
    key: (cell) => ({ kind: 'spectra', version: 2, population: POPULATION_VERSION, ...cell, ...rest }),
    work: () => 1,
    compute: (cell) => spectraCell(spec, cell, signal),
    task: (cell) => ({ kind: SPECTRA, data: { spec, cell } }),
    atOnce: 1,
    ...{ store, signal, progress, on: options.on },
  });
  return { spec, cells };
}

/** Computes one spectrum at one share. */
export async function spectraCell(
  { batchSize, walkers, relativeError, seed }: SpectraSpec,
  { spectrum, share }: Pick<SpectraCell, 'spectrum' | 'share'>,
  signal?: AbortSignal,
): Promise<SpectraCell> {
  const all = spectrum.eigenvalues.flatMap((v, i) => Array<number>(spectrum.multiplicities[i]).fill(v));
  const stepSize = (share * 2 * batchSize) / all.reduce((sum, v) => sum + v, 0);
  const p = { eigenvalues: all, stepSize, batchSize };
  const sampling = { walkers, relativeError, seed: `${seed} ${spectrum.name} ${share}`, signal };
  const stream = { dimension: all.length, law: { name: 'anisotropic', spectrum: all } } as const;
  const { status, tailIndex, standardError } = await sampleTailIndex(
    { stream, stepSize, batchSize },
    sampling,
  );
  return {
    spectrum,
    share,
    stepSize,
    bounds: diffusionTailBounds(p),
    theorem: homogenisedTailBounds(p),
    ...(await diffusionOf(spectrum, p, sampling)),
    sgd: { status, tailIndex, standardError },
  };
}

/** Solved for where there are two eigenvalues, otherwise sampled. */
async function diffusionOf(
  { eigenvalues, multiplicities }: Spectrum,
  p: { eigenvalues: readonly number[]; stepSize: number; batchSize: number },
  sampling: Parameters<typeof sampleTailIndex>[1],
): Promise<{ diffusion: number | null; diffusionError: number }> {
  if (eigenvalues.length === 2) {
    const two = {
      eigenvalues: [eigenvalues[0], eigenvalues[1]] as const,
      multiplicities: [multiplicities[0], multiplicities[1]] as const,
    };
    return { diffusion: twoLevelDiffusionTail({ ...p, ...two }), diffusionError: 0 };
  }
  // The Euler scheme's bias is below half a per cent of alpha then.
  const substeps = Math.max(4, Math.ceil(100 * p.stepSize * Math.max(...eigenvalues)));
  const sampled = await sampleTailIndex(homogenisedLaw({ ...p, substeps }), sampling);
  return { diffusion: sampled.tailIndex, diffusionError: sampled.standardError ?? 0 };
}
