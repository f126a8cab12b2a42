import { stripVTControlCharacters } from 'node:util';

/** A text as a terminal can show it: without the control codes that a notebook may have put into it, lines kept. */
export const withoutControls = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');

/** A text in one line of the terminal. */
export const oneLine = (text: string): string =>
  `${withoutControls(text.trim()).replace(/(?<!\s)\s*\n\s*/g, ' ')}\n`;
