import { ESTIMATOR_VERSIONS } from '../estimators/versions.js';
import { NETS_VERSION, PLAIN_WASM_VERSION } from '../nets/netsVersion.js';
import { packageVersion } from '../packageVersion.js';
import type { EngineVersion } from '../queue/keys.js';
import { ENGINE_VERSION } from '../sgd/engineVersion.js';
import { POPULATION_VERSION } from '../theory/products/population.js';
import { NUMBERS_VERSIONS } from './numbersVersion.js';

/** Which numbers this process computes: all versions on which a bit of a result depends. */
export function engineVersion(): EngineVersion {
  return {
    package: packageVersion(),
    numbers: {
      ...NUMBERS_VERSIONS,
      ...ESTIMATOR_VERSIONS,
      engine: ENGINE_VERSION,
      nets: NETS_VERSION,
      plainNets: PLAIN_WASM_VERSION,
      population: POPULATION_VERSION,
    },
  };
}
