import { argumentError } from '../check.js';
import type { Figure } from '../figures/figure.js';
import { isNear, nearestName } from '../nearestName.js';

/** The traces that the plotly.js of pages, notebooks and pictures can draw, all in a plane. */
export const traceTypes: readonly string[] = [
  ...['scatter', 'bar', 'box', 'violin', 'histogram', 'histogram2d', 'histogram2dcontour'],
  ...['heatmap', 'contour', 'image', 'pie', 'scatterternary'],
];

/** Throws for a trace of another type: plotly.js would draw lines in its place, or nothing, and say so to nobody. */
export function checkTraceTypes({ data }: Figure): void {
  data.forEach((trace, i) => {
    const { type } = trace;
    if (type === undefined || traceTypes.includes(type as string)) return;
    const near = typeof type === 'string' ? nearestName(type, traceTypes) : undefined;
    const meant = typeof type === 'string' && isNear(type, near) ? ` (did you mean "${near}"?)` : '';
    throw argumentError(`figure.data[${i}].type`, type, `one of ${traceTypes.join(', ')}${meant}`);
  });
}
