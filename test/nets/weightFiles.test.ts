import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stableSample } from 'heavytail';
import { layerReport, loadModel, readWeights, type LayerReport } from 'heavytail/nets';
import { wasm } from './networks.js';

const fixture = (name: string): string => join('test', 'fixtures', 'weights', name);
const quiet = { backend: 'wasm', onNotice: () => undefined } as const;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Saved {
  json: Record<string, unknown>;
  bytes: Buffer;
  scores: Float32Array;
  ones: number[];
}

/** A model of tfjs-layers as it is saved to a folder, and its answer to ones. */
async function savedModel(): Promise<Saved> {
  const tf = await wasm();
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [6, 6, 2], filters: 3, kernelSize: 3, name: 'first' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, name: 'last' }),
    ],
  });
  const ones = tf.ones([1, 6, 6, 2]);
  const answer = model.predict(ones) as ReturnType<typeof tf.ones>;
  const scores = answer.dataSync<'float32'>().slice();
  let json: Record<string, unknown> = {};
  let bytes = Buffer.alloc(0);
  await model.save(
    tf.io.withSaveHandler(({ modelTopology, weightSpecs, weightData }) => {
      bytes = Buffer.from(weightData as ArrayBuffer);
      json = {
        format: 'layers-model',
        modelTopology,
        weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights: weightSpecs }],
      };
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const },
      });
    }),
  );
  model.dispose();
  tf.dispose([ones, answer]);
  return { json, bytes, scores, ones: [1, 6, 6, 2] };
}

async function writeModel(name: string, json: unknown, bytes: Buffer): Promise<string> {
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'model.json'), typeof json === 'string' ? json : JSON.stringify(json));
  await writeFile(join(place, 'a.bin'), bytes.subarray(0, 100));
  await writeFile(join(place, 'b.bin'), bytes.subarray(100));
  return place;
}

