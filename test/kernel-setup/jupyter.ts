import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../../src/packageFolder.js';

/** A program that tests need, or why there is none. */
export type Tool = { readonly command: string } | { readonly missing: string };

/** The Python named by HEAVYTAIL_PYTHON, or that of this project's .jupyter-env, if it has all `modules`. */
export function findPython(modules: readonly string[]): Tool {
  const command = process.env['HEAVYTAIL_PYTHON'] ?? join(packageFolder(), '.jupyter-env', 'bin', 'python');
  if (!existsSync(command)) return { missing: `there is no ${command}; make it as .ci/run does` };
  const run = spawnSync(command, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' });
  return run.status === 0
    ? { command }
    : { missing: `${command} lacks a module: ${run.stderr.trim().split('\n').at(-1)}` };
}

/** Why tests that need `tools` cannot run, if one is missing. */
export function missingOf(...tools: readonly Tool[]): string | undefined {
  for (const tool of tools) if ('missing' in tool) return tool.missing;
  return undefined;
}
