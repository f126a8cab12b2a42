/** A mistake in how the program was called; the message is one sentence, the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
