/** `heavytail slurm`: notebooks as an array job whose tasks are workers. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WriteError } from '../files/writeWhole.js';
import { checkOutputFolder, planRuns } from './plan.js';
import { queueAddress, type OnFlags } from './queueAddress.js';
import { slurmScript } from './slurmScript.js';
import { wholeNumber } from './wholeNumber.js';

export interface SlurmFlags extends OnFlags {
  readonly workers: string;
  readonly threads: string;
  readonly time?: string;
  readonly partition?: string;
  readonly preset?: string;
  readonly param?: string[];
  readonly out: string;
  readonly dryRun?: boolean;
}

/** The environment of the job: sbatch hands on that of its caller, and so an address never stands in a file of ours. */
function environment({ on, insecure }: OnFlags): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...(on !== undefined && { HEAVYTAIL_ON: on }),
    ...(insecure === true && { HEAVYTAIL_INSECURE: '1' }),
  };
}

async function submit(script: string, folder: string, flags: OnFlags): Promise<string> {
  const file = join(folder, 'job.sh');
  try {
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(file, script, { mode: 0o700 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw new WriteError(file, error);
  }
  try {
    const env = environment(flags);
    const { stdout } = await promisify(execFile)('sbatch', ['--parsable', '--export=ALL', file], { env });
    return stdout.trim().split(';')[0];
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    const { code, stderr = '', message } = error as Error & { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new Error('sbatch was not found: this machine cannot submit jobs to Slurm', { cause: error });
    throw new Error(`sbatch refused the job: ${(stderr.trim() || message).split('\n')[0]}`, { cause: error });
  }
}

/** Submits notebooks as an array job, or prints its script. */
export async function runSlurm(
  paths: readonly string[],
  flags: SlurmFlags,
  { print, note }: { print: (text: string) => void; note: (text: string) => void },
): Promise<void> {
  const workers = wholeNumber('--workers', flags.workers, 100_000);
  const threads = wholeNumber('--threads', flags.threads, 1024);
  const { preset, param, time, partition } = flags;
  planRuns(paths, { preset, parameters: param, onNote: note });
  const on = flags.on ?? process.env.HEAVYTAIL_ON;
  const ownRedis = on === undefined || on === '' || on === 'threads';
  if (!ownRedis) queueAddress({ on, insecure: flags.insecure });
  const out = resolve(flags.out);
  const folder = join(out, `slurm-${randomBytes(6).toString('hex')}`);
  const script = slurmScript({
    ...{ workers, threads, folder, ownRedis, time, partition },
    command: [process.execPath, fileURLToPath(new URL('./main.js', import.meta.url))],
    run: [
      ...paths.map((path) => resolve(path)),
      ...(preset === undefined ? [] : ['--preset', preset]),
      ...(param ?? []).flatMap((text) => ['-p', text]),
      ...['--out', out],
    ],
  });
  if (flags.dryRun === true) return print(script);
  checkOutputFolder(out);
  const job = await submit(script, folder, flags);
  print(
    `job ${job} is submitted: ${workers} workers; its logs are in ${folder}, the results will be in ${out}`,
  );
}
