import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgramme } from '../../src/findProgramme.js';
import { freePorts } from '../../src/runner/freePorts.js';
import { describeNeeding } from '../needing.js';
import { until } from './redis.js';

const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
const programmes = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'redis-server', 'redis-cli'] as const;
const missing = programmes.filter((name) => findProgramme([name], { env }) === undefined);
const mayStart = process.getuid?.() === 0 && process.platform === 'linux';

/** Why there can be no Slurm here, if there can be none. */
const noSlurm = !mayStart
  ? 'a Slurm of its own is started by root on Linux'
  : missing.length > 0
    ? `not installed: ${missing.join(', ')}`
    : undefined;

/** Tests with a real Slurm. */
export const withSlurm = (name: string, tests: () => void): void => describeNeeding(noSlurm, name, tests);

/** A Slurm of one node, this machine. */
export interface TestSlurm {
  /** What its commands are started with. */
  readonly env: NodeJS.ProcessEnv;
  /** The states of the tasks that are waiting or running. */
  queue(): string[];
  close(): Promise<void>;
}

const configuration = (folder: string, [controller, node]: readonly number[]): string => `
ClusterName=heavytail
SlurmctldHost=localhost
SlurmUser=root
SlurmctldPort=${controller}
SlurmdPort=${node}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
SchedulerParameters=sched_interval=2,batch_sched_delay=1
NodeName=localhost CPUs=8 State=UNKNOWN
PartitionName=debug Nodes=localhost Default=YES MaxTime=INFINITE State=UP
`;

/** Starts munged, slurmctld and slurmd with files of their own. */
export async function startSlurm(): Promise<TestSlurm> {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-slurm-'));
  // munged wants every folder above its socket to be entered by all.
  chmodSync(folder, 0o755);
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  const path = (name: string): string => join(folder, name);
  writeFileSync(path('munge.key'), randomBytes(128), { mode: 0o400 });
  writeFileSync(path('slurm.conf'), configuration(folder, await freePorts(2)));
  const slurmEnv = { ...env, SLURM_CONF: path('slurm.conf') };
  const started: ChildProcess[] = [];
  const start = (name: string, ...args: string[]): void => {
    const child = spawn(name, args, { env: slurmEnv, stdio: 'ignore' });
    started.push(child);
  };
  const files = ['key-file', 'socket', 'pid-file', 'log-file', 'seed-file'].map((file) => {
    const place = { 'key-file': 'munge.key', socket: 'munge.socket' }[file] ?? `munge.${file}`;
    return `--${file}=${path(place)}`;
  });
  start('munged', '--foreground', '--force', ...files);
  start('slurmctld', '-D', '-i');
  start('slurmd', '-D', '-N', 'localhost');
  const ask = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { env: slurmEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const isReady = (): boolean => {
    try {
      return ask('sinfo', '--noheader', '--format=%t').trim() === 'idle';
    } catch {
      return false;
    }
  };
  try {
    await until(isReady, 60_000);
  } catch (error) {
    const log = ['munge.log-file', 'slurmctld.log', 'slurmd.log'].map((name) => {
      try {
        return `${name}:\n${readFileSync(path(name), 'utf8').slice(-2000)}`;
      } catch {
        return `${name}: none`;
      }
    });
    for (const child of started) child.kill('SIGKILL');
    throw new Error(`Slurm did not start.\n${log.join('\n')}`, { cause: error });
  }
  return {
    env: slurmEnv,
    queue: () => ask('squeue', '--noheader', '--array', '--format=%t').split('\n').filter(Boolean),
    close: async () => {
      try {
        ask('scancel', '--user=root');
        await until(() => ask('squeue', '--noheader') === '', 20_000);
      } finally {
        const ends = started.map((child) => new Promise((resolve) => child.once('exit', resolve)));
        for (const child of started.reverse()) child.kill('SIGTERM');
        await Promise.all(ends);
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
