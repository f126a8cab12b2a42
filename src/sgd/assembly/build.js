// Compiles the kernel. The files of src/sgd/rules and vectors.ts are shared with TypeScript, where imports end in .js and types
// are imported as such; for AssemblyScript both are rewritten on the way in, what a rule says about its parameters is left
// out, and `lanes` is the SIMD one of this folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';
import { assemblyList } from '../listRules.js';

const read = async (file, base) => {
  if (file === 'src/sgd/rules.ts') return assemblyList();
  const path = file.replace('src/sgd/lanes.ts', 'src/sgd/assembly/lanes.ts');
  try {
    const text = await readFile(join(base, path), 'utf8');
    return text
      .replace(/^import [^;]*ruleParameters[^;]*;/gm, '')
      .replace(/^export const parameters = [^;]*;/gm, '')
      .replace(/^import [^;]*;/gm, (line) => line.replace(/\btype /g, '').replace(/\.js'/, "'"));
  } catch {
    return null;
  }
};

const { error, stderr } = await main(
  ['src/sgd/assembly/index.ts', '-o', 'dist/src/sgd/sgd.wasm', '--target', 'sgd'],
  { readFile: read },
);
if (error) {
  process.stderr.write(stderr.toString());
  process.exitCode = 1;
}
