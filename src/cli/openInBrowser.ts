import { spawn } from 'node:child_process';
import { findProgramme } from '../findProgramme.js';

/** How each system opens a file with the programme that its user has chosen. */
const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // Not cmd with its start, which takes what follows an & in an address for a command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a file, or an address, in the user's browser; false where there is no programme for that. */
export function openInBrowser(
  place: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const [name, ...words] = openers[platform] ?? ['xdg-open'];
  const programme = findProgramme([name], { env, platform });
  if (programme === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(programme, [...words, place], { stdio: 'ignore', detached: true, env });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
