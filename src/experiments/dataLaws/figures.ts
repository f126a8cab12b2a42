import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords } from '../../figures/words.js';
import type { VariantsResult } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/**
 * What the theory says of SGD on rows of each law, against the step-size at one batch-size: alpha of the products of random matrices, exact
 * for Gaussian rows, sampled with 95 % intervals for the others. Above 4 it is not looked for; beyond the last point of a curve there
 * is no stationary law.
 *
 * @example
 * const result = await runVariants(dataLawsSpec('smoke'));
 * plot(dataLawTheory(result, 5));
 */
export const dataLawTheory = (result: VariantsResult, batchSize: number): Figure => {
  checkArguments('dataLawTheory', { result, batchSize });

  return styledFigure({
    title: `Laws of the data: tail-index of the theory against the step-size, b = ${batchSize}`,
    see: 'The order in which the laws leave α = 2 is the order of the estimates. A curve ends where there is no stationary law beyond; α above 4 is not looked for.',
    data: result.spec.variants.map(({ name }, i) => {
      const cells = result.cells.filter((cell) => cell.variant === name && cell.batchSize === batchSize);
      const { color, dash, symbol } = seriesStyle(i);
      const bars = cells.map(({ plainSgd: { tailIndex, standardError } }) => {
        if (tailIndex === null || !standardError) return { tailIndex, interval: null };
        const half = 1.96 * standardError;
        return { tailIndex, interval: { lower: tailIndex - half, upper: tailIndex + half } };
      });
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name,
        x: cells.map(({ stepSize }) => stepSize),
        y: cells.map(({ plainSgd }) => plainSgd.tailIndex),
        error_y: intervalBars(bars, color),
        line: { color, dash, width: 2 },
        marker: { color, symbol, size: 7 },
        customdata: bars.map(({ tailIndex, interval }) => estimateWords(tailIndex, interval)),
        hovertemplate: `${name}<br>η = %{x}, α = %{customdata}<extra></extra>`,
      };
    }),
    layout: {
      xaxis: styledAxis('step-size η', { rangemode: 'tozero' }),
      yaxis: styledAxis('tail-index α', { range: [0, 4.2] }),
    },
  });
};
