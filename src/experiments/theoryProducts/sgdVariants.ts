import type { SgdSetting } from '../../sgd/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** A variant: a named change of plain SGD, here one whose iterates are still a product of random matrices, and a setting that has it. */
export interface SgdVariant {
  readonly kind: 'momentum' | 'cycle' | 'random' | 'network';
  readonly setting: Omit<SgdSetting, 'seed'>;
}

/**
 * The variant in a few words, for tables and legends.
 *
 * @example
 * const [variant] = productsSpec('quick').variants;
 * variantName(variant); // 'momentum 0.5, η = 0.5, b = 1, d = 1'
 */
export function variantName(variant: SgdVariant): string {
  checkArguments('variantName', { variant });
  const { kind, setting } = variant;
  const { stepSize, rule, network, batchSize, stream } = setting;
  const change =
    typeof stepSize !== 'number'
      ? `${kind} η ${('cycle' in stepSize ? stepSize.cycle : 'choice' in stepSize ? stepSize.choice : stepSize.uniform).join(', ')}`
      : network && 'kind' in network
        ? `${network.kind} of ${network.nodes}, η = ${stepSize}`
        : `${kind} ${rule && 'momentum' in rule ? rule.momentum : ''}, η = ${stepSize}`;
  return `${change}, b = ${batchSize}, d = ${stream?.dimension}`;
}
