/** Part of the build: reads the declarations and writes the shapes of the parameters of all exported functions beside this module. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packageFolder } from '../packageFolder.js';
import { declaredShapes } from './declaredShapes.js';

/** The files of declarations that the package exports, and that of what workers are sent. */
const exportedDeclarations = (): string[] => {
  const text = readFileSync(join(packageFolder(), 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as { exports: Record<string, { types?: string }> };
  const exported = Object.values(exports).flatMap(({ types }) => types ?? []);
  return [...exported, 'dist/src/worker/taskData.d.ts'].map((file) => join(packageFolder(), file));
};

const files = exportedDeclarations();
const program = ts.createProgram(files, {
  ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  ...{ target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, types: ['node'] },
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
});
const shapes = JSON.stringify(declaredShapes(program, files));
writeFileSync(fileURLToPath(new URL('./shapes.json', import.meta.url)), shapes);
