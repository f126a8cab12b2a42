/** What runs in the browser of a page with figures; sent as its source text, so that it may use nothing from outside itself. */

type Dictionary = Record<string, unknown>;

interface DrawnFigure {
  readonly data: Dictionary[];
  readonly layout: Dictionary;
}

interface PagePlotly {
  toImage(figure: unknown, options: Dictionary): Promise<string>;
}

/** Draws the figures of the page, draws them again for paper, and lets the reader take them out as files. */
export function figureControls(
  Plotly: PagePlotly,
  draw: (element: HTMLElement, figure: DrawnFigure, plotly: PagePlotly, sheet?: { width: number }) => unknown,
  csv: (figure: DrawnFigure) => string,
): void {
  /** Pixels between the margins of a sheet of A4 or US letter. */
  const sheet = { width: 680 };
  const elements = Array.from(document.querySelectorAll<HTMLElement>('figure.plot > .figure'));
  const figures = new Map(
    elements.map((element) => [element, JSON.parse(element.nextElementSibling!.textContent!) as DrawnFigure]),
  );
  let printing = false;
  const drawAll = (): void => {
    if (!printing) for (const [element, figure] of figures) draw(element, figure, Plotly);
  };
  Object.assign(window, { drawAll });
  drawAll();

  const layers = (element: HTMLElement): SVGElement[] =>
    Array.from(element.querySelectorAll<SVGElement>('.main-svg'));
  addEventListener('beforeprint', () => {
    printing = true;
    for (const [element, figure] of figures) {
      draw(element, figure, Plotly, sheet);
      // With its size as the view, the style of print can scale it to any sheet.
      for (const svg of layers(element)) {
        const [width, height] = [svg.getAttribute('width')!, svg.getAttribute('height')!];
        svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
        element.style.setProperty('--shape', `${width} / ${height}`);
      }
    }
  });
  addEventListener('afterprint', () => {
    printing = false;
    for (const element of figures.keys()) for (const svg of layers(element)) svg.removeAttribute('viewBox');
    drawAll();
  });

  const save = (name: string, address: string): void => {
    const link = document.createElement('a');
    Object.assign(link, { href: address, download: name });
    link.click();
  };
  // Plotly takes no length of less than 10 pixels.
  const lengthOr = (asked: unknown, otherwise: number): number =>
    typeof asked === 'number' && asked >= 10 ? asked : otherwise;
  const size = ({ layout }: DrawnFigure): { width: number; height: number } => ({
    width: lengthOr(layout.width, 900),
    height: lengthOr(layout.height, 480),
  });
  const picture = (figure: DrawnFigure, format: string, scale = 1): Promise<string> =>
    Plotly.toImage({ data: figure.data, layout: figure.layout }, { format, scale, ...size(figure) });
  /** The browser's own print of the drawing alone, on a sheet of its size: vectors, with the fonts in the file. */
  const print = async (name: string, figure: DrawnFigure): Promise<void> => {
    const address = await picture(figure, 'svg');
    const svg = decodeURIComponent(address.slice(address.indexOf(',') + 1));
    const { width, height } = size(figure);
    const frame = document.createElement('iframe');
    frame.title = name;
    frame.style.cssText = 'position:fixed;width:0;height:0;border:0';
    frame.srcdoc = `<!doctype html><title>${name.replace(/[<&]/g, '')}</title><style>@page { size: ${width}px ${height}px; margin: 0 }
html, body { margin: 0 } svg { display: block }</style>${svg}`;
    frame.onload = () => {
      const inner = frame.contentWindow!;
      inner.onafterprint = () => frame.remove();
      inner.focus();
      inner.print();
    };
    document.body.append(frame);
  };
  const ways: Record<string, (name: string, figure: DrawnFigure) => Promise<void>> = {
    svg: async (name, figure) => save(`${name}.svg`, await picture(figure, 'svg')),
    pdf: print,
    png: async (name, figure) => save(`${name}.png`, await picture(figure, 'png', 2)),
    csv: async (name, figure) =>
      save(`${name}.csv`, `data:text/csv;charset=utf-8,${encodeURIComponent(csv(figure))}`),
  };
  for (const button of Array.from(document.querySelectorAll<HTMLButtonElement>('button[data-take]')))
    button.onclick = () => {
      const holder = button.closest('figure')!;
      const figure = figures.get(holder.querySelector<HTMLElement>('.figure')!)!;
      const said = holder.querySelector('output')!;
      said.textContent = '';
      ways[button.dataset.take!](holder.dataset.file!, figure).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        said.textContent = `There is no ${button.textContent}, for this figure cannot be drawn by Plotly, which says ${JSON.stringify(why)}.`;
      });
    };
}
