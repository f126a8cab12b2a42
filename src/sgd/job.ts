import { seedState } from '../random/index.js';
import type { Arena, Region } from './arena.js';
import * as at from './layout.js';
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

/** Few rows of many are drawn by rejection, else by a partial shuffle. */
const REJECTION_LIMIT = 32;
const SLICE_OPERATIONS = 4e6;
/** A normal number costs about as much as this many operations of the kernel. */
const NORMAL_OPERATIONS = 40;

const samplingCode = (setting: CheckedSetting): number => {
  if (setting.stream !== undefined) return at.SAMPLING_FRESH;
  if (setting.sampling === 'withReplacement') return at.SAMPLING_INDEPENDENT;
  const few = setting.batchSize <= REJECTION_LIMIT && 2 * setting.batchSize <= setting.rows;
  return few ? at.SAMPLING_REJECTION : at.SAMPLING_SHUFFLE;
};

const scratchLayout = (setting: CheckedSetting, sampling: number) => {
  const { batchSize, rows } = setting;
  const stride = rowStride(setting.dimension);
  const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
  const even = (batchSize + 3) & ~3;
  const sum = at.SCRATCH_ITERATE + align(stride * 8);
  const lists = sum + align(stride * 8);
  const weights = lists + align(2 * even * 4);
  const order = weights + align(2 * even * 8);
  const fresh = order + align(sampling === at.SAMPLING_SHUFFLE ? rows * 4 : 0);
  const bytes = fresh + align(sampling === at.SAMPLING_FRESH ? 2 * batchSize * stride * 8 : 0);
  return { stride, sum, lists, weights, order, fresh, bytes: bytes + 128 };
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

/** Writes a job's parameters, start and truth into the shared memory and gives each worker its order. */
export function placeJob(
  arena: Arena,
  setting: CheckedSetting,
  data: Region | undefined,
  id: number,
  workers: number,
): PlacedJob {
  const { dimension, repeats, batchSize, iterations, burnIn, start, stream } = setting;
  const sampling = samplingCode(setting);
  const part = scratchLayout(setting, sampling);
  const truth = at.CONTROL_END;
  const point = truth + part.stride * 8;
  const averaged = point + part.stride * 8;
  const final = averaged + repeats * dimension * 8;
  const scratch = Math.ceil((final + repeats * dimension * 8) / 64) * 64;
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
  real(at.P_SCALE, setting.stepSize / batchSize);
  real(at.P_SIGMA, stream?.sigma ?? 0);
  real(at.P_NOISE, stream?.noiseDeviation ?? 0);
  for (let j = 0; j < dimension; j++) {
    real(truth + 8 * j, stream?.trueParameter[j] ?? 0);
    real(point + 8 * j, start.point[j]);
  }
  const operations = batchSize * part.stride * (stream === undefined ? 4 : 4 + NORMAL_OPERATIONS);
  const common = {
    ...{ id, base, averaged: base + averaged, final: base + final, point: base + point },
    ...{ deviation: start.deviation, dimension, repeats, iterations, burnIn },
    slice: Math.max(1, Math.floor(SLICE_OPERATIONS / operations)),
    ordered: sampling === at.SAMPLING_SHUFFLE ? setting.rows : 0,
    root: seedState(setting.seed, 'sgd'),
  };
  const orders = Array.from({ length: workers }, (_, i) => ({
    ...common,
    scratch: base + scratch + i * part.bytes,
  }));
  return { region, orders };
}
