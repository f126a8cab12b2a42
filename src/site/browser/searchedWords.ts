/** What runs in the browser of every page of the reference; sent as its source text, so that it may use nothing from outside itself. */

/**
 * Gives TypeDoc's search, which takes what stands in its field for a query of lunr, words instead: letters of `names` by their names, as the
 * index has them, and spaces for what lunr reads as an operator, at which it would fail.
 */
export function searchedWords(names: Readonly<Record<string, string>>): void {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
  const wordsOf = (text: string): string =>
    Array.from(text, (letter) => names[letter.toLowerCase()] ?? letter)
      .join('')
      .replaceAll(/[~^:\\]/g, ' ');
  document.addEventListener(
    'input',
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.id !== 'tsd-search-input') return;
      if (Object.hasOwn(target, 'value')) return;
      Object.defineProperty(target, 'value', {
        get: () => wordsOf(get!.call(target) as string),
        set: (text: string) => set!.call(target, text),
      });
    },
    true,
  );
}
