import { describe } from 'vitest';
import { loadBackend, type BackendName } from 'heavytail/nets';

/** Why the native backend does not load here; `undefined` where it does. */
export const nativeFault = await loadBackend({ backend: 'native', onNotice: () => undefined }).then(
  () => undefined,
  (error: Error) => error.message,
);

/** Where the native backend is not there, a user's tests go on without it; on CI they fail. */
const skipped = nativeFault !== undefined && process.env.CI !== 'true';

/** Tests on one backend. One that is skipped says why. */
export function describeOn(backend: BackendName, tests: () => void): void {
  if (backend === 'native' && skipped) void describe.skip(`native, skipped: ${nativeFault}`, tests);
  else void describe(backend, tests);
}

/** The same tests on every backend. */
export const describeOnEach = (tests: (backend: BackendName) => void): void =>
  (['wasm', 'cpu', 'native'] as const).forEach((backend) => void describeOn(backend, () => tests(backend)));
