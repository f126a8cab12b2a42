/** Text of streams as a terminal shows it. */

/** A sequence that colours what follows or erases, a sign that moves backwards, or one letter. */
// eslint-disable-next-line no-control-regex
const PARTS = /\u001b\[[0-9;]*[mK]|[\s\S]/gu;

// eslint-disable-next-line no-control-regex
const MOVES = /[\r\b]|\u001b\[[0-9;]*K/;

/** A line with carriage returns, backspaces and erasures applied. Colours take no place: each stays before its letter. */
const applyControls = (line: string): string => {
  const shown: string[] = [];
  let at = 0;
  let colours = '';
  for (const part of line.match(PARTS) ?? []) {
    if (part === '\r') at = 0;
    else if (part === '\b') at = Math.max(0, at - 1);
    else if (part.length > 2 && part.endsWith('m')) colours += part;
    else if (part.length > 2 && part.endsWith('K')) erase(shown, at, part.slice(2, -1));
    else {
      // What was erased before it is blank.
      while (shown.length < at) shown.push(' ');
      shown[at++] = colours + part;
      colours = '';
    }
  }
  return shown.join('') + colours;
};

/** Erases from a place to the end of a line (0), from its beginning to the place (1), or all of it (2). */
const erase = (shown: string[], at: number, how: string): void => {
  if (how === '1') shown.fill(' ', 0, at + 1);
  else shown.length = how === '2' ? 0 : Math.min(shown.length, at);
};

/**
 * Stream text `before` continued by `text`. Only the last line of `before` is touched, and only if `text` moves backwards,
 * so that long streams are collected in linear time.
 *
 * @param isReturned whether `before` ends with a return: to look would copy it
 */
export const appendText = (before: string, text: string, isReturned: boolean): string => {
  if (!MOVES.test(text) && !isReturned) return before + text;
  const lineStart = before.lastIndexOf('\n') + 1;
  const lines = (before.slice(lineStart) + text).replace(/(?<!\r)\r+\n/g, '\n').split('\n');
  // What a return at the very end overwrites comes with the next text.
  const last = lines.pop() ?? '';
  const waiting = /\r$/.test(last) ? '\r' : '';
  return before.slice(0, lineStart) + [...lines, last].map(applyControls).join('\n') + waiting;
};
