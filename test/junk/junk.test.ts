import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { junkRun } from './drive.js';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** All functions, with `npm run torture`; else those that answer at once. */
const whole = process.env.HEAVYTAIL_TORTURE !== undefined;
const seed = process.env.HEAVYTAIL_TORTURE || 'junk';
const quick =
  'hill|moments|pickands|smoothedHill|kernelEstimator|logOrder|logVariance|hillCurve|tailIndex|lyapunov|momentGrowth|maxStepSize|criticalStepSize|regime|diffusionTail|homogenisedLaw|scalar.*|hessianLaw|stable(Cdf|Quantile|Sample|Characteristic)|toParametrization|graphNeighbours|metropolisWeights|linspace|logspace|rankCorrelation|runSweep|judge|.*Spec|leNet|vgg11|canFuse|styled.*|seriesStyle|minimiser|leastSquares|rowNorms';

describe(`junk in the arguments of exported functions, seed ${seed}`, () => {
  let cache: string;
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'heavytail-junk-'));
  });
  afterAll(() => rm(cache, { recursive: true, force: true }));

  it(
    'is named, or gives numbers: no call hangs, gives NaN that is not documented, or throws an error that names no argument',
    { timeout: whole ? 3 * 3_600_000 : 600_000 },
    async () => {
      const order = whole
        ? { root, seed, depth: 3, share: 1, budget: 120_000, only: '.*' }
        : { root, seed, depth: 2, share: 0.15, budget: 2000, only: quick };
      const { made, wrong } = await junkRun(
        order,
        cache,
        whole ? (what) => process.stderr.write(`${what}\n`) : undefined,
      );
      expect(wrong).toEqual([]);
      expect(made).toBeGreaterThan(500);
    },
  );
});
