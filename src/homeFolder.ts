import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home folder. A `HOME` that is empty or no whole path, as some schedulers and containers leave it, would mean another folder
 * wherever a program runs: then it is the one of the system's list of users. Where the system knows none either, one that nobody has:
 * nothing can be kept then, which is told as of any folder that cannot be written.
 */
export function homeFolder(): string {
  for (const find of [homedir, (): string => userInfo().homedir])
    try {
      const folder = find();
      if (isAbsolute(folder)) return folder;
    } catch {
      // The system does not know it.
    }
  return '/nonexistent';
}
