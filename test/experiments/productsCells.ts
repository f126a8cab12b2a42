import type { ProductsCell } from 'heavytail';

/** A product whose tail was found where it is. */
export const good: ProductsCell = {
  variant: {
    kind: 'cycle',
    setting: { stream: { dimension: 1 }, stepSize: { cycle: [0.4, 1] }, batchSize: 1 },
  },
  exact: { tailIndex: 1.677, lyapunov: -0.87 },
  ...{ status: 'found', tailIndex: 1.68, standardError: 0.01, lyapunov: -0.87, lyapunovError: 0.001 },
  ...{ hill: 1.7, hillError: 0.03, thresholds: [], survival: [], growth: -0.871, growthError: 0.001 },
};

/** One that has no stationary law. */
export const away: ProductsCell = {
  ...good,
  exact: { tailIndex: null, lyapunov: 0.2 },
  ...{ status: 'no-stationary-law', tailIndex: null, standardError: null, hill: null, hillError: null },
  ...{ lyapunov: 0.2, growth: 0.2 },
};
