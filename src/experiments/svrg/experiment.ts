import type { Seed } from '../../random/index.js';
import { checkInteger } from '../../check.js';
import type { Preset } from '../../sweeps/preset.js';
import { onFig1a, sgd, type VariantsSpec } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Iterations between two snapshots of SVRG in {@link svrgSpec}. */
export const svrgSnapshotLength = 50;

/**
 * SVRG beside SGD in the setting of Figure 1(a), by their last iterates, at step-sizes where both are stable, after each of `lengths` iterations: SGD levels
 * off at its stationary law, SVRG goes on to the minimiser. `snapshotLength` is the m of Johnson & Zhang 2013, the number
 * of iterations between two full gradients; their advice m = 2n/b exceeds K here, so it is shortened to 50.
 *
 * @param lengths iterations of the runs, whose second half is averaged
 * @example
 * const { variants } = svrgSpec('quick');
 * variants.slice(0, 3).map(({ name }) => name); // ['SGD, K = 1000', 'SVRG, K = 1000', 'SGD, K = 2000']
 */
export function svrgSpec(
  preset: Preset,
  seed: Seed = 'svrg',
  lengths: readonly number[] = preset === 'smoke' ? [200, 400, 800] : [1000, 2000, 4000],
): VariantsSpec {
  checkArguments('svrgSpec', { preset, seed, lengths });

  const { problem, run } = onFig1a(preset, seed, [sgd]);
  const smoke = preset === 'smoke';
  // Averages come nearer with the length of a run, whatever the law does: the last iterate tells.
  const variants = lengths.flatMap((iterations) => {
    checkInteger('lengths', iterations, 2);
    const length = { iterations, burnIn: Math.floor(iterations / 2), iterate: 'last' as const };
    const rule = { name: 'svrg', snapshotLength: svrgSnapshotLength } as const;
    return [
      { name: `SGD, K = ${length.iterations}`, ...length },
      { name: `SVRG, K = ${length.iterations}`, ...length, rule },
    ];
  });
  return {
    problem,
    run: { ...run, repeats: { smoke: 200, quick: 100, paper: 1600 }[preset] },
    variants,
    stepSizes: smoke ? [0.02, 0.05] : [0.01, 0.02, 0.04, 0.08],
    batchSizes: smoke ? [5] : [5, 20],
  };
}
