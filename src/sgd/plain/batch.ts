import type { Generator } from '../../random/index.js';
import { drawBelow } from '../draws.js';
import * as at from '../layout.js';
import { drawStreamRow } from '../streamRows.js';

/** One repeat of one job as the plain kernel sees it. */
export interface Job {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  /** Byte address of the parameters. */
  readonly base: number;
  /** Byte address of this worker's scratch. */
  readonly scratch: number;
  readonly source: Generator;
  readonly batch: number;
  /** Doubles per row. */
  readonly stride: number;
}

export const word = (job: Job, offset: number): number => job.u32[(job.base + offset) / 4];
export const real = (job: Job, offset: number): number => job.f64[(job.base + offset) / 8];

/** Puts row `index` in place `i` of the batch whose list and labels begin at the given words and doubles. */
const put = (job: Job, list: number, labels: number, i: number, index: number): void => {
  job.u32[list + i] = word(job, at.P_ROWS) + index * job.stride * 8;
  job.f64[labels + i] = job.f64[word(job, at.P_LABELS) / 8 + index];
};

const byRejection = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const rows = word(job, at.P_ROWS);
  for (let i = 0; i < job.batch;) {
    const index = drawBelow(job.source, count);
    const address = rows + index * job.stride * 8;
    let j = 0;
    while (j < i && job.u32[list + j] !== address) j++;
    if (j === i) put(job, list, labels, i++, index);
  }
};

const byShuffle = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const order = (job.scratch + word(job, at.P_SCRATCH_ORDER)) / 4;
  for (let i = 0; i < job.batch; i++) {
    const j = i + drawBelow(job.source, count - i);
    const index = job.u32[order + j];
    job.u32[order + j] = job.u32[order + i];
    job.u32[order + i] = index;
    put(job, list, labels, i, index);
  }
};

const byEpochs = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const order = (job.scratch + word(job, at.P_SCRATCH_ORDER)) / 4;
  const placeWord = (job.scratch + at.SCRATCH_PLACE) / 4;
  const place = job.u32[placeWord];
  if (place === 0)
    for (let i = 0; i + 1 < count; i++) {
      const j = i + drawBelow(job.source, count - i);
      const index = job.u32[order + j];
      job.u32[order + j] = job.u32[order + i];
      job.u32[order + i] = index;
    }
  for (let i = 0; i < job.batch; i++) put(job, list, labels, i, job.u32[order + place + i]);
  const next = place + job.batch;
  job.u32[placeWord] = next + job.batch > count ? 0 : next;
};

const inTurn = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const placeWord = (job.scratch + at.SCRATCH_PLACE) / 4;
  const place = job.u32[placeWord];
  for (let i = 0; i < job.batch; i++) put(job, list, labels, i, (place + i) % count);
  job.u32[placeWord] = (place + job.batch) % count;
};

const fresh = (job: Job, slot: number, list: number, labels: number): void => {
  const { f64, source, stride } = job;
  const dimension = word(job, at.P_DIMENSION);
  const truth = word(job, at.P_TRUTH) / 8;
  const gaussian = word(job, at.P_SAMPLING) === at.SAMPLING_FRESH;
  const first = (job.scratch + word(job, at.P_SCRATCH_FRESH)) / 8 + slot * job.batch * stride;
  for (let i = 0; i < job.batch; i++) {
    const row = first + i * stride;
    if (gaussian) for (let j = 0; j < dimension; j++) f64[row + j] = real(job, at.P_SIGMA) * source.normal();
    else drawStreamRow(source, f64, row);
    let label = 0;
    for (let j = 0; j < dimension; j++) label += f64[row + j] * f64[truth + j];
    job.u32[list + i] = row * 8;
    f64[labels + i] = label + real(job, at.P_NOISE) * source.normal();
  }
};

/** Draws the batch of one iteration into the list and the labels, given in words and doubles. */
export const drawBatch = (job: Job, slot: number, list: number, labels: number): void => {
  const sampling = word(job, at.P_SAMPLING);
  if (sampling === at.SAMPLING_REJECTION) byRejection(job, list, labels);
  else if (sampling === at.SAMPLING_FRESH || sampling === at.SAMPLING_STREAM_LAW)
    fresh(job, slot, list, labels);
  else if (sampling === at.SAMPLING_SHUFFLE) byShuffle(job, list, labels);
  else if (sampling === at.SAMPLING_EPOCHS) byEpochs(job, list, labels);
  else if (sampling === at.SAMPLING_CYCLIC) inTurn(job, list, labels);
  else
    for (let i = 0; i < job.batch; i++)
      put(job, list, labels, i, drawBelow(job.source, word(job, at.P_COUNT)));
};
