import { checkArguments } from '../../shapes/checkArguments.js';
import type * as tfjs from '@tensorflow/tfjs';
import { DataFileError } from '../../data/bytes.js';
import { loadBackend, type BackendOptions } from '../backend.js';
import { readTfjsFolder } from './tfjsFolder.js';

/**
 * Loads a layers model of TensorFlow.js from a folder, without tfjs-node: what `model.save('downloads://…')` and the converters
 * write, model.json and its files of weights. It runs on the backend of `loadBackend`.
 *
 * @param folder the folder, or its model.json
 * @throws DataFileError that says what is wrong with the files; a graph model is refused
 */
export async function loadModel(folder: string, options: BackendOptions = {}): Promise<tfjs.LayersModel> {
  checkArguments('loadModel', { folder, options });
  const { file, json, weights, bytes } = await readTfjsFolder(folder);
  if (json.format === 'graph-model')
    throw new DataFileError(file, 'is a graph model, which has no layers; readWeights reads its weights');
  const backend = await loadBackend(options);
  backend.use();
  const artifacts: tfjs.io.ModelArtifacts = {
    modelTopology: json.modelTopology as object,
    weightSpecs: weights.map(({ spec }) => spec),
    weightData: Uint8Array.from(bytes).buffer,
  };
  try {
    return await backend.tf.loadLayersModel({ load: () => Promise.resolve(artifacts) });
  } catch (cause) {
    throw new DataFileError(
      file,
      `is no layers model that TensorFlow.js reads (${(cause as Error).message})`,
      { cause },
    );
  }
}
