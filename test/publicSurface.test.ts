import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exportsOf, isFunction, programOf } from './examples/compileExamples.js';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>;
};
const modules = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace('.', 'heavytail'));

const fileOf = (module: string): string => join(root, `all-${module.replace('/', '-')}.ts`);
const programOfModules = (names: readonly string[]): ReturnType<typeof programOf> =>
  programOf(root, new Map(names.map((name) => [fileOf(name), `import * as all from '${name}';`])));

describe('what the package exports', () => {
  const parts = modules.filter((module) => module !== 'heavytail/nets');
  const program = programOfModules(parts);

  it.each(parts)('%s: the functions that its declarations promise', async (module) => {
    const promised = exportsOf(program, fileOf(module)).filter((symbol) => isFunction(program, symbol));
    const found = (await import(module)) as Record<string, unknown>;
    expect(promised.map(({ name }) => name).filter((name) => typeof found[name] !== 'function')).toEqual([]);
    expect(promised.length).toBeGreaterThan(0);
  });

  it('names no type of TensorFlow.js, whose declarations need skipLibCheck, outside heavytail/nets', () => {
    const files = program.getSourceFiles().map(({ fileName }) => fileName);
    expect(files.filter((file) => file.includes('@tensorflow'))).toEqual([]);
    expect(files.some((file) => file.endsWith('experiments/fig3/experiment.d.ts'))).toBe(true);
  });

  it('keeps the networks out of heavytail itself', async () => {
    const all = (await import('heavytail')) as Record<string, unknown>;
    const nets = (await import('heavytail/nets')) as Record<string, unknown>;
    expect(Object.keys(nets).filter((name) => all[name] === nets[name])).toEqual([]);
  });
});
