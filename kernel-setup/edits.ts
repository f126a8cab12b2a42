/** Changes to a text that keep its lines, and the way back from a place in the changed text. */

/** The way back from a place to the text it was made from; both count from 0. */
export interface PlaceMap {
  findEntry(line: number, column: number): { originalLine: number; originalColumn: number } | object;
}

/** Edits of one text. Those at one place are applied in the order in which they were asked for. */
export interface Edits {
  insert(at: number, text: string): void;
  /** Replaces a part of the text; line breaks in it are kept. */
  replace(start: number, end: number, text: string): void;
  /** The changed text, and what of it stands where. */
  apply(): { readonly text: string; readonly lines: Lines };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A piece of one line that was kept or replaced: where it is in the changed line and in the original one. */
interface Piece {
  readonly column: number;
  readonly original: number;
  /** A replacement stands for one place, kept text for as many as it is long. */
  readonly kept: boolean;
}

/** The pieces of each line of a changed text. */
export type Lines = readonly (readonly Piece[])[];

/** The way back from a changed text to the one it was made from. */
export const placeMap = (lines: Lines): PlaceMap => ({
  findEntry: (line, place) => {
    const piece = lines[line]?.findLast((each) => each.column <= place);
    if (piece === undefined) return {};
    const into = piece.kept ? place - piece.column : 0;
    return { originalLine: line, originalColumn: piece.original + into };
  },
});

/** The column after `text`, which begins at `column`. */
function columnAfter(text: string, column: number): number {
  const last = text.lastIndexOf('\n');
  return last < 0 ? column + text.length : text.length - last - 1;
}

function apply(source: string, edits: readonly Edit[]): { text: string; lines: Lines } {
  const lines: Piece[][] = [[]];
  let [made, column, original] = ['', 0, 0];
  const add = (text: string, instead: string, kept: boolean): void => {
    lines.at(-1)?.push({ column, original, kept });
    made += text;
    column = columnAfter(text, column);
    original = columnAfter(instead, original);
    for (let i = text.split('\n').length; i > 1; i--) lines.push([]);
  };
  const keep = (from: number, to: number): void => {
    for (const part of source.slice(from, to).split(/(?<=\n)/)) add(part, part, true);
  };
  let at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    keep(at, start);
    add(text, source.slice(start, end), false);
    at = end;
  }
  keep(at, source.length);
  return { text: made, lines };
}

export function createEdits(source: string): Edits {
  const edits: Edit[] = [];
  return {
    insert: (at, text) => void edits.push({ start: at, end: at, text }),
    replace: (start, end, text) => {
      const breaks = source.slice(start, end).replace(/[^\n]/g, '');
      edits.push({ start, end, text: text + breaks });
    },
    apply: () => apply(source, edits),
  };
}
