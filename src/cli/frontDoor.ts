/** The commands with which one comes in: kernel, lab, explorer, docs, cache and new. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Argument, Option, type Command } from 'commander';
import { packageFolder } from '../packageFolder.js';
import { cacheDirectory } from '../cacheDirectory.js';
import { cacheParts, type CachePart } from './cache.js';
import { notebookFolder } from './notebookFolder.js';
import type { Surroundings } from './surroundings.js';
import { UsageError } from './usageError.js';

type Print = (line: string) => void;

type KernelAction = 'install' | 'check' | 'remove';

interface KernelFlags {
  readonly prefix?: string;
  readonly repository?: boolean;
  readonly typeErrors: 'error' | 'warn' | 'off';
  readonly check?: boolean;
  readonly uninstall?: boolean;
}

async function kernelCommand(
  action: KernelAction | undefined,
  flags: KernelFlags,
  print: Print,
): Promise<void> {
  const { prefix, repository, typeErrors } = flags;
  if (prefix === '') throw new UsageError('--prefix must name a folder');
  const asked = [action, flags.check && 'check', flags.uninstall && 'remove'].filter(Boolean);
  if (new Set(asked).size > 1)
    throw new UsageError(`kernel does one thing at a time, got ${asked.join(' and ')}`);
  const target = { prefix, repository };
  const { checkKernel, installKernel, removeKernel } = await import('../../kernel-setup/install.js');
  if (asked[0] === 'remove') return removeKernel(target, print);
  if (asked[0] === 'check') return checkKernel(target, print);
  return installKernel(target, typeErrors, print);
}

async function labCommand(words: readonly string[], print: Print, signal: AbortSignal): Promise<void> {
  const [first] = words;
  const named = first !== undefined && !first.startsWith('-');
  if (named && !existsSync(first)) throw new UsageError(`the folder ${JSON.stringify(first)} does not exist`);
  const { openLab } = await import('../../kernel-setup/lab.js');
  const options = named ? words.slice(1) : words;
  process.exitCode = await openLab(named ? first : notebookFolder(), options, print, signal);
}

interface OpenFlags {
  readonly open: boolean;
}

/** Prints where a page is, and opens it unless told otherwise. */
async function show(file: string, { open }: OpenFlags, print: Print): Promise<void> {
  print(file);
  if (!open) return;
  const { openInBrowser } = await import('./openInBrowser.js');
  if (!(await openInBrowser(pathToFileURL(file).href))) print('Open it in a browser.');
}

function explorerCommand(flags: OpenFlags, print: Print): Promise<void> {
  return show(join(packageFolder(), 'dist', 'src', 'explorer', 'explorer.html'), flags, print);
}

/** The site with the reference where a clone has built it (`npm run docs`), or else pages of the documents. */
async function docsCommand(flags: OpenFlags, print: Print): Promise<void> {
  const site = join(packageFolder(), 'results', 'docs', 'index.html');
  if (existsSync(site)) return show(site, flags, print);
  const { writeDocs } = await import('./docs.js');
  return show(await writeDocs(cacheDirectory('documentation')), flags, print);
}

const cacheActions = {
  size: 'where it is and what each part takes (default)',
  where: 'print its folder',
  list: 'list the results by what they are of, and the other files',
  clear: 'remove results and checkpoints, or the parts that are named',
} as const;

async function cacheCommand(
  action: keyof typeof cacheActions,
  parts: CachePart[],
  print: Print,
): Promise<void> {
  if (parts.length > 0 && action !== 'clear')
    throw new UsageError(`cache ${action} takes no parts, got ${parts.join(' ')}`);
  const { cacheClear, cacheList, cacheSize } = await import('./cache.js');
  if (action === 'where') return print(cacheDirectory());
  if (action === 'list') return cacheList(print);
  if (action === 'clear') return cacheClear(parts.length > 0 ? parts : ['cells', 'checkpoints'], print);
  return cacheSize(print);
}

async function newCommand(path: string, print: Print): Promise<void> {
  const { newNotebook } = await import('./newNotebook.js');
  print(await newNotebook(path));
}

const noOpen = (): Option => new Option('--no-open', 'print where it is and open nothing');

/** Adds the commands to the program. */
export function addFrontDoor(program: Command, { print, signal, withoutPauses }: Surroundings): void {
  program
    .command('kernel')
    .description('install the kernel for Jupyter and run 1 + 1 in it; or check or remove it')
    .addArgument(new Argument('[action]', 'what to do').choices(['install', 'check', 'remove']))
    .addOption(
      new Option(
        '--prefix <folder>',
        'below share/jupyter of this folder, such as a virtual environment',
      ).conflicts('repository'),
    )
    .option(
      '--repository',
      'in the folder .jupyter of this project; start Jupyter with JUPYTER_PATH set to it',
    )
    .addOption(
      new Option(
        '--type-errors <how>',
        'error: a type error stops the cell; warn: it is shown and the cell runs; off',
      )
        .choices(['error', 'warn', 'off'])
        .default('error'),
    )
    .addOption(new Option('--check', 'as the action check').hideHelp())
    .addOption(new Option('--uninstall', 'as the action remove').hideHelp())
    .action((action: KernelAction | undefined, flags: KernelFlags) => kernelCommand(action, flags, print));
  program
    .command('lab')
    .description('open JupyterLab with the kernel; installs JupyterLab where there is none')
    .argument(
      '[words...]',
      'a folder (default: notebooks, or those of the package), and options of "jupyter lab"',
    )
    .allowUnknownOption()
    .action((words: string[]) => labCommand(words, print, signal));
  program
    .command('explorer')
    .description('open the page with sliders over the exact theory')
    .addOption(noOpen())
    .action((flags: OpenFlags) => explorerCommand(flags, print));
  program
    .command('docs')
    .description('open the documentation')
    .addOption(noOpen())
    .action((flags: OpenFlags) => docsCommand(flags, print));
  program
    .command('cache')
    .description('what is kept between runs: its size, place and contents, and how to be rid of it')
    .addArgument(
      new Argument(
        '[action]',
        Object.entries(cacheActions)
          .map(([name, text]) => `${name}: ${text}`)
          .join('; '),
      )
        .choices(Object.keys(cacheActions))
        .default('size'),
    )
    .addArgument(new Argument('[parts...]', 'what to clear').choices([...cacheParts]))
    .action((action: keyof typeof cacheActions, parts: CachePart[]) =>
      withoutPauses(() => cacheCommand(action, parts, print)),
    );
  program
    .command('new')
    .description('write a notebook to begin with: parameters, imports and the kernel; never over another')
    .argument('<notebook>', 'its file')
    .action((path: string) => newCommand(path, print));
}
