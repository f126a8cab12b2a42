/** Processes that a cell starts with `stdio: 'inherit'` write into the notebook, not to where the kernel was started. */
import childProcess, { ChildProcess, type StdioOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

const OUTPUTS = [1, 2] as const;
type Output = (typeof OUTPUTS)[number];

const streamOf = (output: Output): NodeJS.WriteStream => (output === 1 ? process.stdout : process.stderr);

interface Redirected {
  readonly stdio: StdioOptions;
  /** The outputs that go to the notebook. */
  readonly inherited: readonly Output[];
}

/** The same `stdio` with pipes in place of the kernel's own outputs; undefined if it names none of them. */
function redirect(stdio: unknown): Redirected | undefined {
  const list: unknown[] = Array.isArray(stdio) ? [...(stdio as unknown[])] : [stdio, stdio, stdio];
  const isOwn = (entry: unknown, output: Output): boolean =>
    entry === 'inherit' || entry === output || entry === streamOf(output);
  const inherited = OUTPUTS.filter((output) => isOwn(list[output], output));
  if (inherited.length === 0) return undefined;
  for (const output of inherited) list[output] = 'pipe';
  // The kernel reads its requests elsewhere: nobody could type into its standard input.
  if (list[0] === 'inherit') list[0] = 'ignore';
  return { stdio: list as StdioOptions, inherited };
}

interface SpawnOptions {
  stdio?: unknown;
}

/** Processes that run beside the cell. */
function redirectAsynchronous(): void {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: SpawnOptions): unknown };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, options: SpawnOptions) {
    const redirected = redirect(options.stdio);
    if (redirected === undefined) return spawn.call(this, options);
    const result = spawn.call(this, { ...options, stdio: redirected.stdio });
    for (const output of redirected.inherited) {
      const name = output === 1 ? 'stdout' : 'stderr';
      this[name]?.on('data', (data: Buffer) => streamOf(output).write(data));
      // As with `inherit`, the program that started the process has no stream to read.
      Object.assign(this, { [name]: null });
    }
    return result;
  };
}

type SyncResult =
  Buffer | string | null | { stdout?: Buffer | string | null; stderr?: Buffer | string | null };

/** Processes that a cell waits for: what they write arrives when they end. */
function redirectSynchronous(name: 'spawnSync' | 'execSync' | 'execFileSync'): void {
  const original = childProcess[name] as (...args: unknown[]) => SyncResult;
  const write = (output: Output, data: Buffer | string | null | undefined): void => {
    if (data !== null && data !== undefined && data.length > 0) streamOf(output).write(data);
  };
  const replacement = (...args: unknown[]): SyncResult => {
    const last = args.at(-1);
    const options = typeof last === 'object' && last !== null && !Array.isArray(last) ? last : undefined;
    const redirected = redirect((options as SpawnOptions | undefined)?.stdio);
    if (redirected === undefined) return original(...args);
    const given = [...args.slice(0, -1), { ...options, stdio: redirected.stdio }];
    const { inherited } = redirected;
    const show = (result: Exclude<SyncResult, Buffer | string | null>): void => {
      if (inherited.includes(1)) write(1, result.stdout);
      if (inherited.includes(2)) write(2, result.stderr);
    };
    try {
      const result = original(...given);
      if (typeof result === 'object' && result !== null && !Buffer.isBuffer(result)) {
        show(result);
        return {
          ...result,
          ...(inherited.includes(1) && { stdout: null }),
          ...(inherited.includes(2) && { stderr: null }),
        };
      }
      if (!inherited.includes(1)) return result;
      write(1, result as Buffer | string | null);
      return null;
    } catch (error) {
      if (typeof error === 'object' && error !== null) show(error as { stdout?: Buffer; stderr?: Buffer });
      throw error;
    }
  };
  Object.assign(childProcess, { [name]: replacement });
}

/** Redirects the output of all processes that this one starts. */
export function redirectChildOutput(): void {
  redirectAsynchronous();
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) redirectSynchronous(name);
  syncBuiltinESMExports();
}
