import { createGenerator, type Seed } from '../random/index.js';
import { parametersOf, type NetSpec } from './spec.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * The numbers a network begins with, one array for each of its parameters.
 *
 * @param net the network; each layer says how it is initialised
 * @param seed the same seed gives the same numbers on every backend
 */
export function initialise(net: NetSpec, seed: Seed): Float32Array[] {
  checkArguments('initialise', { net, seed });

  return parametersOf(net).map(({ name, kind, layer: index, size }) => {
    const values = new Float32Array(size);
    if (kind === 'scale') return values.fill(1);
    const layer = net.layers[index];
    if (kind === 'shift' || (layer.type !== 'dense' && layer.type !== 'conv')) return values;
    const area = layer.type === 'conv' ? layer.kernel ** 2 : 1;
    const random = createGenerator(seed, 'initial', name);
    if (layer.initialisation === 'torch') {
      const bound = 1 / Math.sqrt(area * layer.inputs);
      return values.map(() => bound * (2 * random.uniform() - 1));
    }
    const deviation = Math.sqrt(2 / (area * layer.outputs));
    return kind === 'bias' ? values : values.map(() => deviation * random.normal());
  });
}
