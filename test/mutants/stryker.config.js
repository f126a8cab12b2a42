/** How mutants are made and judged; `run.js` beside this says which. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutants/sample.js'],
  ignorers: ['sample'],
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  // The tests import the built package: the mutants are built as well.
  buildCommand: 'node test/mutants/build.js',
  coverageAnalysis: 'perTest',
  // What is computed when a module is loaded would need every test for every mutant.
  ignoreStatic: true,
  // Words of messages are pinned where they matter; a test for each would only copy them.
  mutator: { excludedMutations: ['StringLiteral'] },
  // AssemblyScript is no TypeScript, and is not mutated.
  warnings: { preprocessorErrors: false },
  incremental: true,
  incrementalFile: 'dist/mutants/incremental.json',
  tempDirName: 'dist/mutants/sandboxes',
  ignorePatterns: ['dist/mutants', 'dist/test', 'results', '.jupyter-env', '.jupyter', 'bench', 'notebooks'],
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'dist/mutants/mutants.json' },
  htmlReporter: { fileName: 'dist/mutants/mutants.html' },
  clearTextReporter: { reportTests: false, allowEmojis: false },
  concurrency: 1,
  dryRunTimeoutMinutes: 60,
  // A busy machine must not look like a loop without an end.
  timeoutMS: 30_000,
  timeoutFactor: 3,
  thresholds: { high: 90, low: 80, break: null },
  allowConsoleColors: false,
};
