import * as lab from 'heavytail';
import * as nets from 'heavytail/nets';

/** Calls of functions that no example calls. */
export async function moreBases(note: (name: string, given: readonly unknown[]) => void): Promise<void> {
  const sample = lab.stableSample(400, { alpha: 1.5 }, 'junk');
  const positive = sample.map(Math.abs);
  const p = { stepSize: 0.3, batchSize: 2, dimension: 3, sigma: 1 };
  const law = { alpha: 1.5, beta: 0.5, scale: 2, location: 1, parametrization: 'S1' } as const;
  const homogenised = { eigenvalues: [1, 2], stepSize: 0.1, batchSize: 2 };
  const data = lab.generateRegression({ rows: 20, dimension: 2, seed: 1 });
  const graph = { kind: 'ring', nodes: 4 } as const;
  for (const name of ['kernelEstimator', 'moments', 'pickands', 'smoothedHill'])
    note(name, [sample, { k: 20 }]);
  for (const name of ['hillCurve', 'logVariance', 'mcculloch', 'koutrouvelis', 'stableMaximumLikelihood'])
    note(name, [sample, {}]);
  note('logOrder', [sample, { blockSize: 5 }]);
  note('bootstrap', [
    sample,
    (values: Float64Array) => lab.hill(values, { k: 20 }),
    { repeats: 20, seed: 1 },
  ]);
  note('paretoPlausibility', [positive, { repeats: 5, xmin: 2 }]);
  note('compareTails', [positive, { xmin: 1, alternative: 'logNormal' }]);
  note('blockSizesThatFit', [[2, 5], 10]);
  for (const name of ['lyapunov', 'diffusionTail']) note(name, [p]);
  note('momentGrowth', [p, 1]);
  note('logMomentGrowth', [p, 1]);
  note('stationaryVariance', [p, 1]);
  for (const name of ['diffusionTailBounds', 'homogenisedTailBounds']) note(name, [homogenised]);
  note('homogenisedLaw', [{ ...homogenised, substeps: 2 }]);
  note('twoLevelDiffusionTail', [{ ...homogenised, multiplicities: [1, 2] }]);
  note('hessianLaw', [{ dimension: 2, stepSize: 0.1, drawHessian: () => undefined }]);
  note('scalarTailIndex', [[0.5, 1.2]]);
  note('scalarSupport', [
    [0.5, 0.2],
    [1, 2],
  ]);
  for (const name of ['stableCdf', 'stableLogPdf', 'stablePdf', 'stableSurvival']) note(name, [0.5, law]);
  note('stableQuantile', [0.5, law]);
  note('stableCharacteristic', [0.5, law]);
  note('toParametrization', [law, 'S0']);
  note('isotropicStableSample', [3, 2, { alpha: 1.5 }, 'seed']);
  note('graphNeighbours', [graph]);
  note('metropolisWeights', [graph]);
  note('minimiser', [data, { name: 'huber' }]);
  note('drawLabels', [data, 'binary', 'seed']);
  note('simulateByHand', [
    { data, stepSize: 0.1, batchSize: 2, iterations: 5, repeats: 3, seed: 1, sampling: 'withReplacement' },
  ]);
  note('createSimulator', [{ workers: 1 }]);
  note('lossFunction', [(r: unknown, y: unknown) => [r, y]]);
  note('updateRule', [{ step: ({ x }: { x: unknown }) => ({ x }) }]);
  note('runSweep', [
    {
      cells: [1, 2],
      key: (cell: number) => cell,
      work: () => 1,
      compute: async () => 1,
      atOnce: 1,
      store: null,
    },
  ]);
  note('rankCorrelation', [
    [1, 2, 3],
    [1, 3, 2],
  ]);
  note('checkPreset', ['smoke']);
  note('openStore', [{}]);
  note('seriesStyle', [1]);
  note('styledAxis', ['title', {}]);
  note('styledLayout', ['title', {}]);
  note('html', [['a'], 1]);
  note('display', [1, {}]);
  note('table', [[{ a: 1 }], {}]);
  note('progressBar', [{}]);
  const net = nets.fullyConnected({ inputShape: [2, 2, 1], depth: 2, width: 3, classes: 2 });
  const parameters = nets.initialise(net, 1);
  note('canFuse', [net]);
  note('layerTails', [net, parameters, {}]);
  note('spectralTails', [net, parameters, {}]);
  note('leNet', [{}]);
  note('vgg11', [{ widthScale: 0.1 }]);
}
