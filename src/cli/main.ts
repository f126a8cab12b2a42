#!/usr/bin/env node
/** The `heavytail` command. */
import { setTimeout } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { INTERRUPTED } from './surroundings.js';
import { withoutControls } from './withoutControls.js';
import { UsageError } from './usageError.js';

/** Letters of a message on the terminal: it may quote a text of any length. */
const MOST_LETTERS = 1000;

const note = (text: string): void => {
  const shown = withoutControls(text);
  const cut = shown.length > MOST_LETTERS ? `${shown.slice(0, MOST_LETTERS)} …` : shown;
  process.stderr.write(`heavytail: ${cut}\n`);
};

const print = (line: string): void => void process.stdout.write(`${withoutControls(line)}\n`);

/** Aborted by a signal, with the exit code as its reason. */
const ending = new AbortController();

/** Signals that end the program, with their exit codes. */
const endings = { SIGINT: INTERRUPTED, SIGTERM: 143, SIGHUP: 129 } as const;

/** Milliseconds after which the program ends even if what it started has not been seen to end. */
let patience = 500;

/** Ends everything that was started, then the program; a second signal ends it at once. */
const endOn = (signal: NodeJS.Signals, code: number): void => {
  process.once(signal, () => {
    ending.abort(code);
    process.once(signal, () => process.exit(code));
    globalThis.setTimeout(() => process.exit(code), patience).unref();
  });
};

const heedSignals = (): void => {
  for (const [signal, code] of Object.entries(endings)) endOn(signal as NodeJS.Signals, code);
};

/** Without listeners the system ends the process at a signal, whatever it computes. */
const withoutPauses = async <T>(compute: () => Promise<T>): Promise<T> => {
  // What has come until now is heard first.
  await setTimeout(1);
  ending.signal.throwIfAborted();
  for (const signal of Object.keys(endings)) process.removeAllListeners(signal);
  try {
    return await compute();
  } finally {
    heedSignals();
  }
};

const main = async (): Promise<void> => {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that is gone, as head is after its lines, is no reason to end a run.
    if (error.code === 'EPIPE' || process.exitCode) return;
    note(`what was to be printed is not whole: ${error.message}`);
    process.exitCode = 1;
  });
  process.on('uncaughtException', (error) => {
    note(`something went wrong that should not: ${error.message}`);
    process.exit(1);
  });
  heedSignals();
  try {
    await createProgram({
      note,
      print,
      signal: ending.signal,
      withoutPauses,
      bePatient: (milliseconds) => (patience = milliseconds),
    }).parseAsync();
  } catch (error) {
    if (ending.signal.aborted) process.exit(ending.signal.reason as number);
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.exitCode = 2;
    } else {
      note(error instanceof Error ? error.message : String(error));
      process.exitCode = error instanceof UsageError ? 2 : 1;
    }
  }
};

void main();
