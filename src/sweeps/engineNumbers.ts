import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NETS_VERSION } from '../nets/netsVersion.js';
import { packageFolder } from '../packageFolder.js';
import type { EngineVersion } from '../queue/keys.js';
import { ENGINE_VERSION } from '../sgd/engineVersion.js';
import { POPULATION_VERSION } from '../theory/products/population.js';
import { NUMBERS_VERSIONS } from './numbersVersion.js';

/** Which numbers this process computes: all versions on which a bit of a result depends. */
export function engineVersion(): EngineVersion {
  const text = readFileSync(join(packageFolder(), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return {
    package: version,
    numbers: {
      ...NUMBERS_VERSIONS,
      engine: ENGINE_VERSION,
      nets: NETS_VERSION,
      population: POPULATION_VERSION,
    },
  };
}
