import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../src/packageFolder.js';

/** A code cell, or a markdown cell, for a notebook file. */
export interface PlainCell {
  readonly code?: string;
  readonly markdown?: string;
  readonly tags?: readonly string[];
}

const toCell = ({ code, markdown, tags = [] }: PlainCell): object =>
  code === undefined
    ? { cell_type: 'markdown', metadata: { tags }, source: markdown ?? '' }
    : { cell_type: 'code', metadata: { tags }, source: code, execution_count: null, outputs: [] };

/** A new folder from which the package can be imported. */
export const workFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-run-'));
  symlinkSync(join(packageFolder(), 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
};

/** Writes a notebook of format 4.4 and returns its path. */
export const writeNotebookFile = (folder: string, name: string, cells: readonly PlainCell[]): string => {
  const path = join(folder, `${name}.ipynb`);
  const notebook = {
    nbformat: 4,
    nbformat_minor: 4,
    metadata: {
      kernelspec: { name: 'heavytail', display_name: 'TypeScript (heavytail)', language: 'typescript' },
    },
    cells: cells.map(toCell),
  };
  writeFileSync(path, JSON.stringify(notebook));
  return path;
};

/** How a call of the command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A call of the built `heavytail` command in `folder`. */
export const startCommand = (
  folder: string,
  ...args: string[]
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } => {
  const command = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
  const child = spawn(process.execPath, [command, ...args], { cwd: folder });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
};

/** Calls the command and waits for its end. */
export const call = (folder: string, ...args: string[]): Promise<Ended> =>
  startCommand(folder, ...args).ended;
