import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageSet } from 'heavytail';
import {
  createTrainer,
  fullyConnected,
  gradientNoiseTails,
  imageTensors,
  initialise,
  layerReport,
  layerTails,
  loadModel,
  modelTails,
  parametersOf,
  readWeights,
  spectralTail,
  spectralTails,
  train,
  trainModel,
  weightTail,
  type NetSpec,
} from 'heavytail/nets';

const net = fullyConnected({ inputShape: [2, 2, 1], depth: 2, width: 3, classes: 2 });
const [first, ...others] = net.layers;
const withFirst = (changes: object): NetSpec => ({
  ...net,
  layers: [{ ...first, ...changes } as never, ...others],
});

describe('networks whose sizes do not fit each other are named before anything is computed', () => {
  let parameters: Float32Array[];
  beforeAll(() => {
    parameters = initialise(net, 1);
  });

  it('a layer of more outputs than the next takes, or than fit into memory', () => {
    for (const outputs of [2 ** 32 + 1, 2 ** 52]) {
      const wrong = withFirst({ outputs });
      const calls = [parametersOf, () => initialise(wrong, 1), () => layerTails(wrong, parameters)];
      for (const call of calls)
        expect(() => call(wrong)).toThrow(/inputs must be .*, what the layer before gives/);
    }
    const wide = fullyConnected({ inputShape: [2, 2, 1], depth: 3, width: 3, classes: 2 });
    const layers = wide.layers.map((layer, i) => ({
      ...layer,
      ...(i > 0 && { inputs: 2 ** 20 }),
      ...(i + 1 < wide.layers.length && { outputs: 2 ** 20 }),
    }));
    expect(() => initialise({ ...wide, layers } as never, 1)).toThrow(
      'layers must be such that they have at most 1073741824 weights together',
    );
  });

  it('two layers of one name, which would begin with the same weights', () => {
    const square = fullyConnected({ inputShape: [1, 3, 1], depth: 3, width: 3, classes: 3 });
    const layers = square.layers.map((layer, i) => ({ ...layer, name: i === 1 ? 'middle' : 'outer' }));
    expect(() => initialise({ ...square, layers } as NetSpec, 1)).toThrow(
      'layers[2].name must be a name of its own: layers[0] has this one, got "outer"',
    );
  });

  it('numbers of another network', () => {
    const message = 'parameters must be arrays of 12, 6 numbers';
    for (const wrong of [[], parameters.slice(1), [...parameters, new Float32Array(1)]])
      for (const call of [layerTails, spectralTails]) expect(() => call(net, wrong)).toThrow(message);
  });

  it('weights of another shape', () => {
    const weights = { name: 'w', values: new Float32Array(12) };
    for (const call of [weightTail, spectralTail]) {
      expect(() => call({ ...weights, shape: [4, 4] })).toThrow(
        'shape must be that of the 12 values, got "4 x 4"',
      );
      expect(() => call({ ...weights, shape: [4, -3] })).toThrow('shape[1] must be an integer of at least 0');
      const pixels = [1, 1, 2 ** 32 + 1] as const;
      expect(() => call({ ...weights, shape: [4, 3], pixels })).toThrow(
        'pixels must be with channels that divide',
      );
    }
  });

  it('images whose sizes are not those of their arrays', async () => {
    const part = { count: 2, images: new Uint8Array(8), labels: new Uint8Array(2) };
    const set = { height: 2, width: 2, channels: 1, classes: 2, train: part, test: part } as ImageSet;
    const whole = { ...set, name: 'mnist', source: 'directory', notice: '' } as const;
    const spec = { net, stepSize: 0.1, batchSize: 1, iterations: 1 };
    const wrong: [object, string][] = [
      [{ channels: -1 }, 'set.channels must be an integer from 1 to 4096, got -1'],
      [{ classes: 2 ** 32 + 1 }, 'set.classes must be an integer from 2 to 256'],
      [
        { test: { ...part, count: 2 ** 32 + 1 } },
        'set.test.count must be at most the number of images, of which there are 2',
      ],
      [
        { train: { ...part, labels: Uint8Array.of(0, 2) } },
        'set.train.labels[1] must be an integer below 2, got 2',
      ],
    ];
    for (const [changes, message] of wrong) {
      const images = { ...whole, ...changes } as ImageSet;
      const calls = [
        () => train(spec, images),
        () => imageTensors(images),
        () => trainModel(() => expect.fail(), images),
        () => gradientNoiseTails(net, parameters, images),
        async () => createTrainer(images),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow(message);
    }
  });

  it('files that are not there', async () => {
    for (const read of [readWeights, loadModel]) {
      await expect(read('no such folder')).rejects.toThrow(/^no such folder: cannot be read: ENOENT/);
      await expect(read(Promise.resolve('') as never)).rejects.toThrow(
        /^(file|folder) must be a string, got an object/,
      );
    }
    await expect(layerReport([{ name: 'w', shape: [2, 2], values: [1] }])).rejects.toThrow(
      'shape must be that of the 1 values',
    );
  });

  it('what is no model', () => {
    for (const model of [null, 0, {}, '', () => 1])
      expect(() => modelTails(model as never)).toThrow('model must be a model of tfjs-layers');
  });
});
