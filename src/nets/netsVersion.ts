import type { BackendName } from './backendName.js';
import type { TrainPath } from './trainPath.js';

/**
 * Version of the numbers that training and its tail estimates give. Raised with every change that alters a bit of them, so
 * that results stored before it are computed again.
 */
export const NETS_VERSION = 4;

/** The same where the operations of tfjs train on its wasm backend, whose product of matrices is partly this package's. */
export const PLAIN_WASM_VERSION = 5;

/** The version of what is trained so. */
export const netsVersion = (backend: BackendName, path: TrainPath): number =>
  backend === 'wasm' && path === 'plain' ? PLAIN_WASM_VERSION : NETS_VERSION;
