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
