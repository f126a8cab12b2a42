import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';

/** Whether the process is there, also that of another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Bytes of a name that leave room for what stands behind it: file systems take 255. */
const MOST_BYTES = 220;

/** The beginning of a name, cut between its letters where it is too long. */
const beginning = (name: string): string => {
  const letters = [...name];
  while (Buffer.byteLength(letters.join('')) > MOST_BYTES) letters.pop();
  return letters.join('');
};

/** A name beside a file for its bytes until it is whole: says which process writes it. */
export const temporaryName = (path: string): string =>
  `${join(dirname(path), beginning(basename(path)))}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;

/** The process that made a temporary file, from its name; `undefined` for other files. */
export const writerOf = (name: string): number | undefined => {
  const pid = /\.(\d+)-[0-9a-f]{8}\.tmp$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
};
