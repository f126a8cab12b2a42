export { loadBackend, type Backend, type BackendOptions } from './backend.js';
export type { BackendName } from './backendName.js';
export {
  fullyConnected,
  leNet,
  vgg11,
  type FullyConnectedOptions,
  type LeNetOptions,
  type Vgg11Options,
} from './models.js';
export type {
  Activation,
  AddLayer,
  ConvLayer,
  DenseLayer,
  DropoutLayer,
  Initialisation,
  LayerSpec,
  PoolLayer,
} from './layers.js';
export { parametersOf, type NetSpec, type ParameterSpec } from './spec.js';
export { initialise } from './initialise.js';
export type { LossName } from './losses.js';
export type { AdamOptimiser, Optimiser, RmsPropOptimiser, SgdOptimiser } from './optimiser.js';
export type { Schedule } from './schedule.js';
export { type BatchOrder, type BatchTarget } from './batches.js';
export { type Scorer, type Stepper, type StepperOptions } from './stepper.js';
export { canFuse, fusedStepper, type FusedOptions } from './fused/stepper.js';
export { type Convolutions } from './fused/winograd.js';
export { plainStepper } from './plain.js';
export { train, type TrainOptions, type TrainProgress } from './train.js';
export { type TrainPath } from './trainPath.js';
export { createTrainer, type Trainer, type TrainerOptions, type TrainerRunOptions } from './trainer.js';
export { type TrainReport } from './trainTask.js';
export { NETS_VERSION } from './netsVersion.js';
export { type Evaluation, type TrainResult, type TrainSpec } from './trainSpec.js';
export { type Score } from './evaluate.js';
export { layerTails, weightTail, type LayerTail, type LayerTailOptions } from './tails/layerTails.js';
export type { NamedWeights } from './tails/namedWeights.js';
export {
  heavyTails,
  modelTails,
  type HeavyTailsCallback,
  type HeavyTailsOptions,
} from './tails/heavyTails.js';
export { type TailRecord } from './tails/tailRecorder.js';
export { gradientNoiseTails, type GradientNoiseOptions } from './tails/gradientNoise.js';
export {
  spectralTail,
  spectralTails,
  type SpectralTail,
  type SpectralTailOptions,
} from './tails/spectralTails.js';
export {
  layerReport,
  type LayerEstimate,
  type LayerReport,
  type LayerReportOptions,
  type LayerSpectrum,
} from './tails/layerReport.js';
export { loadModel } from './weights/loadModel.js';
export { readWeights, type ReadWeightsOptions } from './weights/readWeights.js';
export { imageTensors, type ImageTensors, type ImageTensorsOptions } from './imageTensors.js';
export { trainModel, type ModelFactory, type TrainedModel, type TrainModelOptions } from './trainModel.js';
