import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A file system of 256 kilobytes that goes with the tests of a file; without a place, and with what is missing, where this user may not mount one. */
export function smallDisk(): { readonly place?: string; readonly missing?: string } {
  const place = mkdtempSync(join(tmpdir(), 'heavytail-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place], {
    stdio: 'ignore',
  });
  if (status !== 0) {
    rmSync(place, { recursive: true });
    return { missing: 'needs the right to mount one' };
  }
  afterAll(() => {
    execFileSync('umount', [place]);
    rmSync(place, { recursive: true });
  });
  return { place };
}
