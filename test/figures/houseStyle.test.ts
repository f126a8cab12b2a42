import { describe, expect, it } from 'vitest';
import { hillPlot, livePlot, plot, stableSample, type Figure } from 'heavytail';

const own = (layout: Record<string, unknown>): Figure => ({
  data: [{ x: [1, 10, 1000], y: [1, 2, 3] }],
  layout,
});
const layoutOf = (
  figure: Figure,
  options?: Parameters<typeof plot>[1],
): Record<string, Record<string, unknown>> =>
  plot(figure, options).figure.layout as Record<string, Record<string, unknown>>;

describe("a reader's own figure", () => {
  it.each(['house', 'own'] as const)('shows titles of both forms in the %s style', (style) => {
    const texts = layoutOf(own({ title: 'T', xaxis: { title: 'X' }, yaxis: { title: { text: 'Y' } } }), {
      style,
    });
    expect([texts.title.text, texts.xaxis.title, texts.yaxis.title]).toMatchObject([
      'T',
      { text: 'X' },
      { text: 'Y' },
    ]);
    const bar = {
      data: [{ type: 'heatmap', z: [[1]], colorbar: { title: 'α' } }],
      layout: { legend: { title: 'L' } },
    };
    const { figure } = plot(bar, { style });
    expect(figure.data[0].colorbar).toEqual({ title: { text: 'α' } });
    expect((figure.layout.legend as { title: unknown }).title).toEqual({ text: 'L' });
  });
  it('has the house style where it does not say its own', () => {
    const { xaxis, colorway, title } = layoutOf(
      own({ title: 'T', xaxis: { type: 'log', linecolor: 'red' } }),
    );
    expect(xaxis).toMatchObject({ mirror: true, linecolor: 'red', gridcolor: '#e6e6e6' });
    expect(xaxis.ticktext).toContain('100');
    expect(colorway).toHaveLength(7);
    expect(title).toMatchObject({ text: 'T', xanchor: 'left' });
    expect(plot(own({ xaxis: { title: 'step' } })).figure.data[0].hovertemplate).toMatch(/^step: %\{x/);
    expect(layoutOf(own({ title: 'T' }), { style: 'own' })).toEqual({ title: { text: 'T' } });
  });
  it('is refused another style, by name', () => {
    expect(() => plot(own({}), { style: 'none' as 'own' })).toThrow(/style/);
    expect(() => livePlot(own({}), { stile: 'own' } as never)).toThrow(/did you mean|stile/);
  });
  it('of the library stays as it is', () => {
    const figure = hillPlot(stableSample(500, { alpha: 1.5 }, 1));
    const { colorway, ...layout } = plot(figure).figure.layout;
    expect(colorway).toHaveLength(7);
    expect(layout).toEqual(JSON.parse(JSON.stringify(figure.layout)));
  });
});
