/** A sweep and its worker in one process, which ends by itself once both have given up a server that is lost: `node lost.mjs ADDRESS`. */
import { readAddress } from '../../dist/src/queue/address.js';
import { openCaller } from '../../dist/src/queue/caller.js';
import { jobId } from '../../dist/src/queue/keys.js';
import { serve } from '../../dist/src/queue/serve.js';
import { engineVersion } from '../../dist/src/sweeps/engineNumbers.js';

const address = readAddress('on', process.argv[2]);
const patience = 1500;
const serving = await serve(address, engineVersion(), {
  ...{ atOnce: 1, patience, onNote: () => undefined },
  compute: ({ signal }) =>
    new Promise((_, reject) => {
      console.log('computes');
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
});
const caller = await openCaller(address, engineVersion(), { patience, onNotice: () => undefined });
const job = { id: jobId('number', 1), kind: 'number', data: 1, place: 0 };
await caller.compute(job, () => undefined).catch(({ message }) => console.log(message));
await caller.close();
console.log(await serving.lost);
await serving.close(60_000);
