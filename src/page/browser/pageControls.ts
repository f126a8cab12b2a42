/** What runs in the browser of every page; sent as its source text, so that it may use nothing from outside itself. */

/** The switch between light and dark, buttons that copy code, the table of contents, and what scrolls sideways. */
export function pageControls(): void {
  const root = document.documentElement;
  const page = window as unknown as { drawAll?: () => void };
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => (root.dataset.theme ? root.dataset.theme === 'dark' : prefersDark.matches);
  try {
    const kept = localStorage.getItem('heavytail-theme');
    if (kept !== null) root.dataset.theme = kept;
  } catch {
    // A browser that keeps nothing shows what the system prefers.
  }
  document.querySelector<HTMLButtonElement>('#theme')!.onclick = () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('heavytail-theme', root.dataset.theme);
    } catch {
      // As above: then it is so for this page only.
    }
    page.drawAll?.();
  };
  prefersDark.addEventListener('change', () => page.drawAll?.());

  const copy = async (code: HTMLElement): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
    } catch {
      // Without the permission, or on a page that is not secure: the old way.
      getSelection()?.selectAllChildren(code);
      document.execCommand('copy');
      getSelection()?.removeAllRanges();
    }
  };
  for (const button of Array.from(document.querySelectorAll<HTMLButtonElement>('button.copy')))
    button.onclick = () => {
      void copy(button.parentElement!.querySelector<HTMLElement>('code')!).then(() => {
        button.textContent = 'copied';
        setTimeout(() => (button.textContent = 'copy'), 1500);
      });
    };

  const contents = document.querySelector<HTMLDetailsElement>('nav.contents details');
  // Beside the text it is always open.
  if (contents !== null && matchMedia('(min-width: 1200px)').matches) contents.open = true;

  /** What scrolls can be reached and scrolled by keyboard, and shows its edge. */
  const markScrolling = (): void => {
    for (const part of Array.from(
      document.querySelectorAll<HTMLElement>('pre, .outputs > .html, .text, table, math[display=block]'),
    )) {
      const scrolls =
        part.scrollWidth > part.clientWidth + 1 ||
        (part.tagName === 'PRE' && part.scrollHeight > part.clientHeight + 1);
      part.classList.toggle('scrolls', scrolls && part.scrollWidth > part.clientWidth + 1);
      if (scrolls) part.tabIndex = 0;
      else part.removeAttribute('tabindex');
    }
  };
  markScrolling();
  addEventListener('resize', markScrolling);
}
