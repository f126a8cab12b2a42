/** There is one NaN in results, whatever the processor made. */
export const canonical = (value: number): number => (Number.isNaN(value) ? NaN : value);
