// The batches: which rows, in which order. A batch is a list of row addresses and, beside it, their labels.
import {
  P_BATCH, P_COUNT, P_DIMENSION, P_LABELS, P_NOISE, P_ROWS, P_SAMPLING, P_SCRATCH_FRESH, P_SCRATCH_ORDER, P_SIGMA,
  P_STRIDE, P_TRUTH, SAMPLING_CYCLIC, SAMPLING_EPOCHS, SAMPLING_FRESH, SAMPLING_INDEPENDENT, SAMPLING_REJECTION,
  SAMPLING_STREAM_LAW, SCRATCH_PLACE,
} from '../layout';
import { below, loadState, normal, saveState } from './random';

// Draws a row of the stream's law from the generator whose state is at `state`: src/sgd/streamRows.ts.
@external('env', 'drawRow') declare function hostRow(state: usize, row: usize): void;

// @ts-ignore: decorator
@inline
function put(job: usize, list: usize, labels: usize, i: u32, index: u32): void {
  store<u32>(list + (i << 2), load<u32>(job, P_ROWS) + index * load<u32>(job, P_STRIDE));
  store<f64>(labels + (i << 3), load<f64>(<usize>load<u32>(job, P_LABELS) + (<usize>index << 3)));
}

/** Few rows of many: draw, and draw again while the row is in the batch already. */
function byRejection(job: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const count = load<u32>(job, P_COUNT);
  const rows = load<u32>(job, P_ROWS);
  const stride = load<u32>(job, P_STRIDE);
  const source = <usize>load<u32>(job, P_LABELS);
  // The last four addresses; 0 is no row. Four are stored at once, so that they can be loaded at once without waiting for the store.
  let group = i32x4.splat(0);
  for (let i: u32 = 0; i < batch; ) {
    const index = below(count);
    const address = rows + index * stride;
    const wanted = i32x4.splat(address);
    let found = i32x4.eq(wanted, group);
    const full = i & ~3;
    for (let j: u32 = 0; j < full; j += 4) found = v128.or(found, i32x4.eq(wanted, v128.load(list + (j << 2))));
    if (v128.any_true(found)) continue;
    group = i32x4.replace_lane(v128.shuffle<i32>(group, group, 1, 2, 3, 0), 3, address);
    store<u32>(list + (i << 2), address);
    store<f64>(labels + (i << 3), load<f64>(source + (<usize>index << 3)));
    i++;
    if ((i & 3) == 0) v128.store(list + ((i - 4) << 2), group);
  }
}

/** Many rows of few: the first steps of a Fisher-Yates shuffle, carried on from the order the last batch left. */
function byShuffle(job: usize, order: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const count = load<u32>(job, P_COUNT);
  for (let i: u32 = 0; i < batch; i++) {
    const j = i + below(count - i);
    const index = load<u32>(order + (j << 2));
    store<u32>(order + (j << 2), load<u32>(order + (i << 2)));
    store<u32>(order + (i << 2), index);
    put(job, list, labels, i, index);
  }
}

function independently(job: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const count = load<u32>(job, P_COUNT);
  for (let i: u32 = 0; i < batch; i++) put(job, list, labels, i, below(count));
}

/** The rows in a random order, batch after batch, and a new order when fewer than a batch are left. */
function byEpochs(job: usize, scratch: usize, order: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const count = load<u32>(job, P_COUNT);
  let place = load<u32>(scratch, SCRATCH_PLACE);
  if (place == 0) {
    for (let i: u32 = 0; i + 1 < count; i++) {
      const j = i + below(count - i);
      const index = load<u32>(order + (j << 2));
      store<u32>(order + (j << 2), load<u32>(order + (i << 2)));
      store<u32>(order + (i << 2), index);
    }
  }
  for (let i: u32 = 0; i < batch; i++) put(job, list, labels, i, load<u32>(order + ((place + i) << 2)));
  place += batch;
  store<u32>(scratch, place + batch > count ? 0 : place, SCRATCH_PLACE);
}

/** The rows in the order of the data, around and around. */
function inTurn(job: usize, scratch: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const count = load<u32>(job, P_COUNT);
  let place = load<u32>(scratch, SCRATCH_PLACE);
  for (let i: u32 = 0; i < batch; i++) {
    put(job, list, labels, i, place);
    place = place + 1 == count ? 0 : place + 1;
  }
  store<u32>(scratch, place, SCRATCH_PLACE);
}

/** Fresh rows with labels a . truth + noise N(0, 1): a = sigma N(0, I), or of another law, drawn by the host. */
function fresh(job: usize, scratch: usize, rows: usize, list: usize, labels: usize): void {
  const batch = load<u32>(job, P_BATCH);
  const stride = load<u32>(job, P_STRIDE);
  const dimension = load<u32>(job, P_DIMENSION);
  const sigma = load<f64>(job, P_SIGMA);
  const noise = load<f64>(job, P_NOISE);
  const truth = <usize>load<u32>(job, P_TRUTH);
  const gaussian = load<u32>(job, P_SAMPLING) == SAMPLING_FRESH;
  for (let i: u32 = 0; i < batch; i++) {
    const address = rows + i * stride;
    let label: f64 = 0;
    if (gaussian) {
      for (let j: u32 = 0; j < dimension; j++) {
        const entry = sigma * normal();
        store<f64>(address + (j << 3), entry);
        label += entry * load<f64>(truth + (j << 3));
      }
    } else {
      saveState(scratch);
      hostRow(scratch, address);
      loadState(scratch);
      for (let j: u32 = 0; j < dimension; j++) label += load<f64>(address + (j << 3)) * load<f64>(truth + (j << 3));
    }
    store<u32>(list + (i << 2), <u32>address);
    store<f64>(labels + (i << 3), label + noise * normal());
  }
}

/** Draws the batch of one iteration; `slot` is the iteration's parity, fresh rows of two iterations live side by side. */
export function drawBatch(job: usize, scratch: usize, slot: u32, list: usize, labels: usize): void {
  const sampling = load<u32>(job, P_SAMPLING);
  if (sampling == SAMPLING_REJECTION) byRejection(job, list, labels);
  else if (sampling == SAMPLING_INDEPENDENT) independently(job, list, labels);
  else if (sampling == SAMPLING_FRESH || sampling == SAMPLING_STREAM_LAW) {
    const rows = scratch + load<u32>(job, P_SCRATCH_FRESH);
    fresh(job, scratch, rows + slot * load<u32>(job, P_BATCH) * load<u32>(job, P_STRIDE), list, labels);
  } else if (sampling == SAMPLING_EPOCHS) byEpochs(job, scratch, scratch + load<u32>(job, P_SCRATCH_ORDER), list, labels);
  else if (sampling == SAMPLING_CYCLIC) inTurn(job, scratch, list, labels);
  else byShuffle(job, scratch + load<u32>(job, P_SCRATCH_ORDER), list, labels);
}
