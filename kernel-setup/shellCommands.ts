/** `!command` lines: run by the shell, one after another, with their output in the notebook. */
import { spawn } from 'node:child_process';
import { Promise } from './platform.js';

/** The run of a cell, as far as its commands end with it. */
interface Run {
  readonly abort: AbortController;
  readonly stopped: Promise<never>;
}

function runCommand(command: string, run: Run): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: run.abort.signal,
    });
    child.stdout.on('data', (data: Buffer) => process.stdout.write(data));
    child.stderr.on('data', (data: Buffer) => process.stderr.write(data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0) process.stderr.write(`${command}: ended with ${signal ?? `status ${code}`}\n`);
      resolve();
    });
  });
}

export async function runCommands(commands: readonly string[], run: Run): Promise<void> {
  for (const command of commands) await Promise.race([runCommand(command, run), run.stopped]);
}
