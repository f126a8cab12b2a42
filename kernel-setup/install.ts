#!/usr/bin/env node
/** `npm run kernel`: installs, checks or removes the kernelspec. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkOneOf } from '../src/check.js';
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

const HELP = `Usage: npm run kernel [-- options]

Installs the Jupyter kernel "${DISPLAY_NAME}", starts it once and runs 1 + 1 in it.

  --prefix DIR       install below DIR/share/jupyter, for example a virtual environment
  --repository       install into this project's .jupyter folder; start Jupyter with JUPYTER_PATH set to it
  --check            only start the installed kernel and run 1 + 1
  --uninstall        remove the kernel again
  --type-errors HOW  error (default): a type error stops the cell; warn: it is shown and the cell runs; off
  --help             show this text
`;

class UsageError extends Error {}

const say = (line: string): void => console.log(line);

function readOptions(): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({
      options: {
        prefix: { type: 'string' },
        repository: { type: 'boolean' },
        check: { type: 'boolean' },
        uninstall: { type: 'boolean' },
        'type-errors': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Starts the installed kernel as Jupyter would, and runs 1 + 1. */
async function verify(dataFolder: string): Promise<void> {
  const spec = readSpec(dataFolder);
  if (spec === undefined)
    throw new Error(`there is no kernel in ${specFolder(dataFolder)}; install it with: npm run kernel`);
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

function explain(dataFolder: string, prefix: string | undefined): void {
  const own = join(packageFolder(), '.jupyter-env');
  const jupyter = findJupyter([...(prefix === undefined ? [] : [prefix]), own]);
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
  say('  or: npm run lab');
  say(`  in VS Code: open a notebook and choose the kernel "${DISPLAY_NAME}" under Jupyter Kernel`);
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options['help'] === true) return void process.stdout.write(HELP);
  const { prefix, repository } = options;
  if (prefix !== undefined && repository === true)
    throw new UsageError('--prefix and --repository exclude each other');
  if (prefix === '') throw new UsageError('--prefix must name a folder');
  const dataFolder =
    typeof prefix === 'string'
      ? join(resolve(prefix), 'share', 'jupyter')
      : repository === true
        ? join(packageFolder(), '.jupyter')
        : userDataFolder();
  const typeErrors = options['type-errors'] ?? 'error';
  try {
    checkOneOf('--type-errors', typeErrors, ['error', 'warn', 'off'] as const);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (options['uninstall'] === true) {
    const removed = removeSpec(dataFolder);
    return say(
      removed ? `Removed ${specFolder(dataFolder)}.` : `There is no kernel in ${specFolder(dataFolder)}.`,
    );
  }
  if (options['check'] === true) return verify(dataFolder);
  const folder = writeSpec(dataFolder, kernelSpec(typeErrors));
  say(`Installed the kernel "${DISPLAY_NAME}" (${KERNEL_NAME}) in ${folder}.`);
  await verify(dataFolder);
  explain(dataFolder, typeof prefix === 'string' ? resolve(prefix) : undefined);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  if (error instanceof UsageError) console.error('See: npm run kernel -- --help');
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
