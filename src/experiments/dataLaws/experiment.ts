import type { Seed } from '../../random/index.js';
import type { Preset } from '../../sweeps/preset.js';
import { gallerySpec } from '../optimisers/experiment.js';
import type { VariantsSpec } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** At `quick` fewer of those at which only the heaviest law, or every one, is heavy. */
const STEP_SIZES: Readonly<Record<Preset, readonly number[]>> = {
  smoke: [0.2, 0.6],
  quick: [0.1, 0.25, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75],
  paper: [0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8],
};

/**
 * Laws of the data rows on one problem, all with covariance of trace d: what differs is the shape of the entries and of the
 * spectrum. The scale of Student-t rows is such that their variance is 1; the spectrum falls in constant ratio over a factor of 10.
 *
 * @example
 * const { variants } = dataLawsSpec('quick');
 * variants.slice(0, 4).map(({ name }) => name); // ['Gaussian', 'uniform', 'Rademacher', 'anisotropic']
 */
export function dataLawsSpec(preset: Preset, seed: Seed = 'data laws'): VariantsSpec {
  checkArguments('dataLawsSpec', { preset, seed });

  const gallery = gallerySpec(preset, seed);
  const { dimension } = gallery.problem;
  const powers = Array.from({ length: dimension }, (_, j) => 10 ** (-j / (dimension - 1)));
  const trace = powers.reduce((sum, value) => sum + value, 0);
  return {
    ...gallery,
    run: { ...gallery.run, repeats: { smoke: 200, quick: 400, paper: 1600 }[preset], center: 'minimiser' },
    variants: [
      { name: 'Gaussian' },
      { name: 'uniform', law: { name: 'uniform' } },
      { name: 'Rademacher', law: { name: 'rademacher' } },
      {
        name: 'anisotropic',
        law: { name: 'anisotropic', spectrum: powers.map((value) => (value * dimension) / trace) },
      },
      { name: 'Student-t, 5 degrees', law: { name: 'studentT', degrees: 5 }, sigma: Math.sqrt(3 / 5) },
      { name: 'sparse, density 0.2', law: { name: 'sparse', density: 0.2 } },
    ],
    stepSizes: STEP_SIZES[preset],
  };
}
