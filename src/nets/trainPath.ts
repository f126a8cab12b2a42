import { checkOneOf } from '../check.js';
import { findBackend, type Backend, type BackendOptions } from './backend.js';
import type { BackendName } from './backendName.js';
import { canFuse, fusedStepper } from './fused/stepper.js';
import { plainStepper } from './plain.js';
import type { NetSpec } from './spec.js';
import { isPlainSgd } from './optimiser.js';
import type { Stepper, StepperOptions } from './stepper.js';
import type { TrainSpec } from './trainSpec.js';

/** `fused` kernels in place on the wasm backend, or the `plain` operations of tfjs. */
export type TrainPath = 'fused' | 'plain';

/** What decides the path. */
export type Trained = Pick<TrainSpec, 'net' | 'optimiser'>;

const fuses = ({ net, optimiser }: Trained): boolean => canFuse(net) && isPlainSgd(optimiser);

/**
 * How a network is trained on a backend: fused on wasm where the kernels know its optimiser and all its layers, else plain.
 *
 * @param asked what is taken instead, where given
 */
export function trainPath(backend: BackendName, what: Trained, asked?: TrainPath): TrainPath {
  if (asked !== undefined) checkOneOf('path', asked, ['fused', 'plain']);
  return asked ?? (backend === 'wasm' && fuses(what) ? 'fused' : 'plain');
}

/**
 * The backend that a network is trained on: the one asked for, else `wasm` where its fused kernels know the optimiser and all layers, else the first
 * that works, `native` before `wasm`. What backend is set in the end is left open.
 *
 * @param options with the path, where one is asked for: the plain one gains nothing from wasm
 */
export const trainingBackend = (
  what: Trained,
  options: BackendOptions & { readonly path?: TrainPath } = {},
): Promise<Backend> =>
  findBackend(options, (options.path ?? (fuses(what) ? 'fused' : 'plain')) === 'fused' ? 'wasm' : 'native');

/** Makes steppers of a network for batches of any size. */
export const stepperMaker =
  (
    { tf }: Backend,
    path: TrainPath,
    net: NetSpec,
    initial: readonly Float32Array[],
    { loss, optimiser }: StepperOptions = {},
  ): ((batchSize: number) => Stepper) =>
  (batchSize) =>
    (path === 'fused' ? fusedStepper : plainStepper)(tf, net, batchSize, initial, { loss, optimiser });
