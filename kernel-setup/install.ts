/** Installs, checks and removes the kernelspec. */
import { join, resolve } from 'node:path';
import { startKernel } from '../src/runner/kernelClient.js';
import { packageFolder } from '../src/packageFolder.js';
import { commandLines } from './commandLine.js';
import { findJupyter } from './findJupyter.js';
import {
  DISPLAY_NAME,
  kernelSpec,
  KERNEL_NAME,
  readSpec,
  removeSpec,
  specFolder,
  userDataFolder,
  writeSpec,
} from './kernelspec.js';
import { isInstalled, ownFolder } from './ownFolder.js';
import type { TypeErrors } from './problems.js';

/** Where the kernelspec is installed: for this user, where neither is given. */
export interface KernelTarget {
  /** Below share/jupyter of this folder, for example a virtual environment. */
  readonly prefix?: string;
  /** Into the folder .jupyter of this project. */
  readonly repository?: boolean;
}

const dataFolderOf = ({ prefix, repository }: KernelTarget): string => {
  if (prefix !== undefined) return join(resolve(prefix), 'share', 'jupyter');
  if (repository === true) return join(isInstalled() ? process.cwd() : packageFolder(), '.jupyter');
  return userDataFolder();
};

/** Starts the installed kernel as Jupyter would, and runs 1 + 1. */
export async function checkKernel(target: KernelTarget, say: (line: string) => void): Promise<void> {
  const dataFolder = dataFolderOf(target);
  const spec = readSpec(dataFolder);
  if (spec === undefined)
    throw new Error(
      `there is no kernel in ${specFolder(dataFolder)}; install it with: npx heavytail kernel install`,
    );
  const began = performance.now();
  const kernel = await startKernel({
    cwd: process.cwd(),
    env: { ...process.env, ...spec.env },
    command: (file) => spec.argv.map((word) => word.replace('{connection_file}', file)),
  });
  try {
    let result: unknown;
    await kernel.execute('1 + 1', {
      onMessage: ({ header, content }) => {
        if (header.msg_type === 'execute_result')
          result = (content['data'] as Record<string, unknown>)['text/plain'];
      },
    });
    if (result !== '2') throw new Error(`the kernel answered 1 + 1 with ${JSON.stringify(result)}`);
  } finally {
    await kernel.shutdown();
  }
  say(`Checked: it starts and computes 1 + 1 = 2 (${((performance.now() - began) / 1000).toFixed(1)} s).`);
}

function explain(target: KernelTarget, say: (line: string) => void): void {
  const dataFolder = dataFolderOf(target);
  const prefix = target.prefix === undefined ? undefined : resolve(target.prefix);
  const jupyter = findJupyter([...(prefix === undefined ? [] : [prefix]), ownFolder('jupyter-env')]);
  say('');
  if (jupyter === undefined) {
    say(
      'Jupyter was not found on the PATH or in a virtual environment. The kernel will be there when you install it:',
    );
    say('  pip install jupyterlab');
  } else say(`Jupyter is ${jupyter.command}.`);
  const known =
    dataFolder === userDataFolder() || (prefix !== undefined && jupyter?.command.startsWith(prefix));
  say('Open the notebooks:');
  const words = [jupyter?.command ?? 'jupyter', 'lab', join(packageFolder(), 'notebooks')];
  const lines = commandLines(words, known ? {} : { JUPYTER_PATH: dataFolder });
  for (const { shell, line } of lines) say(shell === undefined ? `  ${line}` : `  in ${shell}: ${line}`);
  say('  or: npx heavytail lab');
  say(`  in VS Code: open a notebook and choose the kernel "${DISPLAY_NAME}" under Jupyter Kernel`);
}

/** Installs the kernelspec, starts the kernel once and says how to open the notebooks with it. */
export async function installKernel(
  target: KernelTarget,
  typeErrors: TypeErrors,
  say: (line: string) => void,
): Promise<void> {
  const folder = writeSpec(dataFolderOf(target), kernelSpec(typeErrors));
  say(`Installed the kernel "${DISPLAY_NAME}" (${KERNEL_NAME}) in ${folder}.`);
  await checkKernel(target, say);
  explain(target, say);
}

/** Removes the kernelspec; where there is none, that is all that is said. */
export function removeKernel(target: KernelTarget, say: (line: string) => void): void {
  const dataFolder = dataFolderOf(target);
  say(
    removeSpec(dataFolder)
      ? `Removed ${specFolder(dataFolder)}.`
      : `There is no kernel in ${specFolder(dataFolder)}.`,
  );
}
