import { seedState } from '../random/seed.js';
import type { FeatureLaw } from '../setting/featureLaw.js';
import { ruleMemoryBytes } from '../expressions/ruleMemory.js';
import type { Arena, Region } from './arena.js';
import type { JobCode } from './jobCode.js';
import {
  gradientForm,
  inLanes,
  isFused,
  jobLayout,
  keepsOrder,
  laneParts,
  samplingCode,
  scratchLayout,
  stepModes,
} from './jobLayout.js';
import * as at from './layout.js';
import { rowStride } from './placedData.js';
import type { CheckedSetting } from './setting.js';

/** What a worker is told about a job. All addresses are bytes in the shared memory. */
export interface JobOrder {
  readonly id: number;
  /** Bytes of the shared memory when the job was placed: all of its addresses lie below. */
  readonly reach: number;
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
  /** The same of repeats side by side, and their generators; undefined where repeats go one by one. */
  readonly lanes:
    | {
        readonly state: number;
        readonly start: number;
        readonly final: number;
        readonly sum: number;
        /** Where the iterates and sums end. */
        readonly end: number;
      }
    | undefined;
  /** Where the paths go, repeat by repeat; how many repeats, and iterations between two iterates, have one. */
  readonly paths: { readonly address: number; readonly repeats: number; readonly every: number };
  readonly iterations: number;
  readonly burnIn: number;
  /** Iterations between two looks at the cancel flag: about a millisecond. */
  readonly slice: number;
  /** The law and scale of the rows that are drawn, where they are not Gaussian. */
  readonly rowLaw: { readonly law: FeatureLaw; readonly sigma: number } | undefined;
  /** The code of rule and loss, and bytes of what the rule keeps. */
  readonly code: JobCode;
  readonly memoryBytes: number;
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

const SLICE_OPERATIONS = 4e6;
/** A normal number costs about as much as this many operations of the kernel. */
const NORMAL_OPERATIONS = 40;

/** What a job works on, in the shared memory. */
export interface PlacedInput {
  readonly region: Region;
  /** Gram matrix and moments, for rules that need the full gradient. */
  readonly gram?: Region;
}

interface Writer {
  word(offset: number, value: number): void;
  real(offset: number, value: number): void;
  reals(offset: number, values: ArrayLike<number>): void;
}

const createWriter = (view: DataView): Writer => {
  const real = (offset: number, value: number): void => view.setFloat64(offset, value, true);
  return {
    word: (offset, value) => view.setUint32(offset, value, true),
    real,
    reals: (offset, values) => {
      for (let i = 0; i < values.length; i++) real(offset + 8 * i, values[i]);
    },
  };
};

const writeAddresses = (
  { word }: Writer,
  base: number,
  setting: CheckedSetting,
  input?: PlacedInput,
): void => {
  const part = scratchLayout(setting);
  const piece = jobLayout(setting);
  const rows = input?.region.address ?? 0;
  word(at.P_ROWS, rows);
  word(at.P_LABELS, rows + setting.rows * rowStride(setting.dimension) * 8);
  word(at.P_GRAM, input?.gram?.address ?? 0);
  word(at.P_TRUTH, base + piece.truth);
  word(at.P_STEP_TABLE, base + piece.steps);
  word(at.P_PARAMETERS, base + piece.parameters);
  word(at.P_LOSS_PARAMETERS, base + piece.lossParameters);
  word(at.P_MIXING, base + piece.mixing);
  word(at.P_SCRATCH_SUM, part.sum);
  word(at.P_SCRATCH_LISTS, part.lists);
  word(at.P_SCRATCH_WEIGHTS, part.weights);
  word(at.P_SCRATCH_ORDER, part.order);
  word(at.P_SCRATCH_FRESH, part.fresh);
  word(at.P_SCRATCH_GRADIENT, part.gradient);
  word(at.P_SCRATCH_MEMORY, part.memory);
  word(at.P_SCRATCH_LABELS, part.labels);
  word(at.P_SCRATCH_NODES, part.nodes);
  word(at.P_DEVIATIONS, base + piece.deviations);
  word(at.P_SCRATCH_LANES, part.lanes);
};

/** Deviations of the columns of the rows that are drawn, in units of sigma: as src/setting/rowSampler.ts has them. */
const columnDeviations = ({ dimension, stream }: CheckedSetting): Float64Array =>
  stream?.law.name === 'anisotropic'
    ? Float64Array.from(stream.law.spectrum, Math.sqrt)
    : new Float64Array(dimension).fill(1);

const writeSetting = ({ word, real, reals }: Writer, setting: CheckedSetting): void => {
  const { batchSize, loss, rule, stepSize, stream, network, start } = setting;
  const piece = jobLayout(setting);
  const fused = isFused(setting);
  word(at.P_COUNT, setting.rows);
  word(at.P_DIMENSION, setting.dimension);
  word(at.P_STRIDE, rowStride(setting.dimension) * 8);
  word(at.P_BATCH, batchSize);
  word(at.P_SAMPLING, samplingCode(setting));
  word(at.P_BURN_IN, setting.burnIn);
  const { rows } = gradientForm(setting);
  word(at.P_LOOP, fused ? at.LOOP_FUSED : at.LOOP_BY_RULE);
  word(at.P_RULE_ROWS, rows);
  word(at.P_SNAPSHOT, rule.snapshot);
  word(at.P_STEP_MODE, stepModes[stepSize.kind]);
  word(at.P_STEP_COUNT, stepSize.table.length);
  word(at.P_NODES, network?.nodes ?? 0);
  word(at.P_RECORD_EVERY, Math.min(setting.record.every, 0xffffffff));
  real(at.P_DECAY, setting.weightDecay);
  // By a rule, rows are added to the gradient by the pass that subtracts them from an iterate: hence the sign.
  real(at.P_SCALE, fused ? stepSize.table[0] / batchSize : -1 / batchSize);
  real(at.P_SIGMA, stream?.sigma ?? 0);
  real(at.P_NOISE, stream?.noiseDeviation ?? 0);
  reals(piece.parameters, rule.parameters);
  reals(piece.lossParameters, loss.parameters);
  reals(piece.steps, stepSize.table);
  reals(piece.mixing, network?.weights ?? []);
  if (inLanes(setting)) reals(piece.deviations, columnDeviations(setting));
  reals(piece.truth, stream?.trueParameter ?? []);
  reals(piece.point, start.point);
};

/** Iterations between two looks at the cancel flag. */
const sliceLength = ({ batchSize, dimension, network, stream }: CheckedSetting): number => {
  const rows = network === undefined ? batchSize : network.nodes * (batchSize + network.nodes);
  const operations = rows * rowStride(dimension) * (stream === undefined ? 4 : 4 + NORMAL_OPERATIONS);
  return Math.max(1, Math.floor(SLICE_OPERATIONS / operations));
};

/** Where in the scratch the first iterates lie, the last ones, the sums. */
const iterateParts = (setting: CheckedSetting): JobOrder['parts'] => {
  const { network, iterations, dimension } = setting;
  const { nodes, sum } = scratchLayout(setting);
  if (network === undefined) return { start: at.SCRATCH_ITERATE, final: at.SCRATCH_ITERATE, sum };
  const size = network.nodes * rowStride(dimension) * 8;
  return { start: nodes, final: nodes + (iterations & 1) * size, sum: nodes + 2 * size };
};

/** Where in the scratch repeats side by side lie: their generators, first iterates, last ones, sums. */
const lanesOf = (setting: CheckedSetting): NonNullable<JobOrder['lanes']> => {
  const { lanes } = scratchLayout(setting);
  const { next, sum, rows } = laneParts(setting);
  // A network has two sets of iterates in turn.
  const final = setting.network !== undefined && (setting.iterations & 1) === 1 ? next : at.LANES_ITERATE;
  return {
    state: lanes,
    start: lanes + at.LANES_ITERATE,
    ...{ final: lanes + final, sum: lanes + sum, end: lanes + rows },
  };
};

/** Writes a job's parameters, start and truth into the shared memory and gives each worker its order. */
export function placeJob(
  arena: Arena,
  setting: CheckedSetting,
  input: PlacedInput | undefined,
  id: number,
  workers: number,
  code: JobCode,
): PlacedJob {
  const { dimension, repeats, iterations, burnIn, start, network, record, stream } = setting;
  const piece = jobLayout(setting);
  const scratchBytes = scratchLayout(setting).end;
  const region = arena.allocate(piece.end + workers * scratchBytes);
  const base = region.address;
  const writer = createWriter(new DataView(arena.memory.buffer, base, piece.end));
  writeAddresses(writer, base, setting, input);
  writeSetting(writer, setting);
  const common = {
    ...{ id, reach: arena.memory.buffer.byteLength },
    ...{ base, dimension, repeats, iterations, burnIn, deviation: start.deviation },
    ...{ averaged: base + piece.averaged, final: base + piece.final, point: base + piece.point },
    paths: { address: base + piece.paths, ...record },
    nodes: network?.nodes ?? 1,
    stride: rowStride(dimension) * 8,
    parts: iterateParts(setting),
    // With fewer repeats some workers would have nothing to do.
    lanes: inLanes(setting) && repeats >= at.LANES * workers ? lanesOf(setting) : undefined,
    code,
    memoryBytes: ruleMemoryBytes(setting.rule.source, rowStride(dimension) * 8),
    slice: sliceLength(setting),
    rowLaw: stream && stream.law.name !== 'gaussian' ? { law: stream.law, sigma: stream.sigma } : undefined,
    ordered: keepsOrder(samplingCode(setting)) ? setting.rows : 0,
    root: seedState(setting.seed, 'sgd'),
  };
  const orders = Array.from({ length: workers }, (_, i) => ({
    ...common,
    scratch: base + piece.end + i * scratchBytes,
  }));
  return { region, orders };
}
