/** A worker whose points are timers: `node scaleWorker.js ADDRESS POINTS_AT_ONCE`; a point lasts as long as it says. */
import { readAddress } from '../src/queue/address.js';
import { serve } from '../src/queue/serve.js';
import { engineVersion } from '../src/sweeps/engineNumbers.js';

const [on, atOnce] = process.argv.slice(2);
const serving = await serve(readAddress('on', on), engineVersion(), {
  atOnce: Number(atOnce),
  compute: async ({ data }) => {
    const { i, milliseconds } = data as { i: number; milliseconds: number };
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return i;
  },
  onNote: () => undefined,
});
process.once('SIGTERM', () => void serving.close(0).then(() => process.exit()));
console.log('ready');
