import { ESTIMATOR_VERSIONS } from '../estimators/versions.js';

/**
 * Versions of the numbers that the rooms give which an experiment is computed with and whose versions its key does not name itself. Raised with a fix
 * that changes results: `test/sweeps/numbersVersion.test.ts` fails when some change and the version does not.
 */
export const NUMBERS_VERSIONS = { random: 1, stable: 1, estimators: 1, theory: 1, data: 1 } as const;

/**
 * The key of a cell with the versions of the numbers behind it. The first versions are left out: cells that were stored before there
 * were any are found by their keys as they are.
 */
export function versionedKey(
  key: unknown,
  versions: Readonly<Record<string, number>> = NUMBERS_VERSIONS,
): unknown {
  const raised = Object.fromEntries(Object.entries(versions).filter(([, version]) => version > 1));
  return Object.keys(raised).length === 0 ? key : { key, numbers: raised };
}

/**
 * The versions of the estimators that a choice of one names, an own function by its text, beyond their first: part of the key of what is
 * computed with it, so that a fix to one estimator makes nothing stale but what it was applied in.
 *
 * @param choice an estimator as plain JSON
 */
export function estimatorVersions(
  choice: unknown,
  versions: Readonly<Record<string, number>> = ESTIMATOR_VERSIONS,
): Readonly<Record<string, number>> {
  const text = JSON.stringify(choice);
  return Object.fromEntries(
    Object.entries(versions).filter(([name, version]) => version > 1 && text.includes(name)),
  );
}

/** A key with these versions; without any it is as it was before there were any. */
export const keyWithEstimators = (key: object, versions: Readonly<Record<string, number>>): object =>
  Object.keys(versions).length === 0 ? key : { ...key, estimators: versions };
