import { UsageError } from './usageError.js';

/** What an array job is made from. */
export interface SlurmJob {
  /** How many workers. */
  readonly workers: number;
  /** Threads of each worker. */
  readonly threads: number;
  /** The command that starts `heavytail`. */
  readonly command: readonly string[];
  /** The arguments of `heavytail run`, notebooks among them. */
  readonly run: readonly string[];
  /** Folder that all nodes see: what tasks write to each other, and their logs. */
  readonly folder: string;
  /** Whether the first task starts a Redis; otherwise `HEAVYTAIL_ON` names one. */
  readonly ownRedis: boolean;
  readonly time?: string;
  readonly partition?: string;
}

/** A word as the shell takes it whole. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A value of an option of sbatch: one word, without what a line of comments could be ended with. */
function option(name: string, value: string): string {
  if (!/^[\w.,:@/-]+$/.test(value))
    throw new UsageError(
      `--${name} must be one word of letters, digits and .,:@/-_, got ${JSON.stringify(value)}`,
    );
  return `#SBATCH --${name}=${value}`;
}

/** What the first task does where no Redis is named: starts one on its node, and tells its address where only this user can read it. */
const startRedis = `
  password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \\n')
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 20000))
    # The configuration comes by a pipe: arguments can be seen by everybody on the node.
    printf 'port %s\\nrequirepass %s\\nbind * -::*\\nsave ""\\nappendonly no\\nmaxmemory-policy noeviction\\n' "$port" "$password" |
      redis-server - >"$folder/redis.log" 2>&1 &
    redis=$!
    for wait in $(seq 50); do
      if REDISCLI_AUTH=$password redis-cli -p "$port" ping 2>/dev/null | grep -q PONG; then break 2; fi
      kill -0 "$redis" 2>/dev/null || break
      sleep 0.2
    done
  done
  if ! kill -0 "$redis" 2>/dev/null; then echo "redis-server did not start: see $folder/redis.log"; exit 1; fi
  (umask 077; printf 'redis://:%s@%s:%s' "$password" "\${SLURMD_NODENAME:-$(hostname)}" "$port" >"$folder/address.new") &&
    mv "$folder/address.new" "$folder/address" || { echo "$folder cannot be written"; exit 1; }
  HEAVYTAIL_ON=redis://:$password@127.0.0.1:$port`;

/** Where a Redis is named, there is only told that the notebooks run. */
const nameRedis = `
  : "\${HEAVYTAIL_ON:?names no queue: submit with it in the environment}"
  : >"$folder/address" || exit 1`;

/**
 * The script of an array job: task 0 runs the notebooks (and a Redis, where none is named), every other task is a worker. The tasks find each
 * other by a file in a folder that all nodes see; when it is gone, the workers end. They end too when task 0 was killed and could not take it away;
 * one that Slurm begins again, after the failure of its node, finds them waiting.
 *
 * @throws UsageError for values that sbatch would misread
 */
export function slurmScript({
  workers,
  threads,
  command,
  run,
  folder,
  ownRedis,
  time,
  partition,
}: SlurmJob): string {
  if (/["\\]|\p{Cc}/u.test(folder))
    throw new UsageError(
      `--out must be a folder without quotes, backslashes, line breaks and control codes, got ${JSON.stringify(folder)}`,
    );
  const heavytail = command.map(quoted).join(' ');
  const options = Object.entries({ time, partition }).flatMap(([name, value]) =>
    value === undefined ? [] : option(name, value),
  );
  return `#!/bin/bash
#SBATCH --job-name=heavytail
#SBATCH --array=0-${workers}
#SBATCH --cpus-per-task=${threads}
#SBATCH --output="${folder.replaceAll('%', '%%')}/task-%a.log"
${options.map((line) => `${line}\n`).join('')}
# Task 0 runs the notebooks${ownRedis ? ' and a Redis' : ''}; tasks 1 to ${workers} are workers.
set -u
folder=${quoted(folder)}

if [ "$SLURM_ARRAY_TASK_ID" -eq 0 ]; then
  if [ -e "$folder/ended" ]; then
    echo "this task was begun again after its workers had been ended: submit the job again, and it goes on from what is stored"
    exit 1
  fi
  redis=
  trap 'touch "$folder/ended"; rm -f "$folder/address"; [ -z "$redis" ] || kill "$redis" 2>/dev/null' EXIT${ownRedis ? startRedis : nameRedis}
  export HEAVYTAIL_ON
  ${heavytail} run ${run.map(quoted).join(' ')}
  exit
fi

# Whether the first task neither waits nor runs, though it did not say so: it was killed. Where Slurm does not answer, that is not known.
isGone() {
  tasks=$(squeue --noheader --array --format=%K --jobs="$SLURM_ARRAY_JOB_ID" 2>/dev/null) || return 1
  ! printf '%s\\n' "$tasks" | grep -qx 0
}

seconds=0
goesOn() {
  if [ -e "$folder/ended" ]; then return 1; fi
  seconds=$((seconds + 1))
  if [ $((seconds % 300)) -eq 0 ] && isGone; then return 1; fi
  sleep 1
}

worker=
stop() {
  if [ -z "$worker" ]; then return; fi
  kill -TERM "$worker" 2>/dev/null
  wait "$worker"
  worker=
}
trap 'stop; exit' TERM

# The queue of Slurm may let workers begin before the first task, and that one again after the failure of its node.
known=none
while goesOn; do
  address=$(cat "$folder/address" 2>/dev/null) || continue
  if [ "$address" = "$known" ]; then continue; fi
  known=$address
  ${ownRedis ? 'HEAVYTAIL_ON=$address ' : ''}${heavytail} worker --threads ${threads} &
  worker=$!
  while [ -e "$folder/address" ] && kill -0 "$worker" 2>/dev/null && goesOn; do :; done
  if kill -0 "$worker" 2>/dev/null; then stop; continue; fi
  wait "$worker"
  code=$?
  worker=
  # A worker that has lost its Redis ends with 1, and there may be another; for one that was killed there is none.
  if [ "$code" -ne 1 ]; then exit "$code"; fi
done
`;
}
