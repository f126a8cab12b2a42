// What loadBackend and train do with a native backend beside others; see test/nets/backend.test.ts.
import { loadImages } from 'heavytail';
import { fullyConnected, loadBackend, train } from 'heavytail/nets';

const quiet = { onNotice: () => undefined };
const seen = [];
for (const backend of [undefined, 'wasm', undefined, 'cpu', 'native']) {
  const { name, tf } = await loadBackend({ ...quiet, backend });
  seen.push([name, tf.getBackend()]);
}
const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 50, test: 20 } });
const spec = { net: fullyConnected({ width: 4 }), stepSize: 0.1, batchSize: 5, iterations: 20 };
await loadBackend({ ...quiet, backend: 'wasm' });
const { tf } = await loadBackend({ ...quiet, backend: 'cpu' });
const used = new Set();
const progress = () => void used.add(tf.getBackend());
await train(spec, set, { ...quiet, backend: 'native', progress });
console.log(JSON.stringify({ seen, used: [...used] }));
