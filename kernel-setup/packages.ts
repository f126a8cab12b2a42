/** How code in a folder finds packages and ES modules. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { constants, Script } from 'node:vm';

const ownRequire = createRequire(import.meta.url);

const errorCode = (error: unknown): string | undefined => (error as { code?: string } | undefined)?.code;

/** Folders, JSON, add-ons, and what a package exports for `require` only. */
const LEFT_TO_REQUIRE = new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_IMPORT_ATTRIBUTE_MISSING',
  'ERR_IMPORT_ASSERTION_TYPE_MISSING',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);

/** Whether `import` failed at a module that `require` may load. */
export const isLeftToRequire = (error: unknown): boolean => LEFT_TO_REQUIRE.has(errorCode(error) ?? '');

const isOwn = (specifier: string): boolean => /^heavytail($|\/)/.test(specifier);

/** A package as `require` finds it from a folder; this package itself is found everywhere. */
export function requirePackage(folder: string, specifier: string): unknown {
  try {
    return createRequire(join(folder, 'cell.js'))(specifier);
  } catch (error) {
    const notFound =
      errorCode(error) === 'MODULE_NOT_FOUND' && (error as Error).message.includes(`'${specifier}'`);
    if (isOwn(specifier) && notFound) return ownRequire(specifier);
    throw error;
  }
}

/**
 * Whether `require` finds the same module as `import`: one in CommonJS. Then `require` gives all its names, and the
 * namespace only those that Node finds by reading it.
 */
export function isRequired(folder: string, specifier: string, namespace: object): boolean {
  try {
    const required = ownRequire.cache[createRequire(join(folder, 'cell.js')).resolve(specifier)];
    return required !== undefined && required.exports === (namespace as { default?: unknown }).default;
  } catch {
    // There is nothing for `require` in the package.
    return false;
  }
}

/** A `require` for code in a folder that loads with `load`, and resolves as Node does. */
export function requireOf(folder: string, load: (specifier: string) => unknown): NodeJS.Require {
  const { resolve, cache, extensions, main } = createRequire(join(folder, 'cell.js'));
  return Object.assign((specifier: string) => load(specifier), { resolve, cache, extensions, main });
}

/** A module as `import()` finds it from a folder; this package itself is found everywhere. */
export async function importPackage(folder: string, specifier: string): Promise<unknown> {
  try {
    return await nativeImport(folder, specifier);
  } catch (error) {
    if (errorCode(error) !== 'ERR_MODULE_NOT_FOUND' || !isOwn(specifier)) throw error;
    return requirePackage(folder, specifier);
  }
}

/** Node's own `import()`, resolving from a folder. The option for it is marked experimental until Node 22. */
export function nativeImport(folder: string, specifier: string): Promise<object> {
  const script = new Script('(specifier) => import(specifier)', {
    filename: join(folder, 'cell.mjs'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (script.runInThisContext() as (specifier: string) => Promise<object>)(specifier);
}