describe('a saved model of TensorFlow.js', () => {
  it('is loaded without tfjs-node, and its weights are read', async () => {
    const { json, bytes, scores, ones } = await savedModel();
    const place = await writeModel('whole', json, bytes);
    const tf = await wasm();
    const before = tf.memory().numTensors;
    const model = await loadModel(place, quiet);
    tf.tidy(() => {
      const answer = model.predict(tf.ones(ones)) as ReturnType<typeof tf.ones>;
      expect([...answer.dataSync()]).toEqual([...scores]);
    });
    const weights = await readWeights(join(place, 'model.json'));
    expect(weights.map(({ name, shape, layout }) => [name, shape, layout])).toEqual([
      ['first/kernel', [3, 3, 2, 3], 'tfjs'],
      ['first/bias', [3], 'tfjs'],
      ['last/kernel', [48, 4], 'tfjs'],
      ['last/bias', [4], 'tfjs'],
    ]);
    weights.forEach(({ values }, i) => expect(values).toEqual(model.getWeights()[i].dataSync()));
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
  it('says what is wrong', async () => {
    const { json, bytes } = await savedModel();
    const [group] = json.weightsManifest as { paths: string[]; weights: Record<string, unknown>[] }[];
    const manifest = (change: object): unknown => ({ ...json, weightsManifest: [{ ...group, ...change }] });
    const first = (change: object): unknown =>
      manifest({ weights: [{ ...group.weights[0], ...change }, ...group.weights.slice(1)] });
    const cases: [unknown, RegExp][] = [
      ['{', /model.json: is no model of TensorFlow.js/],
      [[], /it has no weightsManifest/],
      [manifest({ paths: ['../secret.bin'] }), /names the file "..\/secret.bin", which is not in its folder/],
      [manifest({ paths: ['/etc/hostname'] }), /not in its folder/],
      [manifest({ paths: ['c.bin'] }), /"c.bin", which cannot be read/],
      [manifest({ paths: ['a.bin'] }), /needs \d+ bytes of weights in a.bin, there are 100/],
      [manifest({ paths: 7 }), /without paths or entries/],
      [first({ dtype: 'string' }), /"first\/kernel" has the type "string", read are/],
      [first({ shape: [3, 3, 2, 1e9] }), /needs \d+ bytes/],
      [first({ shape: [3, -3] }), /lengths are integers/],
      [first({ quantization: { dtype: 'uint8' } }), /is quantized without scale and min/],
    ];
    for (const [wrong, message] of cases)
      await expect(readWeights(await writeModel('wrong', wrong, bytes)), String(message)).rejects.toThrow(
        message,
      );
    const graph = await writeModel('graph', { ...json, format: 'graph-model' }, bytes);
    await expect(loadModel(graph, quiet)).rejects.toThrow(/graph model, which has no layers/);
    expect(await readWeights(graph)).toHaveLength(4);
    const empty = await writeModel('empty', { ...json, modelTopology: {} }, bytes);
    await expect(loadModel(empty, quiet)).rejects.toThrow(/model.json: is no layers model/);
    await expect(readWeights('model.pt')).rejects.toThrow(
      /no such file|file must be one of .npy, .npz, .safetensors/,
    );
    await expect(readWeights(fixture('generate.py'))).rejects.toThrow(
      /file must be one of .npy, .npz, .safetensors/,
    );
  });
  it('dequantizes as TensorFlow.js does', async () => {
    const json = {
      weightsManifest: [
        {
          paths: ['a.bin'],
          weights: [
            {
              name: 'w',
              shape: [2, 2],
              dtype: 'float32',
              quantization: { dtype: 'uint8', scale: 0.5, min: -1 },
            },
          ],
        },
      ],
    };
    const place = await writeModel('quantized', json, Buffer.from([0, 1, 2, 255]));
    expect([...((await readWeights(place))[0].values as Float64Array)]).toEqual([-1, -0.5, 0, 126.5]);
  });
  it('answers any damage of model.json with an error that names the file, or with numbers', async () => {
    const { json, bytes } = await savedModel();
    const text = JSON.stringify({ weightsManifest: json.weightsManifest });
    const places = fc.record({
      at: fc.nat(text.length - 1),
      byte: fc.constantFrom(...'{}[]",:0-9ax'),
      end: fc.nat(2 * text.length),
    });
    await fc.assert(
      fc.asyncProperty(places, async ({ at, byte, end }) => {
        const place = await writeModel(
          'damaged',
          (text.slice(0, at) + byte + text.slice(at + 1)).slice(0, end),
          bytes,
        );
        await readWeights(place).catch(({ name }: Error) => expect(name).toBe('DataFileError'));
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('a Keras file', () => {
  const { keras } = JSON.parse(readFileSync(fixture('weights.json'), 'utf8')) as { keras: number[][] };
  it.each([
    ['keras.h5', 'first/sequential/first/kernel'],
    ['keras.weights.h5', 'layers/conv2d/vars/0'],
    ['keras.keras', 'layers/conv2d/vars/0'],
  ])('%s holds the trained weights without the memories of the optimiser', async (name, first) => {
    const weights = await readWeights(fixture(name));
    expect(weights.map((one) => one.name)).toContain(first);
    const shapes = [[3, 3, 2, 3], [3], [48, 4], [4]];
    expect(weights.map(({ shape }) => shape)).toEqual(expect.arrayContaining(shapes));
    expect(weights).toHaveLength(4);
    for (const [i, shape] of shapes.entries()) {
      const { values, layout } = weights.find((one) => one.shape.join() === shape.join())!;
      expect([layout, Array.from(values).slice(0, 5)]).toEqual(['tfjs', keras[i]]);
    }
  });
  it('takes no numbers from other files that it names', async () => {
    await expect(readWeights(fixture('external.h5'))).rejects.toThrow(
      /external.h5: .*external raw data file/,
    );
    await expect(readWeights(fixture('virtual.h5'))).rejects.toThrow(
      /virtual.h5: "stolen" is put together from other files, ".*keras.weights.h5" for one, which are not read/,
    );
    expect((await readWeights(fixture('linked.h5'))).map(({ name }) => name)).toEqual(['own']);
  });
  it('answers any damage with an error that names the file, or with numbers', async () => {
    const other = join(folder, 'other.h5');
    await writeFile(other, 'short');
    await expect(readWeights(other)).rejects.toThrow(/other.h5: is no HDF5 file/);
    await writeFile(join(folder, 'other.keras'), readFileSync(fixture('arrays.npz')));
    await expect(readWeights(join(folder, 'other.keras'))).rejects.toThrow(/holds no model.weights.h5/);
    const whole = readFileSync(fixture('keras.weights.h5'));
    const places = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.nat(255),
      end: fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
    });
    await fc.assert(
      fc.asyncProperty(places, async ({ at, byte, end }) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = byte;
        await writeFile(other, bytes.subarray(0, end));
        await readWeights(other).catch(({ name }: Error) => expect(name).toBe('DataFileError'));
      }),
      { seed: 1, numRuns: 300 },
    );
    // The library still works.
    expect(await readWeights(fixture('keras.weights.h5'))).toHaveLength(4);
  });
});

describe('layerReport', () => {
  const close = (a: number | null, b: number, tolerance: number): void =>
    expect(Math.abs(a! - b) / Math.max(1, Math.abs(b))).toBeLessThan(tolerance);

  it('says what WeightWatcher says of the layers of a PyTorch model', async () => {
    const { weightWatcher } = JSON.parse(readFileSync(fixture('weights.json'), 'utf8')) as {
      weightWatcher: Record<string, Record<string, number>>;
    };
    const report = await layerReport(await readWeights(fixture('model.safetensors')));
    const byName = new Map(report.map((layer) => [layer.name.replace('.weight', ''), layer]));
    expect([...byName.keys()].sort()).toEqual(Object.keys(weightWatcher).sort());
    for (const [name, theirs] of Object.entries(weightWatcher)) {
      const { spectrum, ...own } = byName.get(name)!;
      expect([spectrum.count, spectrum.tailCount], name).toEqual([theirs.num_evals, theirs.num_pl_spikes]);
      close(spectrum.exponent, theirs.alpha, 1e-9);
      close(spectrum.xmin, theirs.xmin, 1e-9);
      close(spectrum.distance, theirs.D, 1e-9);
      close(spectrum.largest, theirs.lambda_max, 1e-9);
      close(own.alphaHat, theirs.alpha_weighted, 1e-9);
      close(own.logNorm, theirs.log_norm, 1e-9);
      close(own.logSpectralNorm, theirs.log_spectral_norm, 1e-9);
      close(own.logAlphaNorm, theirs.log_alpha_norm, 1e-9);
      close(own.stableRank, theirs.stable_rank, 1e-9);
    }
  });

  it('gives each estimator’s tail-index of stable weights, in either layout', async () => {
    const values = stableSample(200 * 100, { alpha: 1.4 }, 1);
    const turned = values.map((_, i) => values[(i % 100) * 200 + Math.floor(i / 100)]);
    const [torch, tfjs] = await layerReport([
      { name: 'w', shape: [100, 200], values, layout: 'torch' },
      { name: 'w', shape: [200, 100], values: turned, layout: 'tfjs' },
    ]);
    expect(tfjs.tails).toEqual(torch.tails);
    expect(tfjs.spectrum.largest).toBeCloseTo(torch.spectrum.largest!, 6);
    const found = new Map(torch.tails.map(({ method, tailIndex }) => [method, tailIndex]));
    expect(found.size).toBe(13);
    // Those for stable laws; 20 000 values leave a few hundredths, the log-order estimator more.
    for (const method of ['log-moment', 'log-order', 'log-variance', 'mcculloch', 'koutrouvelis'])
      expect(Math.abs(found.get(method)! - 1.4), method).toBeLessThan(0.12);
    for (const { tailIndex } of torch.tails) expect(tailIndex).toBeGreaterThan(0.9);
  });

  it('of a convolution takes its taps apart', async () => {
    const values = stableSample(5 * 3 * 4, { alpha: 2 }, 1);
    const [torch, tfjs, flat, matrix] = await layerReport([
      { name: 'torch', shape: [5, 3, 2, 2], values, layout: 'torch' },
      { name: 'tfjs', shape: [2, 2, 5, 3], values, layout: 'tfjs' },
      { name: 'flat', shape: [20, 3, 1, 1], values, layout: 'torch' },
      { name: 'matrix', shape: [20, 3], values, layout: 'torch' },
    ]);
    expect([torch.spectrum.count, tfjs.spectrum.count]).toEqual([12, 12]);
    expect(flat.stableRank).toBeCloseTo(matrix.stableRank!, 12);
    const squares = values.reduce((sum, x) => sum + x * x, 0);
    expect(matrix.logNorm).toBeCloseTo(Math.log10(squares), 9);
    expect(flat.logNorm).toBeCloseTo(Math.log10(squares / 2), 9);
  });

  it('answers what cannot be estimated with null and why', async () => {
    const of = async (values: number[], shape: number[]): Promise<LayerReport> =>
      (await layerReport([{ name: 'w', shape, values }]))[0];
    const zero = await of(
      Array.from({ length: 40 }, () => 0),
      [8, 5],
    );
    expect([zero.alphaHat, zero.stableRank, zero.logNorm, zero.spectrum.exponent]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    zero.tails.forEach(({ tailIndex, warnings }) =>
      expect([tailIndex, warnings.length > 0]).toEqual([null, true]),
    );
    const bad = await of([1, NaN, 2, 3], [2, 2]);
    expect(bad.tails[0].warnings[0]).toMatch(/Diverged/);
    const { tails } = await of([1, 2], [2, 1]);
    expect(tails.every(({ tailIndex, warnings }) => tailIndex !== null || warnings.length > 0)).toBe(true);
    expect(await layerReport([{ name: 'bias', shape: [3], values: [1, 2, 3] }])).toEqual([]);
    expect((await of([], [0, 4])).weights).toBe(0);
  });

  it('says how far it is, and can be stopped within a layer', async () => {
    const layer = { name: 'w', shape: [100, 50], values: stableSample(5000, { alpha: 1.4 }, 1) };
    const shares: number[] = [];
    await layerReport([layer, layer], { progress: ({ fraction }) => shares.push(fraction) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect([shares.length, shares.at(-1)]).toEqual([28, 1]);
    // A convolution whose layout is not named is one of TensorFlow.js, whose inputs and outputs come last.
    const conv = { name: 'c', shape: [2, 2, 25, 50], values: layer.values };
    const ends: number[] = [];
    for (const named of [conv, { ...conv, layout: 'tfjs' as const }])
      await layerReport([named], { progress: ({ fraction }) => ends.push(fraction) });
    expect(ends.slice(0, 14)).toEqual(ends.slice(14));
    // 13 estimators at 90 and the smaller side, 25, of the matrices.
    expect(ends[12]).toBeCloseTo((13 * 90) / (13 * 90 + 25), 12);
    const stop = new AbortController();
    const seen: number[] = [];
    const progress = ({ fraction }: { fraction: number }): void => {
      if (seen.push(fraction) === 3) stop.abort(new Error('enough'));
    };
    await expect(layerReport([layer], { progress, signal: stop.signal })).rejects.toThrow('enough');
    expect(seen).toHaveLength(3);
  });
});
