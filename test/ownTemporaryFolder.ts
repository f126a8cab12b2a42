import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names under which the systems keep the folder of temporary files. */
const VARIABLES = ['TMPDIR', 'TEMP', 'TMP'];

/** Tests kill processes on purpose, and what these leave behind goes with the folder of the run that all of them share. */
export default function ownTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'heavytail-tests-'));
  for (const variable of VARIABLES) process.env[variable] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
