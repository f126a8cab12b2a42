/** The commands of `heavytail` and what they take. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { presets } from '../sweeps/preset.js';
import { packageVersion } from '../packageVersion.js';
import { examplesText } from './examples.js';
import { addFrontDoor } from './frontDoor.js';
import type { OnFlags } from './queueAddress.js';
import type { SlurmFlags } from './slurm.js';
import { INTERRUPTED, type Surroundings } from './surroundings.js';
import { UsageError } from './usageError.js';
import { addHelp } from './help.js';
import { oneLine } from './withoutControls.js';
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

interface ReproduceFlags extends RunFlags {
  readonly atOnce?: string;
}

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

const runCommand = async (
  paths: string[],
  flags: RunFlags,
  { note, signal }: Surroundings,
): Promise<void> => {
  const { checkNotOverSource, checkOutputFolder, checkTargets, filesOf, planEach, refusalNotes } =
    await import('./plan.js');
  const plan = planEach(paths, { preset: flags.preset, parameters: flags.param, onNote: note });
  const { runs, refused } = plan;
  if (flags.commit === true) {
    if (runs.some(({ values }) => Object.keys(values).length > 0))
      throw new UsageError('--commit saves a notebook with its own parameters; leave out --preset and -p');
    for (const { folder } of runs) checkOutputFolder(folder);
  } else {
    checkNotOverSource(runs, flags.out);
    checkOutputFolder(flags.out);
    checkTargets(flags.out, runs.flatMap(filesOf));
  }
  refusalNotes(plan).forEach(note);
  const { executeRuns } = await import('./execute.js');
  const done = await inPlace(flags, (env) =>
    executeRuns(runs, { out: flags.out, commit: flags.commit, signal, env }),
  );
  const isWhole = done.every(({ failure, unsaved }) => (failure ?? unsaved) === undefined);
  if (!isWhole || refused.length > 0) process.exitCode = 1;
};

const reproduceCommand = async (
  names: string[],
  flags: ReproduceFlags,
  { note, signal }: Surroundings,
): Promise<void> => {
  const { reproduce } = await import('./reproduce.js');
  const { preset = 'quick', out } = flags;
  const succeeded = await inPlace(flags, (env) =>
    reproduce({ names, preset, out, atOnce: flags.atOnce, signal, env, onNote: note }),
  );
  if (!succeeded) process.exitCode = 1;
};

const layersCommand = async (
  file: string,
  flags: LayersFlags,
  { print, note, withoutPauses }: Surroundings,
): Promise<void> => {
  const { table, html, path } = await withoutPauses(async () => {
    const { reportLayers } = await import('./layers.js');
    return reportLayers(file, flags);
  });
  print(table);
  const { saveFile } = await import('./saveFile.js');
  const written = await saveFile(path, html, note);
  print(`\n${written}`);
  if (written !== path) process.exitCode = 1;
};

const workerCommand = async (
  flags: WorkerFlags,
  { note, signal, bePatient }: Surroundings,
): Promise<void> => {
  const { runWorker } = await import('./worker.js');
  bePatient(10_000);
  // Ctrl-C is of a person, who waits; a scheduler sends SIGTERM and has time.
  const isHurried = (): boolean => signal.reason === INTERRUPTED;
  await runWorker(flags, { signal, onNote: note, isHurried });
  if (isHurried()) process.exitCode = INTERRUPTED;
};

const slurmCommand = async (paths: string[], flags: SlurmFlags, { note }: Surroundings): Promise<void> => {
  const { runSlurm } = await import('./slurm.js');
  // A script is printed as it is: somebody may keep it and submit it.
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  await runSlurm(paths, flags, { print, note });
};

const queueActions = {
  status: 'show what waits, runs and failed, and why',
  pause: 'let workers take no more points; what runs is finished',
  resume: 'let workers take points again',
  drain: 'take out what waits and what failed; sweeps that asked for it end',
} as const;

const queueCommand = async (
  action: keyof typeof queueActions,
  flags: OnFlags,
  { print }: Surroundings,
): Promise<void> => {
  const { askQueue } = await import('./queue.js');
  await askQueue(action, flags, print);
};

/** Values of these may hold a password. */
const SECRET = ['--on'];

