import { spawnSync } from 'node:child_process';

/**
 * Ends a process at once, and what it started: on Windows its descendants, elsewhere its process group if it leads one.
 * A process that has ended already is no error.
 */
export function killTree(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  for (const target of [-pid, pid]) killAtOnce(target);
}

/** Ends what is left of the group of a process that has ended; on Windows, which has no groups, nothing. */
export function killGroup(leader: number): void {
  if (process.platform !== 'win32') killAtOnce(-leader);
}

function killAtOnce(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch (error) {
    // EPERM: all that is left of the group belongs to another user.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
