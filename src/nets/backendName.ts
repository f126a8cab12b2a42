/** The backends that can run the networks, fastest set-up first. */
export type BackendName = 'native' | 'wasm' | 'cpu';