/** Makes an option that is given twice, and not the same, an error: the first would be left out in silence. */
const refuseContradictions = (command: Command): void => {
  for (const option of command.options.filter(({ required, parseArg }) => required && parseArg !== collect)) {
    const name = option.long ?? option.flags;
    let before: string | undefined;
    command.on(`option:${option.name()}`, (value: string) => {
      if (before !== undefined && before !== value)
        throw new UsageError(
          SECRET.includes(name)
            ? `${name} is given twice, and not the same`
            : `${name} ${before} contradicts ${name} ${value}`,
        );
      before = value;
    });
  }
};

const collect = (value: string, before: string[] = []): string[] => [...before, value];

function folderName(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must name a folder.');
  return text;
}

const commit = (): Option =>
  new Option(
    '--commit',
    'write the executed notebook over its source instead, small, with static pictures',
  ).conflicts('out');

/** The commands of the program, none of them run yet. */
export const createProgram = (surroundings: Surroundings): Command => {
  const program = new Command('heavytail')
    .description(
      'A laboratory for the heavy-tail phenomenon in SGD: its notebooks, kernel, explorer and documentation.',
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(oneLine(text.replace(/^error: /, 'heavytail: '))),
    });
  const preset = (): Option =>
    new Option('--preset <name>', `size of the experiments: ${presets.join(', ')}`);
  const out = (): Option =>
    new Option('--out <folder>', 'where results are written').default('results').argParser(folderName);
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
    .addOption(commit())
    .action((paths: string[], flags: RunFlags) => runCommand(paths, flags, surroundings));
  program
    .command('reproduce')
    .description('execute notebooks; writes an index of all results and claims')
    .argument('[notebooks...]', 'names or files of notebooks; default: all')
    .addOption(preset().default('quick'))
    .option('--at-once <count>', 'notebooks at once; default: by processors and memory')
    .addOption(out())
    .addOption(on(sweeps))
    .addOption(insecure())
    .action((names: string[], flags: ReproduceFlags) => reproduceCommand(names, flags, surroundings));
  program
    .command('worker')
    .description('compute the points of a queue until told to stop')
    .addOption(on('the queue, redis://host:port; default: HEAVYTAIL_ON, else redis://127.0.0.1:6379'))
    .option('--threads <count>', 'points at once; default: the number of processors')
    .option('--idle-exit <seconds>', 'end after so many seconds without a point')
    .addOption(insecure())
    .action((flags: WorkerFlags) => workerCommand(flags, surroundings));
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
    .action((paths: string[], flags: SlurmFlags) => slurmCommand(paths, flags, surroundings));
  const queue = program.command('queue').description('look at a queue, pause or empty it').exitOverride();
  for (const [action, text] of Object.entries(queueActions))
    queue
      .command(action)
      .description(text)
      .addOption(on('the queue, redis://host:port; default: HEAVYTAIL_ON, else redis://127.0.0.1:6379'))
      .addOption(insecure())
      .action((flags: OnFlags) => queueCommand(action as keyof typeof queueActions, flags, surroundings))
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
    .action((file: string, flags: LayersFlags) => layersCommand(file, flags, surroundings));
  addFrontDoor(program, surroundings);
  program.addHelpText(
    'after',
    '\nExit codes: 0 all was done; 1 something failed; 2 the call is wrong; 130 interrupted (129, 143: by other signals).',
  );
  for (const command of [...program.commands, ...queue.commands]) refuseContradictions(command);
  for (const command of program.commands) {
    command.exitOverride();
    command.addHelpText('after', examplesText(command.name()));
  }
  addHelp(program);
  addHelp(queue);
  return program;
};
