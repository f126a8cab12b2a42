import type { LongCall } from '../longCall.js';
import { withTaskPool, type TaskPoolSettings } from './taskPool.js';

/** Computes all tasks on worker threads, as a long call that heeds its signal and reports the share of the tasks that is done. */
export const runTasks = <Task, Result>(
  settings: Omit<TaskPoolSettings, 'signal'>,
  tasks: readonly Task[],
  { signal, report }: LongCall,
): Promise<Result[]> =>
  withTaskPool<Task, Result, Result[]>({ ...settings, signal }, (run) => {
    let done = 0;
    return Promise.all(
      tasks.map(async (task) => {
        const result = await run(task);
        report({ fraction: ++done / tasks.length });
        return result;
      }),
    );
  });
