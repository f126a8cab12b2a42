import { CALIBRATION, calibrationCell, type CalibrationCell } from '../experiments/calibration/cell.js';
import { AGREEMENT, productAgreementCell } from '../experiments/theoryProducts/agreement.js';
import { PLAIN_SGD, samplePlainSgd, type PlainSgd } from '../experiments/variants/plainSgd.js';
import type { AgreementData } from './taskData.js';

/** A task that computes without a pause: on a thread of its own. */
export interface ThreadTask {
  readonly kind: string;
  readonly data: unknown;
}

const computations: Readonly<Record<string, (data: never) => Promise<unknown>>> = {
  [CALIBRATION]: (cell: CalibrationCell) => calibrationCell(cell),
  [PLAIN_SGD]: (setting: PlainSgd) => samplePlainSgd(setting),
  [AGREEMENT]: ({ setting, size }: AgreementData) => productAgreementCell(setting, size),
};

/** What a thread of a worker computes. */
export const onThread = ({ kind, data }: ThreadTask): Promise<unknown> => computations[kind](data as never);
