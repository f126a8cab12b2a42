import { dirname, isAbsolute, join } from 'node:path';
import { DataFileError } from '../../data/bytes.js';

/**
 * Where a file is that another names: beside it or below. Names that lead elsewhere are refused.
 *
 * @param named what `file` says
 */
export function besideFile(file: string, named: unknown): string {
  if (typeof named !== 'string' || isAbsolute(named) || named.split(/[\\/]/).includes('..'))
    throw new DataFileError(file, `names the file ${JSON.stringify(named)}, which is not in its folder`);
  return join(dirname(file), named);
}
