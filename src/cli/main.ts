#!/usr/bin/env node
/** The `heavytail` command. */
import { Command, CommanderError, Option } from 'commander';
import { presets } from '../sweeps/preset.js';
import { withoutControls } from './withoutControls.js';
import { packageVersion } from '../packageVersion.js';
import { UsageError } from './usageError.js';
import type { OnFlags } from './queueAddress.js';
import type { SlurmFlags } from './slurm.js';
import type { WorkerFlags } from './worker.js';

interface RunFlags extends OnFlags {
  readonly preset?: string;
  readonly param?: string[];
  readonly out: string;
  readonly commit?: boolean;
}

interface LayersFlags {
  readonly layout: 'torch' | 'tfjs';
  readonly out: string;
}

const note = (text: string): void => void process.stderr.write(`heavytail: ${withoutControls(text)}\n`);

/** Aborted by a signal, with the exit code as its reason. */
const ending = new AbortController();

/** Runs kernels whose sweeps are computed where the flags say. */
const inPlace = async <T>(flags: OnFlags, run: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> => {
  const { kernelPlace } = await import('./kernelPlace.js');
  const place = await kernelPlace(flags);
  try {
    return await run(place.env);
  } finally {
    await place.close();
  }
};

const runCommand = async (paths: string[], flags: RunFlags): Promise<void> => {
  const { checkNotOverSource, checkOutputFolder, checkTargets, filesOf, planRuns } =
    await import('./plan.js');
  const runs = planRuns(paths, { preset: flags.preset, parameters: flags.param, onNote: note });
  if (flags.commit === true) {
    if (runs.some(({ values }) => Object.keys(values).length > 0))
      throw new UsageError('--commit saves a notebook with its own parameters; leave out --preset and -p');
    for (const { folder } of runs) checkOutputFolder(folder);
  } else {
    checkNotOverSource(runs, flags.out);
    checkOutputFolder(flags.out);
    checkTargets(flags.out, runs.flatMap(filesOf));
  }
  const { executeRuns } = await import('./execute.js');
  const done = await inPlace(flags, (env) =>
    executeRuns(runs, { out: flags.out, commit: flags.commit, signal: ending.signal, env }),
  );
  if (done.some(({ failure, unsaved }) => (failure ?? unsaved) !== undefined)) process.exitCode = 1;
};

const reproduceCommand = async (flags: RunFlags): Promise<void> => {
  const { reproduce } = await import('./reproduce.js');
  const { preset = 'quick', out } = flags;
  const succeeded = await inPlace(flags, (env) =>
    reproduce({ preset, out, signal: ending.signal, env, onNote: note }),
  );
  if (!succeeded) process.exitCode = 1;
};

const layersCommand = async (file: string, flags: LayersFlags): Promise<void> => {
  const { reportLayers } = await import('./layers.js');
  await reportLayers(file, flags, (text) => void process.stdout.write(`${text}\n`));
};

const workerCommand = async (flags: WorkerFlags): Promise<void> => {
  const { runWorker } = await import('./worker.js');
  patience = 10_000;
  await runWorker(flags, ending.signal, note);
};

const slurmCommand = async (paths: string[], flags: SlurmFlags): Promise<void> => {
  const { runSlurm } = await import('./slurm.js');
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  await runSlurm(paths, flags, { print, note });
};

const queueActions = {
  status: 'show what waits, runs and failed, and why',
  pause: 'let workers take no more points; what runs is finished',
  resume: 'let workers take points again',
  drain: 'take out what waits and what failed; sweeps that asked for it end',
} as const;

const queueCommand = async (action: keyof typeof queueActions, flags: OnFlags): Promise<void> => {
  const { askQueue } = await import('./queue.js');
  await askQueue(action, flags, (text) => void process.stdout.write(`${text}\n`));
};

const collect = (value: string, before: string[] = []): string[] => [...before, value];

const createProgram = (): Command => {
  const program = new Command('heavytail')
    .description('Run the notebooks of the heavy-tail laboratory, without Python.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'heavytail: ')) });
  const preset = (): Option =>
    new Option('--preset <name>', `size of the experiments: ${presets.join(', ')}`);
  const out = (): Option => new Option('--out <folder>', 'where results are written').default('results');
  const on = (text: string): Option => new Option('--on <place>', text);
  const insecure = (): Option =>
    new Option('--insecure', 'permit a queue on another machine without a password');
  const sweeps = 'where sweeps are computed: threads, or a queue, redis://host:port';
  program
    .command('run')
    .description('execute notebooks; writes the executed notebook and an HTML page of each')
    .argument('<notebooks...>', 'notebook files')
    .addOption(preset())
    .option('-p, --param <name=value>', 'value of a parameter; may be given several times', collect)
    .addOption(out())
    .addOption(on(sweeps))
    .addOption(insecure())
    .option('--commit', 'write the executed notebook over its source instead, small, with static pictures')
    .action(runCommand);
  program
    .command('reproduce')
    .description('execute all notebooks; writes an index of all results and claims')
    .addOption(preset().default('quick'))
    .addOption(out())
    .addOption(on(sweeps))
    .addOption(insecure())
    .action(reproduceCommand);
  program
    .command('worker')
    .description('compute the points of a queue until told to stop')
    .addOption(on('the queue, redis://host:port; default: HEAVYTAIL_ON, else redis://127.0.0.1:6379'))
    .option('--threads <count>', 'points at once; default: the number of processors')
    .option('--idle-exit <seconds>', 'end after so many seconds without a point')
    .addOption(insecure())
    .action(workerCommand);
  program
    .command('slurm')
    .description('run notebooks as an array job of Slurm: one task runs them, the others are workers')
    .argument('<notebooks...>', 'notebook files')
    .option('--workers <count>', 'tasks that are workers', '40')
    .option('--threads <count>', 'processors of each task', '1')
    .option('--time <limit>', 'time limit of the job, as sbatch takes it')
    .option('--partition <name>', 'partition of the cluster')
    .addOption(preset())
    .option('-p, --param <name=value>', 'value of a parameter; may be given several times', collect)
    .addOption(out())
    .addOption(on('a queue, redis://host:port; default: HEAVYTAIL_ON, else a Redis that the job starts'))
    .addOption(insecure())
    .option('--dry-run', 'print the script of the job and submit nothing')
    .action(slurmCommand);
  const queue = program.command('queue').description('look at a queue, pause or empty it').exitOverride();
  for (const [action, text] of Object.entries(queueActions))
    queue
      .command(action)
      .description(text)
      .addOption(on('the queue, redis://host:port; default: HEAVYTAIL_ON, else redis://127.0.0.1:6379'))
      .addOption(insecure())
      .action((flags: OnFlags) => queueCommand(action as keyof typeof queueActions, flags))
      .exitOverride();
  program
    .command('layers')
    .description('report the tails and the spectrum of every layer of a network; writes a page')
    .argument('<file>', '.safetensors, .npz, .npy, .h5, .keras, or the folder of a TensorFlow.js model')
    .addOption(
      new Option('--layout <name>', 'whether outputs (torch) or inputs (tfjs) come first in an array')
        .choices(['torch', 'tfjs'])
        .default('torch'),
    )
    .addOption(out())
    .action(layersCommand);
  for (const command of program.commands) command.exitOverride();
  return program;
};

/** Signals that end the program, with their exit codes. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Milliseconds after which the program ends even if what it started has not been seen to end. */
let patience = 500;

/** Ends everything that was started, then the program; a second signal ends it at once. */
const endOn = (signal: NodeJS.Signals, code: number): void => {
  process.once(signal, () => {
    ending.abort(code);
    process.once(signal, () => process.exit(code));
    setTimeout(() => process.exit(code), patience).unref();
  });
};

const main = async (): Promise<void> => {
  // A reader that is gone, as head is after its lines, is no reason to end a run.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (error) => {
    note(`something went wrong that should not: ${error.message}`);
    process.exit(1);
  });
  for (const [signal, code] of Object.entries(endings)) endOn(signal as NodeJS.Signals, code);
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (ending.signal.aborted) process.exit(ending.signal.reason as number);
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      note(error instanceof Error ? error.message : String(error));
      process.exitCode = error instanceof UsageError ? 2 : 1;
    }
  }
};

void main();
