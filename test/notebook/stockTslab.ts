import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The command line of the kernel that the tslab package itself ships. */
export const stockTslab = (connectionFile: string): string[] => {
  const folder = dirname(createRequire(import.meta.url).resolve('tslab/package.json'));
  return [process.execPath, join(folder, 'bin', 'tslab'), 'kernel', `--config-path=${connectionFile}`];
};
