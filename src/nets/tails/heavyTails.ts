import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { argumentError, checkInteger } from '../../check.js';
import { weightTail, type LayerTail, type LayerTailOptions } from './layerTails.js';
import { tailRecorder, type TailRecord } from './tailRecorder.js';
import { checkArguments } from '../../shapes/checkArguments.js';

export interface HeavyTailsOptions extends LayerTailOptions {
  /** Batches from one record to the next. Default 100. */
  readonly every?: number;
  /** Called with each record and with all so far, for a figure that grows. */
  readonly onRecord?: (record: TailRecord, soFar: readonly TailRecord[]) => void;
}

/** A callback for `model.fit` that keeps what it saw. */
export type HeavyTailsCallback = tfjs.Callback & { readonly records: readonly TailRecord[] };

/**
 * The tail-index of every trained weight array of a model of tfjs-layers, by the published recipe.
 *
 * @param model any model; weights of rank 2 and 4 are taken in the published order, see `layerTails`
 * @throws RangeError for what is no model of tfjs-layers
 */
export const modelTails = (model: tfjs.LayersModel, options: LayerTailOptions = {}): LayerTail[] => {
  checkArguments('modelTails', { model, options });
  if (!Array.isArray((model as Partial<tfjs.LayersModel> | null)?.trainableWeights))
    throw argumentError('model', model, 'a model of tfjs-layers');

  return model.trainableWeights
    .filter(({ shape }) => shape.length >= 2)
    .map((weight) => {
      const values = weight.read().dataSync<'float32'>();
      return weightTail({ name: weight.originalName, shape: weight.shape as number[], values }, options);
    });
};

/**
 * A callback that records the tail-index of each layer while a tfjs model of one's own trains:
 * `await model.fit(x, y, { callbacks: heavyTails({ every: 100 }) })`.
 *
 * @throws RangeError if `every` is no integer of at least 1
 */
export function heavyTails(options: HeavyTailsOptions = {}): HeavyTailsCallback {
  checkArguments('heavyTails', { options });

  const { every = 100, onRecord, ...tailOptions } = options;
  checkInteger('every', every);
  // `fit` asks by instanceof, so the class must be that of the one tfjs in this process. Loaded when first needed.
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof tfjs;
  const recorder = tailRecorder(every, onRecord);
  class HeavyTails extends tf.Callback {
    readonly records = recorder.records;
    override async onBatchEnd(_: number, logs?: tfjs.Logs): Promise<void> {
      recorder.add(logs?.loss, () => modelTails(this.model as tfjs.LayersModel, tailOptions));
    }
  }
  return new HeavyTails();
}
