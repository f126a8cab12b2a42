/** What a promise resolves to; undefined where it rejects or takes longer than so many milliseconds. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Milliseconds for which the end of a connection may wait for its server. */
export const LAST_ANSWER = 500;

/**
 * Closes what BullMQ has connected by itself. A server that does not answer is left where it is, and looked for no more.
 *
 * @param giveUp tells these connections, made with its signal, that they are not to be made again
 */
export async function closeConnected(
  connected: { close(): Promise<unknown>; disconnect(): Promise<unknown> },
  giveUp: AbortController,
  milliseconds: number = LAST_ANSWER,
): Promise<void> {
  await within(milliseconds, connected.close());
  giveUp.abort();
  connected.disconnect().catch(() => undefined);
}
