/** What runs in the browser of every page of the reference; sent as its source text, so that it may use nothing from outside itself. */

/** Tables, code and signatures that are wider than the page can be reached and scrolled by keyboard. */
export function scrollingByKey(): void {
  // TypeDoc shows a page some time after it is loaded.
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen)
      if (target.scrollWidth > target.clientWidth + 1) target.setAttribute('tabindex', '0');
      else target.removeAttribute('tabindex');
  });
  addEventListener('DOMContentLoaded', () => {
    for (const part of Array.from(document.querySelectorAll('.tsd-typography table, pre, .tsd-signature')))
      watch.observe(part);
  });
}
