import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { layerReport, readWeights, type LayerReport } from 'heavytail/nets';
import { findPython, missingOf } from '../kernel-setup/jupyter.js';
import { describeNeeding } from '../needing.js';

/** What `bertTiny.py` says of a layer. */
interface ByNumpy {
  readonly tailIndex: number;
  readonly mean: number;
  readonly deviation: number;
  readonly count: number;
  readonly largest: number;
  readonly stableRank: number;
  readonly logNorm: number;
  /** Exponent, beginning, distance. */
  readonly powerLaw: readonly [number, number, number];
}

type ByWeightWatcher = Readonly<
  Record<
    'alpha' | 'alpha_weighted' | 'D' | 'lambda_max' | 'log_norm' | 'log_spectral_norm' | 'stable_rank',
    number
  >
>;

const python = findPython(['numpy', 'safetensors']);

/** Equal to nine digits: sums in another order, and eigenvalues of W'W against singular values of W. */
const close = (own: number | null, theirs: number, what: string): void =>
  expect(Math.abs(own! - theirs) / Math.max(Math.abs(theirs), 1e-3), what).toBeLessThan(1e-9);

/** Fewer eigenvalues than this are too few for a power law. */
const FEW = 3;

describeNeeding(missingOf(python), 'a safetensors file of BERT-tiny', () => {
  let folder: string;
  let byNumpy: Readonly<Record<string, ByNumpy>>;
  let report: Map<string, LayerReport>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bert-'));
    const file = join(folder, 'model.safetensors');
    const { command } = python as { command: string };
    const run = spawnSync(command, [join('test', 'weights', 'bertTiny.py'), file], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    byNumpy = JSON.parse(run.stdout) as typeof byNumpy;
    report = new Map((await layerReport(await readWeights(file))).map((layer) => [layer.name, layer]));
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the layers of numpy with their numbers', () => {
    expect([...report.keys()].sort()).toEqual(Object.keys(byNumpy).sort());
    expect(report.size).toBe(16);
    for (const [name, theirs] of Object.entries(byNumpy)) {
      const { tails, spectrum, ...own } = report.get(name)!;
      expect(tails[0].method).toBe('log-moment');
      close(tails[0].tailIndex, theirs.tailIndex, `${name}, tail-index`);
      close(own.mean, theirs.mean, `${name}, mean`);
      close(own.deviation, theirs.deviation, `${name}, deviation`);
      expect(spectrum.count).toBe(theirs.count);
      close(spectrum.largest, theirs.largest, `${name}, largest eigenvalue`);
      close(own.stableRank, theirs.stableRank, `${name}, stable rank`);
      close(own.logNorm, theirs.logNorm, `${name}, log norm`);
      if (theirs.count < FEW) continue;
      const [exponent, xmin, distance] = theirs.powerLaw;
      close(spectrum.exponent, exponent, `${name}, exponent`);
      close(spectrum.xmin, xmin, `${name}, xmin`);
      close(spectrum.distance, distance, `${name}, distance`);
    }
  });

  it('has the numbers that WeightWatcher gives for the same weights in PyTorch', () => {
    const file = join('test', 'fixtures', 'weights', 'bertTiny.json');
    const byOther = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ByWeightWatcher>;
    expect(
      Object.keys(byOther)
        .map((name) => `${name}.weight`)
        .sort(),
    ).toEqual([...report.keys()].sort());
    for (const [name, theirs] of Object.entries(byOther)) {
      const { spectrum, ...own } = report.get(`${name}.weight`)!;
      close(own.stableRank, theirs.stable_rank, `${name}, stable rank`);
      close(own.logNorm, theirs.log_norm, `${name}, log norm`);
      close(own.logSpectralNorm, theirs.log_spectral_norm, `${name}, log spectral norm`);
      if (spectrum.count < FEW) continue;
      close(spectrum.exponent, theirs.alpha, `${name}, exponent`);
      close(spectrum.distance, theirs.D, `${name}, distance`);
      close(own.alphaHat, theirs.alpha_weighted, `${name}, alpha-hat`);
    }
  });
});
