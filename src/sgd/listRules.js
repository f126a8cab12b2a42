// The update rules are the files of src/sgd/rules: this writes src/sgd/rules.ts, the list of them, and for AssemblyScript the
// same as a chain of calls. A rule's number is its place in the alphabet.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { URL, pathToFileURL } from 'node:url';

const folder = new URL('rules/', import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();

/** The list for TypeScript. */
export const typescriptList =
  () => `// Written by listRules.js at every build from the files of src/sgd/rules: do not edit.
${names.map((name) => `import * as ${name}Rule from './rules/${name}.js';`).join('\n')}

/** Every update rule of its own file: its step and its parameters, in the order in which the step reads them. */
export const rules = {
${names.map((name) => `  ${name}: { step: ${name}Rule.${name}, parameters: ${name}Rule.parameters },`).join('\n')}
} as const;
`;

/** The arguments that a rule's function takes, by their names. */
const argumentsOf = (name) => {
  const text = readFileSync(new URL(`${name}.ts`, folder), 'utf8');
  const declared = new RegExp(`^export function ${name}\\(([^)]*)\\): void`, 'm').exec(text);
  if (declared === null) throw new Error(`src/sgd/rules/${name}.ts must export function ${name}(…): void`);
  return declared[1].match(/\w+(?=:)/g).join(', ');
};

/** The call of a rule by its number, for AssemblyScript. */
export const assemblyList =
  () => `${names.map((name) => `import { ${name} } from './rules/${name}';`).join('\n')}
export function applyRule(
  rule: u32, x: usize, g: usize, bytes: usize, stepSize: f64, parameters: usize, memory: usize,
): void {
${names.map((name, i) => `  if (rule == ${i}) { ${name}(${argumentsOf(name)}); return; }`).join('\n')}
}
`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const file = new URL('rules.ts', import.meta.url);
  const text = typescriptList();
  if (readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
}
