// Compiles the kernel. The files of src/sgd/rules are shared with TypeScript, where imports end in .js and types are
// imported as such; for AssemblyScript both are rewritten on the way in, and the rules' `lanes` is the SIMD one of this folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

const read = async (file, base) => {
  const path = file.replace('src/sgd/rules/lanes.ts', 'src/sgd/assembly/lanes.ts');
  try {
    const text = await readFile(join(base, path), 'utf8');
    return text.replace(/^import [^;]*;/gm, (line) => line.replace(/\btype /g, '').replace(/\.js'/, "'"));
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
