import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { keptPool } from './keptWorker.js';
import { QuickFirst } from './quickFirst.js';

const built = (path: string): string => fileURLToPath(new URL(`../../dist/src/${path}`, import.meta.url));
const rooms = (process.env.MUTANTS_ROOMS ?? '*').split(',');

/**
 * Tests that draw so much, or start so many threads and processes, that a run for every mutant would take days. What they alone would
 * notice counts as survived.
 */
const slow = [
  ...['diffusion', 'isotropic', 'tailConstant'].map((name) => `theory/${name}`),
  ...['exactVariants', 'featureLaws', 'products'].map((name) => `theory/products/${name}`),
  ...['dependence', 'directions', 'family', 'feuervergerHall', 'tailsThatEnd'].map(
    (name) => `estimators/${name}`,
  ),
  ...['loss', 'network', 'rules', 'simulate', 'simulator', 'streamLaws'].map((name) => `sgd/${name}`),
  'data/labels',
  'sweeps/points/resume',
];

export default defineConfig({
  plugins: [
    {
      name: 'kept-worker',
      // Stryker asks for threads on the command line, which is stronger than a configuration.
      configureVitest: ({ project }) => {
        Object.assign(project.config, { pool: keptPool.name, poolRunner: keptPool });
      },
    },
  ],
  // In the folder where mutants are tried, the package's name would lead to the package outside.
  resolve: {
    alias: [
      { find: /^heavytail$/, replacement: built('index.js') },
      { find: /^heavytail\/(\w+)$/, replacement: built('$1/index.js') },
    ],
  },
  test: {
    include: rooms.map((room) => `test/${room}/**/*.test.ts`),
    exclude: slow.map((name) => `test/${name}.test.ts`),
    // Node itself loads what is built: quicker than through the transforms of the tests.
    server: { deps: { external: [/\/dist\/(src|kernel-setup)\//] } },
    setupFiles: ['test/mutants/activeMutant.ts'],
    isolate: false,
    sequence: { sequencer: QuickFirst },
    // Stryker itself ends what takes too long, measured by the first run, which may be slow on a busy machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
