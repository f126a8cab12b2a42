export { type RowSample, type Sample, type SampleOptions } from './sample.js';
export { type Interval, type IntervalOptions, type TailEstimate } from './estimate.js';
export { type Centre } from './centre.js';
export { type Tail, type TailOptions } from './tail.js';
export {
  blockSizesThatFit,
  logMoment,
  NETWORK_BLOCK_SIZES,
  SYNTHETIC_BLOCK_SIZES,
  type BlockSizeEstimate,
  type LogMomentDiagnostics,
  type LogMomentOptions,
} from './logMoment.js';
export { hill, type HillDiagnostics, type HillOptions } from './hill.js';
