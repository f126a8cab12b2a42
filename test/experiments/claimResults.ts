import type { Claim, VariantCell, VariantsResult, VariantsSpec, Verdict } from 'heavytail';

/** The verdicts of claims, in their order. */
export const verdictsOf = (claims: readonly Claim[]): Verdict[] => claims.map(({ verdict }) => verdict);

/** What an estimate says of its sample where nothing is wrong with it. */
export const unremarkable = { warnings: [], overflowed: 0, distance: 1, spread: 1, degenerate: false };

/** An estimate of the tail-index whose 95 % interval reaches 0.05 to both sides. */
export const reading = (alpha: number) => ({
  tailIndex: alpha,
  interval: { lower: alpha - 0.05, upper: alpha + 0.05 },
});

/** A result in which every cell of every variant is what `cellOf` says, and otherwise has no estimate. */
export function variantsResult(
  spec: VariantsSpec,
  cellOf: (variant: string, index: number) => Partial<VariantCell>,
): VariantsResult {
  const empty = { tailIndex: null, interval: null, ...unremarkable };
  const cells = spec.variants.flatMap(({ name }) =>
    spec.batchSizes
      .flatMap((batchSize) => spec.stepSizes.map((stepSize) => ({ stepSize, batchSize })))
      .map((setting, index) => ({
        variant: name,
        ...setting,
        ...empty,
        plainSgd: { status: 'no-stationary-law', tailIndex: null, standardError: null } as const,
        ...cellOf(name, index),
      })),
  );
  return { spec, cells };
}
