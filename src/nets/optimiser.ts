import { argumentError, checkNonNegative, checkOneOf, checkPositive, checkFields } from '../check.js';

interface EveryOptimiser {
  /** Adds so many times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
  /** Gradients of all parameters together are scaled down to this norm. Default: they are left as they are. */
  readonly clipNorm?: number;
}

/** Stochastic gradient descent, with a memory of gradients where `momentum` is above 0. */
export interface SgdOptimiser extends EveryOptimiser {
  readonly type: 'sgd';
  /** From 0 (the default) to below 1. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
}

/** Adam. Source: Kingma & Ba 2015; Loshchilov & Hutter 2019 for the decoupled weight decay (AdamW). */
export interface AdamOptimiser extends EveryOptimiser {
  readonly type: 'adam';
  /** From 0 to below 1; default 0.9 and 0.999. */
  readonly beta1?: number;
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Whether the weight decay shrinks the parameters themselves, as AdamW does. Default false. */
  readonly decoupled?: boolean;
}

/** RMSProp: gradients over the root of their running mean square. */
export interface RmsPropOptimiser extends EveryOptimiser {
  readonly type: 'rmsProp';
  /** Share of the old mean square that stays, from 0 to below 1; default 0.99. */
  readonly decay?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

/** How gradients move the parameters, in the conventions and with the defaults of PyTorch. */
export type Optimiser = SgdOptimiser | AdamOptimiser | RmsPropOptimiser;

const OWN_KEYS: Readonly<Record<Optimiser['type'], readonly string[]>> = {
  sgd: ['momentum', 'nesterov'],
  adam: ['beta1', 'beta2', 'epsilon', 'decoupled'],
  rmsProp: ['decay', 'epsilon'],
};

/** Throws a RangeError that names an unknown key or a value out of its range. */
export function checkOptimiser(optimiser: Optimiser): void {
  checkOneOf('optimiser.type', optimiser.type, Object.keys(OWN_KEYS) as Optimiser['type'][]);
  const values = optimiser as unknown as Record<string, number | undefined>;
  checkFields('optimiser', optimiser, ['type', 'weightDecay', 'clipNorm', ...OWN_KEYS[optimiser.type]]);
  if (values.weightDecay !== undefined) checkNonNegative('optimiser.weightDecay', values.weightDecay);
  for (const name of ['clipNorm', 'epsilon'])
    if (values[name] !== undefined) checkPositive(`optimiser.${name}`, values[name]);
  for (const name of ['momentum', 'beta1', 'beta2', 'decay'])
    if (values[name] !== undefined && !(values[name]! >= 0 && values[name]! < 1))
      throw argumentError(`optimiser.${name}`, values[name], 'a number from 0 to below 1');
}

/** Whether each parameter only loses the step-size times its gradient: what the fused kernels do. */
export const isPlainSgd = (optimiser: Optimiser = { type: 'sgd' }): boolean =>
  optimiser.type === 'sgd' &&
  !optimiser.momentum &&
  !optimiser.weightDecay &&
  optimiser.clipNorm === undefined;
