/** What becomes of a figure at which Plotly fails. */

/** Plotly takes all that it can make something of, and fails in the midst of the rest: that is a mistake in the figure. */
export class RefusedFigure extends RangeError {}

/** An error of the browser as the refusal that it stands for; itself where it is none. */
export function refusalOf(cause: Error): Error {
  const words = /^page\.evaluate: \w*Error: (.*)/.exec(cause.message)?.[1];
  return words === undefined
    ? cause
    : new RefusedFigure(`figure cannot be drawn by Plotly, which says ${JSON.stringify(words)}`, { cause });
}

const BEGINNING = 'This figure cannot be drawn';

/** The sentence that stands in the place of a figure, in its picture and in its description. */
export const refusalSentence = ({ message }: RefusedFigure): string =>
  `${message.replace(/^figure cannot be drawn/, BEGINNING)}.`;

/** The sentence in a description of a figure; undefined where it was drawn. */
export const refusalIn = (description: unknown): string | undefined =>
  typeof description === 'string' && description.startsWith(BEGINNING)
    ? description.split('\n')[0]
    : undefined;
