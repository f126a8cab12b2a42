/** Jupyter counts the cursor in characters, JavaScript in UTF-16 code units. */

/** The index of the code unit at which the `position`-th character of `text` starts. */
export function toCodeUnits(text: string, position: number): number {
  let units = 0;
  let points = 0;
  for (const character of text) {
    if (points >= position) break;
    points++;
    units += character.length;
  }
  return units;
}

/** How many characters the first `units` code units of `text` are. */
export const toCodePoints = (text: string, units: number): number => [...text.slice(0, units)].length;
