/** What runs in the browser of the index; sent as its source text, so that it may use nothing from outside itself. */

/** Shows the claims whose verdict is chosen and in which the words occur that the reader looks for. */
export function claimFilter(): void {
  const form = document.querySelector<HTMLFormElement>('form.filter')!;
  const rows = Array.from(document.querySelectorAll<HTMLElement>('.claims tbody tr'));
  const apply = (): void => {
    const words = form
      .querySelector<HTMLInputElement>('input[type=search]')!
      .value.toLowerCase()
      .split(/\s+/);
    const verdicts = Array.from(form.querySelectorAll<HTMLInputElement>('input[type=checkbox]:checked')).map(
      ({ value }) => value,
    );
    for (const row of rows) {
      const text = row.textContent!.toLowerCase();
      row.hidden = !verdicts.includes(row.dataset.verdict!) || !words.every((word) => text.includes(word));
    }
    for (const group of Array.from(document.querySelectorAll<HTMLElement>('.claim-group')))
      group.hidden = group.querySelector('tbody tr:not([hidden])') === null;
    const shown = rows.filter(({ hidden }) => !hidden).length;
    form.querySelector('output')!.textContent = `${shown} of ${rows.length} shown`;
  };
  form.oninput = apply;
  form.onsubmit = (event) => event.preventDefault();
  apply();
}
