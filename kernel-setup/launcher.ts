#!/usr/bin/env node
/** Entry: `node launcher.js CONNECTION_FILE [--type-errors error|warn|off] [--late-compiler]`, in the notebook's folder. */
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { checkOneOf } from '../src/check.js';
import { restoreLegacyUtil } from '../src/nets/legacyUtil.js';
import { readConnection } from '../src/runner/connection.js';
import { startKernel } from './kernel.js';

/** A line that standard error does not take is lost: its pipe may be full or closed, and the kernel goes on. */
function log(text: string): void {
  try {
    writeSync(2, `heavytail kernel: ${text}\n`);
  } catch (error) {
    if (!['EAGAIN', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Node warns of features that the kernel relies on to load ES modules; a cell's author need not read that. */
function silenceOwnWarnings(): void {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (
      /vm\.USE_MAIN_CONTEXT_DEFAULT_LOADER|require\(\) to load an ES Module|CommonJS module .* is loading ES Module/.test(
        text,
      )
    )
      return;
    (emitWarning as (...args: unknown[]) => void).call(process, warning, ...rest);
  };
}

/**
 * How far the heap may grow between two collections. V8 itself lets it grow up to fourfold, and each cell leaves much that
 * the compiler needs no more.
 */
const HEAP_GROWTH_PERCENT = 50;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'type-errors': { type: 'string' }, 'late-compiler': { type: 'boolean' } },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0)
    throw new Error('usage: launcher.js CONNECTION_FILE [--type-errors error|warn|off] [--late-compiler]');
  const typeErrors = values['type-errors'] ?? process.env['HEAVYTAIL_TYPE_ERRORS'] ?? 'error';
  checkOneOf('--type-errors', typeErrors, ['error', 'warn', 'off'] as const);
  silenceOwnWarnings();
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  // A cell may import tfjs-node itself.
  restoreLegacyUtil();
  await startKernel(readConnection(file), {
    folder: process.cwd(),
    typeErrors,
    lateCompiler: values['late-compiler'],
    log,
  });
}

main().catch((error: unknown) => {
  log((error as Error).message);
  process.exit(2);
});
