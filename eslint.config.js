import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import * as regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Files of src that every room may import: they use nothing of Node. */
const ground = [
  ...[
    'check.ts',
    'countWords.ts',
    'interruptSignal.ts',
    'interval.ts',
    'isDecimal.ts',
    'longCall.ts',
    'nearestName.ts',
    'plainData.ts',
    'rows.ts',
  ],
  ...['sortNumbers.ts', 'symmetricEigenvalues.ts', 'threadDeath.ts'],
];
/** Files of src for rooms that run in Node. */
const nodeGround = [
  'cacheDirectory.ts',
  'findProgramme.ts',
  'packageFolder.ts',
  'packageVersion.ts',
  'turns.ts',
];
/** Rooms that run in a browser unchanged. */
const pure = ['random', 'stable', 'setting', 'expressions', 'theory', 'estimators'];

const science = [...pure, 'shapes', 'data', 'parallel', 'sgd', 'nets'];
/** The house: which rooms of src each room may import, from the ground up. The picture is in docs/architecture.md. */
const mayImport = {
  random: [],
  stable: ['random'],
  setting: ['random'],
  expressions: ['random', 'stable'],
  theory: ['random', 'stable', 'setting'],
  estimators: ['random', 'stable'],
  files: [],
  shapes: [],
  parallel: ['shapes', 'estimators'],
  data: ['files', 'shapes', 'random', 'setting'],
  sgd: ['shapes', 'random', 'setting', 'expressions', 'data'],
  nets: ['files', 'shapes', 'random', 'estimators', 'data', 'parallel'],
  queue: [],
  sweeps: [...science, 'files', 'queue'],
  figures: ['shapes', 'stable', 'estimators'],
  experiments: [...science, 'sweeps', 'figures'],
  worker: [...science, 'queue', 'sweeps', 'experiments'],
  drawing: ['shapes', 'files', 'figures'],
  notebook: ['shapes', 'sweeps', 'figures', 'drawing'],
  runner: ['files', 'notebook'],
  page: ['files', 'sweeps', 'figures', 'drawing', 'notebook', 'runner'],
  explorer: ['files', 'shapes', 'theory', 'figures', 'notebook'],
  site: ['files', 'notebook', 'runner', 'page', 'explorer'],
  cli: [
    'files',
    'data',
    'figures',
    'nets',
    'sweeps',
    'drawing',
    'notebook',
    'runner',
    'page',
    'explorer',
    'queue',
    'worker',
  ],
};

const floors = Object.entries(mayImport).map(([room, others]) => {
  const files = pure.includes(room) ? ground : [...ground, ...nodeGround];
  return {
    target: `./src/${room}`,
    from: './src',
    except: [room, ...others, ...files].map((name) => `./${name}`),
    message: `src/${room} may import ${others.join(', ') || 'no other room'}: see mayImport in eslint.config.js.`,
  };
});

export default tseslint.config(
  { ignores: ['.jupyter-env/', 'dist/', 'results/', 'node_modules/', '**/assembly/**', 'notebooks/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    // Explicit types at the borders keep the declarations readable for every TypeScript since 5.0.
    files: ['src/**/*.ts', 'kernel-setup/**/*.ts'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'error' },
  },
  {
    files: ['src/**/*.ts', 'kernel-setup/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'Date',
          property: 'now',
          message:
            'Clocks are set back: performance.now() measures durations. Only the ages of files need Date.',
        },
      ],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: floors }],
    },
  },
  {
    // Texts come from cells, notebooks and files of any length: no pattern may take a time that grows with its square.
    files: ['src/**/*.ts', 'kernel-setup/**/*.ts'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: pure.map((room) => `src/${room}/**/*.ts`),
    rules: {
      'import-x/no-nodejs-modules': 'error',
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', '__dirname', 'require'],
    },
  },
  {
    // The kernel shares the global object with the cells, which may replace what is on it.
    files: ['kernel-setup/**/*.ts'],
    ignores: ['platform', 'control', 'controlThread', 'gather', 'iopubThread', 'install', 'lab'].map(
      (name) => `kernel-setup/${name}.ts`,
    ),
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setImmediate', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'Promise'].map(
          (name) => ({
            name,
            message: `Take ${name} from platform.ts.`,
          }),
        ),
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  prettier,
);
