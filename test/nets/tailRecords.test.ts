import { beforeAll, describe, expect, it } from 'vitest';
import { loadImages, trainingCurves, type ImageSet } from 'heavytail';
import { fullyConnected, layerTails, train, trainModel, type TailRecord } from 'heavytail/nets';

const quiet = { backend: 'wasm', onNotice: () => undefined } as const;
let images: ImageSet;

beforeAll(async () => {
  images = await loadImages('mnist', { source: 'procedural', procedural: { train: 200, test: 50 } });
});

const spec = {
  net: fullyConnected({ width: 8 }),
  stepSize: 0.05,
  batchSize: 4,
  iterations: 60,
  evaluateOn: { train: 20, test: 20 },
};

describe('records of a training', () => {
  it('hold the mean loss since the last one, and the tails of the iterate', async () => {
    const seen: (readonly TailRecord[])[] = [];
    const onRecord = (_: TailRecord, soFar: readonly TailRecord[]): unknown => seen.push(soFar);
    const run = await train(spec, images, { ...quiet, every: 20, onRecord });
    expect(seen.map((soFar) => soFar.length)).toEqual([1, 2, 3]);
    const records = seen[2];
    expect(records.map(({ batch }) => batch)).toEqual([20, 40, 60]);
    expect(run.lossStretch).toBe(1);
    records.forEach(({ loss }, k) => {
      const own = run.losses.slice(20 * k, 20 * (k + 1));
      expect(loss).toBeCloseTo(own.reduce((sum, x) => sum + x, 0) / 20, 9);
    });
    expect(records[2].layers).toEqual(layerTails(spec.net, run.iterate));
  });

  it('change no bit of it', async () => {
    const [with_, without] = [
      await train(spec, images, { ...quiet, every: 7 }),
      await train(spec, images, quiet),
    ];
    expect(with_).toEqual(without);
  });

  it('are refused at a distance that is no number of batches', async () => {
    await expect(train(spec, images, { ...quiet, every: 0 })).rejects.toThrow(/every must be/);
  });

  it('draw loss and tails of several runs, and nothing before the first record', async () => {
    const run = await trainModel(
      (tf, { inputShape, classes }) =>
        tf.sequential({
          layers: [tf.layers.flatten({ inputShape }), tf.layers.dense({ units: classes, name: 'only' })],
        }),
      images,
      { ...quiet, iterations: 20, every: 10, stepSize: 0.05 },
    );
    const mean = run.losses.slice(10).reduce((sum, x) => sum + x, 0) / 10;
    expect(run.records[1].loss).toBeCloseTo(mean, 9);
    const figure = trainingCurves({ mine: run.records, next: [] });
    const named = figure.data.filter(({ name }) => name !== undefined); // Bands of intervals have no name.
    expect(named.map(({ name, yaxis }) => [name, yaxis])).toEqual([
      ['loss, mine', 'y2'],
      [`${run.records[0].layers[0].name}, mine`, undefined],
    ]);
    expect(figure.data[0].y).toEqual(run.records.map(({ loss }) => loss));
    expect(trainingCurves({ mine: [] }).data).toEqual([]);
    expect(trainingCurves({ mine: run.records }, { layers: ['none'] }).data).toHaveLength(1);
  });
});
