import { metropolisWeights, type Graph, type SgdSetting } from '../../sgd/index.js';
import {
  cyclicLaw,
  decentralisedLaw,
  gaussianData,
  momentumLaw,
  momentumSecondMoment,
  networkSecondMoment,
  randomStepLaw,
  scheduleLyapunov,
  scheduleTailIndex,
  type MatrixLaw,
} from '../../theory/index.js';

/** A variant of SGD whose iterates are a product of random matrices, on isotropic Gaussian data with sigma 1. */
export type SgdVariant = {
  readonly batchSize: number;
  readonly dimension: number;
} & (
  | { readonly kind: 'momentum'; readonly stepSize: number; readonly momentum: number }
  | { readonly kind: 'cycle'; readonly stepSizes: readonly number[] }
  | { readonly kind: 'random'; readonly stepSizes: readonly number[] }
  | { readonly kind: 'network'; readonly stepSize: number; readonly graph: Graph }
);

/** What is known exactly: alpha and rho of step-sizes that change, h(2) of momentum and of networks. */
export interface ExactVariant {
  readonly tailIndex?: number | null;
  readonly lyapunov?: number;
  readonly secondMoment?: number;
}

/** Iterations of SGD that are one matrix of its law. */
export const iterationsPerMatrix = (variant: SgdVariant): number =>
  variant.kind === 'cycle' ? variant.stepSizes.length : 1;

/** The law of the variant's matrices. */
export function lawOfVariant(variant: SgdVariant): MatrixLaw {
  const { batchSize, dimension } = variant;
  const data = gaussianData({ dimension, sigma: 1 });
  switch (variant.kind) {
    case 'momentum':
      return momentumLaw(data, variant);
    case 'cycle':
      return cyclicLaw(data, variant);
    case 'random': {
      const { stepSizes } = variant;
      return randomStepLaw(data, {
        batchSize,
        drawStepSize: (generator) => stepSizes[generator.below(stepSizes.length)],
      });
    }
    case 'network': {
      const { stepSize, graph } = variant;
      return decentralisedLaw(data, { stepSize, batchSize, mixing: metropolisWeights(graph).weights });
    }
  }
}

/** How the engine runs the variant. */
export function engineSetting(variant: SgdVariant): Pick<SgdSetting, 'stepSize' | 'rule' | 'network'> {
  switch (variant.kind) {
    case 'momentum':
      return { stepSize: variant.stepSize, rule: { name: 'heavyBall', momentum: variant.momentum } };
    case 'cycle':
      return { stepSize: { cycle: variant.stepSizes } };
    case 'random':
      return { stepSize: { choice: variant.stepSizes } };
    case 'network':
      return { stepSize: variant.stepSize, network: metropolisWeights(variant.graph) };
  }
}

/** What linear algebra or the isotropic theory say exactly of the variant. */
export function exactOfVariant(variant: SgdVariant): ExactVariant {
  const model = { batchSize: variant.batchSize, dimension: variant.dimension, sigma: 1 };
  switch (variant.kind) {
    case 'momentum': {
      const { stepSize, momentum } = variant;
      return { secondMoment: momentumSecondMoment({ ...model, stepSize, momentum }) };
    }
    case 'network': {
      const mixing = metropolisWeights(variant.graph).weights;
      return { secondMoment: networkSecondMoment({ ...model, stepSize: variant.stepSize, mixing }) };
    }
    default: {
      const steps = variant.kind === 'cycle' ? { cycle: variant.stepSizes } : { choice: variant.stepSizes };
      return { tailIndex: scheduleTailIndex(model, steps), lyapunov: scheduleLyapunov(model, steps) };
    }
  }
}

/**
 * The variant in a few words, for tables and legends.
 *
 * @example
 * const [variant] = productsSpec('quick').variants;
 * variantName(variant); // 'momentum 0.5, η = 0.5, b = 1, d = 1'
 */
export function variantName(variant: SgdVariant): string {
  const what =
    variant.kind === 'momentum'
      ? `momentum ${variant.momentum}, η = ${variant.stepSize}`
      : variant.kind === 'network'
        ? `${variant.graph.kind} of ${variant.graph.nodes}, η = ${variant.stepSize}`
        : `${variant.kind} η ${variant.stepSizes.join(', ')}`;
  return `${what}, b = ${variant.batchSize}, d = ${variant.dimension}`;
}
