/** What tasks of each kind must be told: checked against these declarations before anything is computed. */
import type { CalibrationCell } from '../experiments/calibration/cell.js';
import type { ConvergenceSpec } from '../experiments/convergence/experiment.js';
import type { CooperationCell } from '../experiments/decentralised/experiment.js';
import type { SentNetwork } from '../experiments/networks/cell.js';
import type { SpectraCell, SpectraSpec } from '../experiments/theoryContinuous/spectra.js';
import type { ChainsSpec } from '../experiments/theoryExact/chains.js';
import type { OfflineSpec } from '../experiments/theoryOffline/experiment.js';
import type { ProductAgreementSpec } from '../experiments/theoryProducts/agreement.js';
import type { DataSetTailSpec } from '../experiments/theoryProducts/dataSetTail.js';
import type { ProductsSpec } from '../experiments/theoryProducts/experiment.js';
import type { SgdVariant } from '../experiments/theoryProducts/sgdVariants.js';
import type { PlainSgd } from '../experiments/variants/plainSgd.js';
import { checkArguments } from '../shapes/checkArguments.js';
import type { SweepPoint } from '../sweeps/points/point.js';
import type { IsotropicParameters } from '../theory/index.js';

export interface AgreementData {
  readonly setting: IsotropicParameters;
  readonly size: Omit<ProductAgreementSpec, 'settings'>;
}

export interface ConvergenceData {
  readonly spec: ConvergenceSpec;
  readonly stepSize: number;
}

export interface ChainsData {
  readonly spec: ChainsSpec;
  readonly setting: IsotropicParameters;
}

export interface SpectraData {
  readonly spec: SpectraSpec;
  readonly cell: Pick<SpectraCell, 'spectrum' | 'share'>;
}

export interface ProductsData {
  readonly spec: ProductsSpec;
  readonly variant: SgdVariant;
}

export interface DataSetTailData {
  readonly spec: DataSetTailSpec;
  readonly setting: DataSetTailSpec['settings'][number];
}

export interface OfflineData {
  readonly spec: OfflineSpec;
  /** 0 for the streaming law. */
  readonly rows: number;
}

export function checkPointTask(data: SweepPoint): void {
  checkArguments('checkPointTask', { data });
}

export function checkNetworkTask(data: SentNetwork): void {
  checkArguments('checkNetworkTask', { data });
}

export function checkCalibrationTask(data: CalibrationCell): void {
  checkArguments('checkCalibrationTask', { data });
}

export function checkPlainSgdTask(data: PlainSgd): void {
  checkArguments('checkPlainSgdTask', { data });
}

export function checkAgreementTask(data: AgreementData): void {
  checkArguments('checkAgreementTask', { data });
}

export function checkDecentralisedTask(data: CooperationCell): void {
  checkArguments('checkDecentralisedTask', { data });
}

export function checkConvergenceTask(data: ConvergenceData): void {
  checkArguments('checkConvergenceTask', { data });
}

export function checkChainsTask(data: ChainsData): void {
  checkArguments('checkChainsTask', { data });
}

export function checkSpectraTask(data: SpectraData): void {
  checkArguments('checkSpectraTask', { data });
}

export function checkProductsTask(data: ProductsData): void {
  checkArguments('checkProductsTask', { data });
}

export function checkDataSetTailTask(data: DataSetTailData): void {
  checkArguments('checkDataSetTailTask', { data });
}

export function checkOfflineTask(data: OfflineData): void {
  checkArguments('checkOfflineTask', { data });
}
