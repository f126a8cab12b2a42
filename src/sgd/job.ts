import { seedState } from '../random/index.js';
import type { Arena, Region } from './arena.js';
import * as at from './layout.js';
import { RULE_SGD } from './rules/ids.js';
import type { CheckedSetting, LeastSquaresData } from './setting.js';

/** What a worker is told about a job. All addresses are bytes in the shared memory. */
export interface JobOrder {
  readonly id: number;
  readonly base: number;
  readonly scratch: number;
  readonly averaged: number;
  readonly final: number;
  readonly point: number;
  /** Deviation of the normal start, 0 to start at `point`. */
  readonly deviation: number;
  readonly dimension: number;
  readonly repeats: number;
  /** Iterates of one repeat: the nodes of a network, else 1. They lie side by side. */
  readonly nodes: number;
  /** Bytes of one iterate with its padding. */
  readonly stride: number;
  /** Where in the scratch the first iterates lie, the last ones, the sums. */
  readonly parts: { readonly start: number; readonly final: number; readonly sum: number };
  /** Where the paths go, repeat by repeat; how many repeats, and iterations between two iterates, have one. */
  readonly paths: { readonly address: number; readonly repeats: number; readonly every: number };
  readonly iterations: number;
  readonly burnIn: number;
  /** Iterations between two looks at the cancel flag: about a millisecond. */
  readonly slice: number;
  /** Rows to put in order before a repeat, 0 if the sampling keeps no order. */
  readonly ordered: number;
  /** State of the generator that the repeats' states are derived from. */
  readonly root: Uint32Array;
}

/** A job in the shared memory. */
export interface PlacedJob {
  readonly region: Region;
  readonly orders: readonly JobOrder[];
}

/** Doubles per row in the shared memory: the dimension rounded up to a multiple of 4, the rest zero. */
export const rowStride = (dimension: number): number => Math.ceil(dimension / 4) * 4;

const stepModes = { cycle: at.STEP_CYCLE, choice: at.STEP_CHOICE, uniform: at.STEP_UNIFORM };

/** Few rows of many are drawn by rejection, else by a partial shuffle. */
const REJECTION_LIMIT = 32;
const SLICE_OPERATIONS = 4e6;
/** A normal number costs about as much as this many operations of the kernel. */
const NORMAL_OPERATIONS = 40;

const samplingCode = (setting: CheckedSetting): number => {
  if (setting.stream !== undefined) return at.SAMPLING_FRESH;
  if (setting.sampling === 'withReplacement') return at.SAMPLING_INDEPENDENT;
  if (setting.sampling === 'epochs') return at.SAMPLING_EPOCHS;
  if (setting.sampling === 'cyclic') return at.SAMPLING_CYCLIC;
  const few = setting.batchSize <= REJECTION_LIMIT && 2 * setting.batchSize <= setting.rows;
  return few ? at.SAMPLING_REJECTION : at.SAMPLING_SHUFFLE;
};

/** Samplings that keep an order of the rows. */
const keepsOrder = (sampling: number): boolean =>
  sampling === at.SAMPLING_SHUFFLE || sampling === at.SAMPLING_EPOCHS;

/** Plain SGD with one step-size has a loop of its own, with the update and the next residuals in one pass. */
const isFused = ({ rule, stepSize, weightDecay }: CheckedSetting): boolean =>
  rule.id === RULE_SGD &&
  rule.snapshot === 0 &&
  stepSize.kind !== 'uniform' &&
  stepSize.table.length === 1 &&
  weightDecay === 0;

