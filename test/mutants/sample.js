import { createHash } from 'node:crypto';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const share = Number(process.env.MUTANTS_SHARE ?? 1);
const seed = process.env.MUTANTS_SEED ?? '1';

/** A number from 0 to 1 that depends on the seed and on the text of a statement alone: moving it changes nothing. */
const drawn = (text) => createHash('sha256').update(`${seed} ${text}`).digest().readUInt32LE() / 2 ** 32;

/** Leaves out the statements of a file's top level that are not in the sample. */
const sample = {
  shouldIgnore(path) {
    if (share >= 1 || !path.parentPath?.isProgram()) return undefined;
    return drawn(path.toString()) < share ? undefined : 'not in the sample';
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'sample', sample)];
