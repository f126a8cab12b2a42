import type { Rows } from '../rows.js';
import type { CheckedSetting } from './setting.js';

/** What SGD left, per repeat, less `setting.center`; on a network the mean over the nodes. */
export interface Simulation {
  /** The mean of the iterates burnIn + 1 … iterations. */
  readonly averaged: Rows;
  /** The last iterate. */
  readonly final: Rows;
  /** Repeats with a component that is infinite or NaN in either; they are kept among the rows. */
  readonly overflowed: number;
  /** With `record`: one path per repeat kept, its rows x_0, x_every, x_2every, … */
  readonly paths?: readonly Rows[];
  /** On a network: the same for each node. */
  readonly nodes?: { readonly averaged: readonly Rows[]; readonly final: readonly Rows[] };
}

/** One node's part of results that are laid out repeat by repeat, node by node; less the center. */
const nodeIterates = (all: Float64Array, node: number, nodes: number, center: Float64Array): Rows => {
  const columns = center.length;
  const rows = all.length / (nodes * columns);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = all[(i * nodes + node) * columns + j] - center[j];
  return { data, rows, columns };
};

const meanOf = (parts: readonly Rows[]): Rows => {
  const data = new Float64Array(parts[0].data.length);
  for (const part of parts) for (let k = 0; k < data.length; k++) data[k] += part.data[k];
  return { ...parts[0], data: data.map((sum) => sum / parts.length) };
};

const countOverflowed = ({ data: averaged, rows, columns }: Rows, { data: final }: Rows): number => {
  let overflowed = 0;
  for (let i = 0; i < rows; i++) {
    let finite = true;
    for (let k = i * columns; k < (i + 1) * columns; k++)
      finite &&= Number.isFinite(averaged[k]) && Number.isFinite(final[k]);
    if (!finite) overflowed++;
  }
  return overflowed;
};

/** The result of a run from what the workers left: averages and last iterates, repeat by repeat, node by node; paths. */
export function collectIterates(
  setting: CheckedSetting,
  averaged: Float64Array,
  final: Float64Array,
  paths: Float64Array,
): Simulation {
  const { network, center } = setting;
  const count = network?.nodes ?? 1;
  const split = (all: Float64Array): Rows[] =>
    Array.from({ length: count }, (_, node) => nodeIterates(all, node, count, center));
  const nodes = { averaged: split(averaged), final: split(final) };
  const one = network === undefined;
  const mean = {
    averaged: one ? nodes.averaged[0] : meanOf(nodes.averaged),
    final: one ? nodes.final[0] : meanOf(nodes.final),
  };
  const overflowed = countOverflowed(mean.averaged, mean.final);
  const kept = setting.record.repeats;
  const size = paths.length / Math.max(kept, 1);
  const each = Array.from({ length: kept }, (_, i) =>
    nodeIterates(paths.subarray(i * size, (i + 1) * size), 0, 1, center),
  );
  const result = { ...mean, overflowed, ...(kept > 0 ? { paths: each } : {}) };
  return one ? result : { ...result, nodes };
}