const scratchLayout = (setting: CheckedSetting, sampling: number) => {
  const { batchSize, rows } = setting;
  const stride = rowStride(setting.dimension);
  const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
  const even = (batchSize + 3) & ~3;
  const sum = at.SCRATCH_ITERATE + align(stride * 8);
  const lists = sum + align(stride * 8);
  const weights = lists + align(2 * even * 4);
  const order = weights + align(2 * even * 8);
  const fresh = order + align(keepsOrder(sampling) ? rows * 4 : 0);
  const gradient = fresh + align(sampling === at.SAMPLING_FRESH ? 2 * batchSize * stride * 8 : 0);
  const memory = gradient + 4 * stride * 8;
  const nodes = memory + align(2 * stride * 8) + 64;
  const bytes = nodes + 3 * (setting.network?.nodes ?? 0) * stride * 8;
  return {
    nodes,
    stride,
    sum,
    lists,
    weights,
    order,
    fresh,
    gradient,
    memory,
    bytes: align(bytes) + 128,
  };
};

/** Copies a data set into the shared memory, rows padded with zeros to the stride, labels behind them. */
export function placeData(arena: Arena, data: LeastSquaresData): Region {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const region = arena.allocate((rows * stride + rows) * 8);
  const view = new Float64Array(arena.memory.buffer, region.address, rows * stride + rows);
  for (let i = 0; i < rows; i++) view.set(features.subarray(i * dimension, (i + 1) * dimension), i * stride);
  view.set(labels, rows * stride);
  return region;
}

/**
 * What the full gradient G x - m needs: G = A^T A / n row by row, padded to the stride, then m = A^T y / n, then the addresses of
 * the rows of G, as a batch lists them.
 */
export function placeGram(arena: Arena, data: LeastSquaresData): Region {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const region = arena.allocate((dimension + 1) * stride * 8 + stride * 4);
  const gram = new Float64Array(dimension * dimension);
  const moments = new Float64Array(dimension);
  for (let i = 0; i < rows; i++) {
    const row = features.subarray(i * dimension, (i + 1) * dimension);
    for (let j = 0; j < dimension; j++) {
      const entry = row[j];
      moments[j] += entry * labels[i];
      for (let k = 0; k <= j; k++) gram[j * dimension + k] += entry * row[k];
    }
  }
  const view = new Float64Array(arena.memory.buffer, region.address, (dimension + 1) * stride);
  const list = new Uint32Array(arena.memory.buffer, region.address + view.byteLength, dimension);
  for (let j = 0; j < dimension; j++) {
    for (let k = 0; k < dimension; k++)
      view[j * stride + k] = gram[Math.max(j, k) * dimension + Math.min(j, k)] / rows;
    view[dimension * stride + j] = moments[j] / rows;
    list[j] = region.address + j * stride * 8;
  }
  return region;
}

/** Whether the shared memory still holds exactly this data set. */
export function holdsData(arena: Arena, region: Region, data: LeastSquaresData): boolean {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const view = new Float64Array(arena.memory.buffer, region.address, rows * stride + rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < dimension; j++)
      if (!Object.is(view[i * stride + j], features[i * dimension + j])) return false;
  return labels.every((label, i) => Object.is(view[rows * stride + i], label));
}

/** Iterates of one path, x_0 included. */
export const pathLength = ({ iterations, record }: CheckedSetting): number =>
  Math.floor(iterations / record.every) + 1;

