/**
 * Runs tasks, several at once, each as soon as there is room and those that it waits for are done. Where one rejects nothing more is
 * started, and this rejects when the others have ended.
 *
 * @param waitsFor the tasks that come before one; those that are not among `tasks` do not count
 * @returns the results in the order of the tasks
 */
export async function inLanes<Task, Result>(
  tasks: readonly Task[],
  atOnce: number,
  waitsFor: (task: Task) => readonly Task[],
  run: (task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results = new Map<Task, Result>();
  const waiting = [...tasks];
  const running = new Set<Promise<void>>();
  const isReady = (task: Task): boolean =>
    waitsFor(task).every((other) => results.has(other) || !tasks.includes(other));
  try {
    while (waiting.length > 0 || running.size > 0) {
      const next = running.size < atOnce ? waiting.findIndex(isReady) : -1;
      if (next < 0) {
        await Promise.race(running);
        continue;
      }
      const [task] = waiting.splice(next, 1);
      const lane = run(task)
        .then((result) => void results.set(task, result))
        .finally(() => running.delete(lane));
      running.add(lane);
    }
  } finally {
    await Promise.allSettled(running);
  }
  return tasks.map((task) => results.get(task)!);
}
