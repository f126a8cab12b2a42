import * as at from './layout.js';
import { ruleMemoryBytes } from '../expressions/ruleMemory.js';
import type { GradientForm } from '../expressions/stepCode.js';
import { rowStride } from './placedData.js';
import type { CheckedSetting } from './setting.js';

/** P_STEP_MODE of each kind. */
export const stepModes = { cycle: at.STEP_CYCLE, choice: at.STEP_CHOICE, uniform: at.STEP_UNIFORM };

/** Few rows of many are drawn by rejection, else by a partial shuffle; a single one takes the same draw in every way. */
const REJECTION_LIMIT = 32;
/** P_SAMPLING of a setting. */
export const samplingCode = (setting: CheckedSetting): number => {
  if (setting.stream !== undefined)
    return setting.stream.law.name === 'gaussian' ? at.SAMPLING_FRESH : at.SAMPLING_STREAM_LAW;
  if (setting.sampling === 'withReplacement') return at.SAMPLING_INDEPENDENT;
  if (setting.sampling === 'epochs') return at.SAMPLING_EPOCHS;
  if (setting.sampling === 'cyclic') return at.SAMPLING_CYCLIC;
  if (setting.batchSize === 1) return at.SAMPLING_INDEPENDENT;
  const few = setting.batchSize <= REJECTION_LIMIT && 2 * setting.batchSize <= setting.rows;
  return few ? at.SAMPLING_REJECTION : at.SAMPLING_SHUFFLE;
};

/** Samplings that keep an order of the rows. */
export const keepsOrder = (sampling: number): boolean =>
  sampling === at.SAMPLING_SHUFFLE || sampling === at.SAMPLING_EPOCHS;

/** Plain SGD with one step-size has a loop of its own, with the update and the next residuals in one pass. */
export const isFused = ({ loss, rule, stepSize, weightDecay }: CheckedSetting): boolean =>
  rule.name === 'sgd' &&
  loss.name === 'squares' &&
  stepSize.kind !== 'uniform' &&
  stepSize.table.length === 1 &&
  weightDecay === 0;

/** Numbers of the rows of a batch up to which repeats go side by side: their rows lie in the nearest cache. */
const LANE_NUMBERS = 512;

/**
 * Whether repeats go side by side: plain SGD, or that of a network, on Gaussian rows that are drawn. What each draws is most of the work, and
 * the generators of several take it in one stride.
 */
export const inLanes = (setting: CheckedSetting): boolean => {
  const { batchSize, dimension, network, record, stepSize, stream } = setting;
  if (stream === undefined || !['gaussian', 'anisotropic'].includes(stream.law.name)) return false;
  if (record.repeats > 0 || batchSize * (dimension + 1) > LANE_NUMBERS) return false;
  return network === undefined
    ? isFused(setting)
    : setting.loss.name === 'squares' && stepSize.kind === 'cycle';
};

/** Where the pieces of repeats side by side begin, in bytes from their scratch; `next` are the iterates of a network in turn. */
export const laneParts = (
  setting: CheckedSetting,
): { next: number; sum: number; rows: number; end: number } => {
  const { batchSize, dimension, network } = setting;
  const number = at.LANES * 8;
  const iterates = (network?.nodes ?? 1) * dimension * number;
  const next = at.LANES_ITERATE + (network === undefined ? 0 : iterates);
  const sum = next + iterates;
  const rows = sum + iterates;
  // Of each row its entries, its noise and its weight.
  return { next, sum, rows, end: rows + batchSize * (dimension + 2) * number };
};

/** Rows that fit into the registers beside a rule: minima and maxima take many themselves. */
const rowsBeside = ({ rule }: CheckedSetting): number =>
  rule.source.graph.nodes.some(({ op }) => op === 'min' || op === 'max') ? 2 : 4;

/**
 * The last rows of a batch are added to the gradient by the rule's code, while the gradient is in registers; from 0 if nothing was added
 * before. Of a larger batch these are the last block of four, or none if four are too many.
 */
export const gradientForm = (setting: CheckedSetting): GradientForm => {
  const { batchSize, rule, weightDecay } = setting;
  const most = rowsBeside(setting);
  const all = batchSize <= most;
  return {
    rows: all ? batchSize : most === 4 ? 4 : 0,
    fresh: all && rule.snapshot === 0 && weightDecay === 0,
  };
};

/** Iterates of one path, x_0 included. */
export const pathLength = ({ iterations, record }: CheckedSetting): number =>
  Math.floor(iterations / record.every) + 1;

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Bytes of the pieces, one behind the other: where each begins, and where the last ends. */
const pileUp = <Name extends string>(
  from: number,
  sizes: Record<Name, number>,
): Record<Name | 'end', number> => {
  const begins = { end: from } as Record<Name | 'end', number>;
  for (const name of Object.keys(sizes) as Name[]) {
    begins[name] = begins.end;
    begins.end += align(sizes[name]);
  }
  return begins;
};

/** Where the pieces of a worker's scratch begin, in bytes; `end` is its size. */
export function scratchLayout(
  setting: CheckedSetting,
): Record<
  | 'sum'
  | 'lists'
  | 'weights'
  | 'order'
  | 'fresh'
  | 'gradient'
  | 'memory'
  | 'labels'
  | 'nodes'
  | 'lanes'
  | 'end',
  number
> {
  const { batchSize, rows } = setting;
  const sampling = samplingCode(setting);
  const vector = rowStride(setting.dimension) * 8;
  const slot = (batchSize + 3) & ~3;
  return pileUp(at.SCRATCH_ITERATE + align(vector), {
    sum: vector,
    lists: 2 * slot * 4,
    weights: 2 * slot * 8,
    order: keepsOrder(sampling) ? rows * 4 : 0,
    fresh: setting.stream === undefined ? 0 : 2 * batchSize * vector,
    gradient: 4 * vector,
    memory: ruleMemoryBytes(setting.rule.source, vector),
    labels: setting.loss.name === 'squares' ? 0 : 64 + 2 * slot * 8,
    nodes: 3 * (setting.network?.nodes ?? 0) * vector,
    lanes: inLanes(setting) ? laneParts(setting).end : 0,
    // Two workers never write to neighbouring cache lines.
    apart: 128,
  });
}

/** Where the pieces of a job begin, in bytes from its parameters; the workers' scratch begins at `end`. */
export function jobLayout(
  setting: CheckedSetting,
): Record<
  | 'truth'
  | 'point'
  | 'steps'
  | 'parameters'
  | 'lossParameters'
  | 'mixing'
  | 'deviations'
  | 'averaged'
  | 'final'
  | 'paths'
  | 'end',
  number
> {
  const { dimension, loss, repeats, network, record, rule, stepSize } = setting;
  const vector = rowStride(dimension) * 8;
  const results = repeats * (network?.nodes ?? 1) * dimension * 8;
  return pileUp(at.CONTROL_END, {
    truth: vector,
    point: vector,
    steps: stepSize.table.length * 8,
    parameters: rule.parameters.length * 8,
    lossParameters: loss.parameters.length * 8,
    mixing: (network?.weights.length ?? 0) * 8,
    deviations: inLanes(setting) ? vector : 0,
    averaged: results,
    final: results,
    paths: record.repeats * pathLength(setting) * dimension * 8,
  });
}
