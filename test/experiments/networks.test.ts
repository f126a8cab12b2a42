import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  accuracyAgainstTail,
  fig3Spec,
  fig4Spec,
  layerTailPanels,
  networkClaims,
  openStore,
  runFig3,
  runFig4,
  runNetworkGrid,
} from 'heavytail';
import { fullyConnected, type NetSpec } from 'heavytail/nets';
import { publishedOrder } from '../../src/nets/tails/publishedOrder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'networks-'));
  vi.stubEnv('HEAVYTAIL_CACHE', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;

describe('the grids of networks', () => {
  it('train, estimate every layer, and come out of the store the second time', async () => {
    const store = openStore({ directory: join(folder, 'cells') });
    const spec = fig3Spec('smoke');
    const result = await runFig3(spec, { store, images, workers: 2 });
    expect(result.cells).toHaveLength(4);
    expect(result.notice).toMatch(/Procedural images/);
    for (const { tails } of result.cells) {
      expect(tails.map(({ name }) => name)).toEqual(['dense1', 'dense2', 'dense3']);
      expect(tails[0].tailIndex).toBeGreaterThan(0.5);
    }
    const computed: number[] = [];
    const again = await runFig3(spec, { store, images, workers: 1, onCell: (i) => computed.push(i) });
    expect(computed).toEqual([]);
    expect(again).toEqual(result);
    const other = await runFig3(spec, { store: null, images, workers: 1 });
    expect(other).toEqual(result);
    const figure = layerTailPanels(result);
    expect(figure.data.length).toBeGreaterThanOrEqual(6);
    expect(JSON.stringify(figure.layout)).toContain('Procedural images');
    expect(accuracyAgainstTail(result).data).toHaveLength(2);
    // A network that diverged has a cross in the panel of each of its layers, and one line in the legend.
    const none = { tailIndex: null, interval: null };
    const lost = result.cells.map((cell, i) =>
      i > 0
        ? cell
        : {
            ...cell,
            status: 'diverged' as const,
            tails: cell.tails.map((tail) => ({ ...tail, ...none, byMedian: none })),
          },
    );
    const crosses = layerTailPanels({ ...result, cells: lost }).data.filter(
      ({ name }) => name === 'diverged',
    );
    expect(crosses.map(({ xaxis, yaxis, showlegend }) => [xaxis, yaxis, showlegend])).toEqual([
      ['x', 'y', true],
      ['x2', 'y2', false],
      ['x3', 'y3', false],
    ]);
  });
  it('take any network and training', async () => {
    const training = { optimiser: { type: 'sgd', momentum: 0.5 }, loss: 'squared', labelNoise: 0.1 } as const;
    const spec = {
      ...fig3Spec('smoke'),
      iterations: 60,
      averageLast: 20,
      stepSizes: [0.05],
      batchSizes: [5],
      training,
    };
    const store = openStore({ directory: join(folder, 'own') });
    const net = (inputShape: [number, number, number]): NetSpec =>
      fullyConnected({ widths: [32, 32], activation: 'tanh', residual: true, inputShape });
    const options = { store, images, backend: 'wasm', workers: 1 } as const;
    const result = await runNetworkGrid(spec, net, options);
    expect(result.network).toBe('fully connected 784-32-32-10, tanh, residual');
    expect(result.cells[0].tails.map(({ tailIndex }) => tailIndex)).toEqual(
      [1, 2, 3].map(() => expect.any(Number)),
    );
    expect(layerTailPanels(result).data).toHaveLength(6);
    const plain = await runNetworkGrid({ ...spec, training: undefined }, net, options);
    expect(plain.cells[0].losses).not.toEqual(result.cells[0].losses);
    expect((await runNetworkGrid(spec, net, options)).cells).toEqual(result.cells);
    const wrong = { ...spec, training: { optimiser: { type: 'sgd', momentum: 2 } } } as const;
    await expect(runNetworkGrid(wrong, net, options)).rejects.toThrow(/optimiser.momentum must be/);
    const misspelt = { ...spec, trainning: training };
    await expect(runNetworkGrid(misspelt, net, options)).rejects.toThrow(
      'spec has no field "trainning": did you mean "training"?',
    );
    // What the grid says itself cannot be said twice: it would be of no effect.
    for (const key of ['stepSize', 'seed', 'evaluateAt'])
      await expect(runNetworkGrid({ ...spec, training: { [key]: 3 } }, net, options)).rejects.toThrow(
        `spec.training has no field "${key}"`,
      );
  });
  it('run VGG-11 at its smallest', async () => {
    const spec = { ...fig4Spec('smoke'), iterations: 20, averageLast: 10 };
    const result = await runFig4(spec, { store: null, images, workers: 2 });
    expect(result.cells[0].tails).toHaveLength(11);
    expect(networkClaims(result, 'Figure 4')).toHaveLength(12);
  });
});

describe('publishedOrder', () => {
  it('turns inputs x outputs round', () => {
    expect([...publishedOrder([1, 2, 3, 4, 5, 6], [3, 2])]).toEqual([1, 3, 5, 2, 4, 6]);
  });
  it('takes images channel by channel', () => {
    // 2 pixels of 2 channels, one output: p0c0 p0c1 p1c0 p1c1.
    expect([...publishedOrder([1, 2, 3, 4], [4, 1], [1, 2, 2])]).toEqual([1, 3, 2, 4]);
  });
  it('puts the kernel last for convolutions', () => {
    // 1 x 2 positions, 2 inputs, 1 output.
    expect([...publishedOrder([1, 2, 3, 4], [1, 2, 2, 1])]).toEqual([1, 3, 2, 4]);
  });
});