/** Writes a job's parameters, start and truth into the shared memory and gives each worker its order. */
export function placeJob(
  arena: Arena,
  setting: CheckedSetting,
  data: Region | undefined,
  gram: Region | undefined,
  id: number,
  workers: number,
): PlacedJob {
  const { dimension, repeats, batchSize, iterations, burnIn, start, stream } = setting;
  const sampling = samplingCode(setting);
  const part = scratchLayout(setting, sampling);
  const truth = at.CONTROL_END;
  const point = truth + part.stride * 8;
  const steps = point + part.stride * 8;
  const nodes = setting.network?.nodes ?? 1;
  const mixing = steps + setting.stepSize.table.length * 8;
  const averaged = mixing + (setting.network?.weights.length ?? 0) * 8;
  const final = averaged + repeats * nodes * dimension * 8;
  const paths = final + repeats * nodes * dimension * 8;
  const pathBytes = setting.record.repeats * pathLength(setting) * dimension * 8;
  const scratch = Math.ceil((paths + pathBytes) / 64) * 64;
  const region = arena.allocate(scratch + workers * part.bytes);
  const base = region.address;
  const view = new DataView(arena.memory.buffer, base, scratch);
  const word = (offset: number, value: number): void => view.setUint32(offset, value, true);
  const real = (offset: number, value: number): void => view.setFloat64(offset, value, true);
  word(at.P_ROWS, data?.address ?? 0);
  word(at.P_LABELS, (data?.address ?? 0) + setting.rows * part.stride * 8);
  word(at.P_COUNT, setting.rows);
  word(at.P_DIMENSION, dimension);
  word(at.P_STRIDE, part.stride * 8);
  word(at.P_BATCH, batchSize);
  word(at.P_SAMPLING, sampling);
  word(at.P_BURN_IN, burnIn);
  word(at.P_TRUTH, base + truth);
  word(at.P_SCRATCH_SUM, part.sum);
  word(at.P_SCRATCH_LISTS, part.lists);
  word(at.P_SCRATCH_WEIGHTS, part.weights);
  word(at.P_SCRATCH_ORDER, part.order);
  word(at.P_SCRATCH_FRESH, part.fresh);
  word(at.P_SCRATCH_GRADIENT, part.gradient);
  word(at.P_SCRATCH_MEMORY, part.memory);
  const { rule, stepSize } = setting;
  const fused = isFused(setting);
  word(at.P_RULE, fused ? at.RULE_FUSED : rule.id);
  word(at.P_SNAPSHOT, rule.snapshot);
  word(at.P_GRAM, gram?.address ?? 0);
  word(at.P_STEP_MODE, stepModes[stepSize.kind]);
  word(at.P_STEP_COUNT, stepSize.table.length);
  word(at.P_STEP_TABLE, base + steps);
  stepSize.table.forEach((value, i) => real(steps + 8 * i, value));
  rule.parameters.forEach((value, i) => real(at.P_RULE_PARAMETERS + 8 * i, value));
  word(at.P_NODES, setting.network?.nodes ?? 0);
  word(at.P_MIXING, base + mixing);
  word(at.P_SCRATCH_NODES, part.nodes);
  setting.network?.weights.forEach((value, i) => real(mixing + 8 * i, value));
  real(at.P_DECAY, setting.weightDecay);
  // By a rule, rows are added to the gradient by the pass that subtracts them from an iterate: hence the sign.
  real(at.P_SCALE, fused ? stepSize.table[0] / batchSize : -1 / batchSize);
  real(at.P_SIGMA, stream?.sigma ?? 0);
  real(at.P_NOISE, stream?.noiseDeviation ?? 0);
  for (let j = 0; j < dimension; j++) {
    real(truth + 8 * j, stream?.trueParameter[j] ?? 0);
    real(point + 8 * j, start.point[j]);
  }
  const size = nodes * part.stride * 8;
  const parts =
    setting.network === undefined
      ? { start: at.SCRATCH_ITERATE, final: at.SCRATCH_ITERATE, sum: part.sum }
      : {
          start: part.nodes,
          final: part.nodes + (iterations & 1) * size,
          sum: part.nodes + 2 * size,
        };
  const operations =
    (setting.network === undefined ? batchSize : nodes * (batchSize + nodes)) *
    part.stride *
    (stream === undefined ? 4 : 4 + NORMAL_OPERATIONS);
  const common = {
    ...{
      id,
      base,
      averaged: base + averaged,
      final: base + final,
      paths: { address: base + paths, ...setting.record },
      point: base + point,
    },
    ...{
      deviation: start.deviation,
      dimension,
      nodes,
      stride: part.stride * 8,
      parts,
      repeats,
      iterations,
      burnIn,
    },
    slice: Math.max(1, Math.floor(SLICE_OPERATIONS / operations)),
    ordered: keepsOrder(sampling) ? setting.rows : 0,
    root: seedState(setting.seed, 'sgd'),
  };
  const orders = Array.from({ length: workers }, (_, i) => ({
    ...common,
    scratch: base + scratch + i * part.bytes,
  }));
  return { region, orders };
}
