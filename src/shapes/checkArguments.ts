import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../packageFolder.js';
import { checkShape } from './checkShape.js';
import type { DeclaredShapes, FieldShape } from './shape.js';

let shapes: DeclaredShapes | undefined;

const declared = (): DeclaredShapes =>
  (shapes ??= JSON.parse(
    readFileSync(join(packageFolder(), 'dist/src/shapes/shapes.json'), 'utf8'),
  ) as DeclaredShapes);

/**
 * Checks what an exported function was given against its declaration: a caller without types, or with a result that comes from
 * somewhere else, learns which part of which argument is not what it should be.
 *
 * @param callee the name of the function
 * @param given its arguments in order, by the names that messages call them
 * @throws RangeError naming the first place that is of another type than declared, that is NaN, or that an object which readers write
 *   does not know
 */
export function checkArguments(callee: string, given: Readonly<Record<string, unknown>>): void {
  Object.entries(given).forEach(([name, value], place) => checkArgument(callee, place, name, value));
}

/**
 * One argument, where the function checks the others itself; see {@link checkArguments}.
 *
 * @param place of the argument, from 0
 */
export function checkArgument(callee: string, place: number, name: string, value: unknown): void {
  const { functions, objects } = declared();
  const parameters: readonly FieldShape[] | undefined = functions[callee];
  if (parameters === undefined)
    throw new Error(`${callee} has no declared shapes: npm run build writes them`);
  const { shape, optional } = parameters[place];
  if (!(optional && value === undefined)) checkShape(name, value, shape, objects, true);
}
