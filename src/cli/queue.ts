/** `heavytail queue`: what waits, runs and failed at a queue. */
import { countOf, countWords } from '../countWords.js';
import { connect } from '../queue/connect.js';
import { versionText } from '../queue/keys.js';
import { drainQueues, pauseQueues, queueStatus, type QueueStatus } from '../queue/status.js';
import { queueAddress, type OnFlags } from './queueAddress.js';

/** One queue in a few lines. */
export function statusText({ version, isPaused, workers, ...queue }: QueueStatus): string {
  const { waiting, running, delayed, failed, failures } = queue;
  const threads = workers.reduce((sum, worker) => sum + worker.threads, 0);
  const hosts = [...new Set(workers.map(({ host }) => host))].join(', ');
  const again = delayed === 0 ? '' : `, ${delayed} to be tried again`;
  return [
    `${versionText(version)}${isPaused ? ', paused' : ''}`,
    `  ${countOf(waiting, 'point')} waiting${again}, ${countWords(running)} running, ${countWords(failed)} failed`,
    `  ${countOf(workers.length, 'worker')}${workers.length === 0 ? '' : `, ${countOf(threads, 'thread')}, on ${hosts}`}`,
    ...failures.map(
      ({ kind, why, attempts }) => `  failed after ${countOf(attempts, 'attempt')}: ${kind}: ${why}`,
    ),
  ].join('\n');
}

/** Does what is asked of all queues of a server. */
export async function askQueue(
  action: 'status' | 'pause' | 'resume' | 'drain',
  flags: OnFlags,
  print: (text: string) => void,
): Promise<void> {
  const address = queueAddress(flags, true);
  const redis = await connect(address);
  try {
    if (action === 'drain')
      print(`${countOf(await drainQueues(redis), 'point')} taken out of the queue at ${address.text}`);
    else if (action !== 'status') await pauseQueues(redis, action === 'pause');
    const all = await queueStatus(redis);
    print(
      all.length === 0 ? `no sweep has used the queue at ${address.text}` : all.map(statusText).join('\n'),
    );
  } finally {
    redis.disconnect();
  }
}
