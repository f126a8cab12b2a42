import { oneLine } from './withoutControls.js';

/** A mistake in how the program was called; the message is one sentence in one line, or one for each of several mistakes; the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(...sentences: readonly string[]) {
    // They repeat names as they were given, which may have line breaks.
    super(sentences.map((sentence) => oneLine(sentence).trim()).join('\n'));
  }
}
