import { exactTail } from '../../theory/index.js';

/** h(2) of three ways to work together in one setting: the factor by which second moments grow or shrink in one iteration. */
export interface CooperationMoments {
  readonly dimension: number;
  readonly batchSize: number;
  readonly nodes: number;
  readonly stepSize: number;
  readonly ring: number;
  readonly disconnected: number;
  readonly centralised: number;
}

const STEP_SIZES: readonly number[] = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55];

/**
 * h(2) by the exact linear recursion of the second moments, over step-sizes for one and ten dimensions and batches of 1 and 20 rows: the
 * larger h(2), the heavier the tail, and alpha is above 2 exactly where it is below 1 and there is a stationary law.
 *
 * @example
 * const row = cooperationMoments(8).find(({ dimension, stepSize }) => dimension === 1 && stepSize === 0.5);
 * [row?.ring, row?.disconnected, row?.centralised]; // [0.882, 0.750, 0.312]
 */
export const cooperationMoments = (nodes: number): CooperationMoments[] =>
  [
    { dimension: 1, batchSize: 1 },
    { dimension: 10, batchSize: 1 },
    { dimension: 10, batchSize: 20 },
  ].flatMap(({ dimension, batchSize }) =>
    STEP_SIZES.map((stepSize) => {
      const setting = { stream: { dimension }, stepSize, batchSize };
      const of = (more: Partial<Parameters<typeof exactTail>[0]>): number =>
        exactTail({ ...setting, ...more }).secondMoment!;
      return {
        ...{ dimension, batchSize, nodes, stepSize },
        ring: of({ network: { kind: 'ring', nodes } }),
        disconnected: of({ network: { kind: 'disconnected', nodes } }),
        centralised: of({ network: { kind: 'complete', nodes: 1 }, batchSize: batchSize * nodes }),
      };
    }),
  );
