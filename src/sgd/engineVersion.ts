/**
 * Version of the numbers that the engine, the regression data and the published estimator give. Raised with every change that
 * alters a bit of them, so that results stored before it are computed again.
 */
export const ENGINE_VERSION = 6;
