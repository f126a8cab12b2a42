/** The kernel as a child process, in its own process group so that it ends with everything it started. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../packageFolder.js';
import { killGroup, killTree } from './killTree.js';

/** How a kernel process ended, with the last lines it wrote. */
export class KernelDied extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    readonly lastWords: string,
  ) {
    const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
    super(`the kernel died (${how})${lastWords.trim() === '' ? '' : `: ${lastWords.trim()}`}`);
    this.name = 'KernelDied';
  }
}

export interface KernelProcess {
  readonly pid: number;
  /** Resolves once the process has ended. */
  readonly ended: Promise<KernelDied>;
  /** Ends the process and its group at once. */
  readonly kill: () => void;
}

/**
 * A run keeps the processors busy by itself: where several threads collect the garbage of each of its threads, they wait for one another.
 * Three notebooks by themselves took 7 to 18 % less time with one; in a run of many at once the difference is lost in noise.
 */
const ONE_COLLECTOR = '--single-threaded-gc';

/** The command line that starts this package's kernel on a connection file. With `lateCompiler`, for a run, it is sent cells compiled. */
export const kernelCommand = (
  connectionFile: string,
  { lateCompiler = false }: { readonly lateCompiler?: boolean } = {},
): string[] => {
  const launcher = join(packageFolder(), 'dist', 'kernel-setup', 'launcher.js');
  if (!existsSync(launcher)) throw new Error(`the kernel is not built: ${launcher} is missing`);
  return lateCompiler
    ? [process.execPath, ONE_COLLECTOR, launcher, connectionFile, '--late-compiler']
    : [process.execPath, launcher, connectionFile];
};

const tailLength = 4000;

/** Starts `command` in `cwd`; it is killed when this process exits. */
export const startProcess = (
  command: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  onText: (text: string) => void = () => {},
): KernelProcess => {
  const [file, ...args] = command;
  const child = spawn(file, args, {
    cwd,
    env: { ...env, JPY_PARENT_PID: String(process.pid) },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) killTree(child.pid);
  };
  process.once('exit', kill);
  let tail = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-tailLength);
      onText(text);
    });
  const ended = new Promise<KernelDied>((resolve) => {
    child.once('error', (error) => resolve(new KernelDied(null, null, error.message)));
    // "exit" and not "close": a grandchild may hold the pipes open after the kernel is gone.
    child.once('exit', (code, signal) => {
      // A kernel that a cell ended, or that ended as it was asked to, leaves behind what its cells started.
      if (child.pid !== undefined) killGroup(child.pid);
      setImmediate(() => resolve(new KernelDied(code, signal, tail)));
    });
  });
  void ended.then(() => process.removeListener('exit', kill));
  return { pid: child.pid ?? -1, ended, kill };
};
