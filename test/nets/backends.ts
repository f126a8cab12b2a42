import { loadBackend, type BackendName } from 'heavytail/nets';
import { describeNeeding } from '../needing.js';

/** Why the native backend does not load here; `undefined` where it does. */
export const nativeFault = await loadBackend({ backend: 'native', onNotice: () => undefined }).then(
  () => undefined,
  (error: Error) => error.message,
);

/** Tests on one backend. */
export function describeOn(backend: BackendName, tests: () => void): void {
  describeNeeding(backend === 'native' ? nativeFault : undefined, backend, tests);
}

/** The same tests on every backend. */
export const describeOnEach = (tests: (backend: BackendName) => void): void =>
  (['wasm', 'cpu', 'native'] as const).forEach((backend) => void describeOn(backend, () => tests(backend)));
