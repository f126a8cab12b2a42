/** A compiled cell as a function that runs it. */
import { types } from 'node:util';
import { Script } from 'node:vm';
import { nameVariables, showIn, type CellScope, type Variable } from './cellScope.js';
import { CAUGHT_NAME, IMPORTS_NAME, NAMESPACE_NAME, RESULT_NAME } from './cellScript.js';
import type { Compiled } from './compiler.js';
import { denoJupyter } from './denoJupyter.js';
import { IMPORT_NAME, META_NAME } from './emit.js';
import type { CellModules } from './modules.js';

export type CellFunction = () => void | Promise<void>;

export interface CellSurroundings {
  readonly scope: CellScope;
  readonly modules: CellModules;
  /** Takes the value of the last expression. */
  readonly result: { value?: unknown };
}

/** What an import statement binds: the exported name, `default` or `*`, and where it is put. */
type Bound = readonly [name: string, variable: Variable];

const isModule = (loaded: unknown): boolean =>
  types.isModuleNamespaceObject(loaded) ||
  ((typeof loaded === 'object' || typeof loaded === 'function') &&
    loaded !== null &&
    (loaded as { __esModule?: unknown }).__esModule === true);

/** What a name means of a module that may be written in CommonJS. */
function exported(loaded: unknown, name: string): () => unknown {
  const module = loaded as Record<string, unknown>;
  if (name === '*') {
    const whole = isModule(loaded) ? loaded : { ...(loaded as object), default: loaded };
    return () => whole;
  }
  if (name === 'default' && !isModule(loaded)) return () => loaded;
  return () => module[name];
}

function bindImports(modules: CellModules, specifier: string, bound: readonly Bound[]): void {
  const loaded = modules.imported(specifier);
  for (const [name, variable] of bound) showIn(variable, exported(loaded, name));
}

/** Fills a new enum or namespace, and names it when that has succeeded. */
function makeNamespace(variable: Variable, fill: (made: object) => void): void {
  const made = {};
  fill(made);
  variable.v = made;
}

/**
 * The function of a compiled cell, which is strict like every ES module. It is a function in a function, so that a cell
 * may declare what it is given anew.
 */
export function createCellFunction(
  compiled: Compiled,
  fileName: string,
  { scope, modules, result }: CellSurroundings,
): CellFunction {
  for (const name of compiled.vars) if (!scope.has(name)) scope.variable(name).v = undefined;
  const module = { exports: {} };
  const given: Record<string, unknown> = {
    [IMPORTS_NAME]: (specifier: string, bound: readonly Bound[]) => bindImports(modules, specifier, bound),
    [NAMESPACE_NAME]: makeNamespace,
    [CAUGHT_NAME]: nameVariables,
    [RESULT_NAME]: result,
    [IMPORT_NAME]: modules.import,
    [META_NAME]: modules.meta,
    require: modules.require,
    module,
    exports: module.exports,
    __dirname: modules.meta.dirname,
    __filename: modules.meta.filename,
    Deno: { jupyter: denoJupyter },
  };
  for (const { name, parameter } of compiled.variables) given[parameter] = scope.variable(name);
  const parameterOf = (name: string): string =>
    compiled.variables.find((each) => each.name === name)?.parameter ?? name;
  const functions = compiled.functions.map((name) => `${parameterOf(name)}.v = ${name};`).join(' ');
  const head = `(function (${Object.keys(given).join(', ')}) { 'use strict'; return ${compiled.isAsync ? 'async ' : ''}function () { ${functions}\n`;
  const script = new Script(`${head}${compiled.code}\n} })`, { filename: fileName, lineOffset: -1 });
  return (script.runInThisContext() as (...values: unknown[]) => CellFunction)(...Object.values(given));
}
