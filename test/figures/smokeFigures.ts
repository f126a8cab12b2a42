import * as lab from 'heavytail';
import type { Figure } from 'heavytail';

/** The figures of one experiment by the name of their snapshot: the function that draws it, and what tells its calls apart. */
export type Figures = Record<string, Figure>;

const inNoStore = { store: null };

/** Two figures that one call returns, under one name each. */
const panels = (name: string, [first, second]: readonly Figure[]): Figures => ({
  [`${name}-sigma`]: first,
  [`${name}-dimension`]: second,
});

/** Records of two layers whose tails grow heavier. */
const history = (from: number): lab.TrainingMoment[] =>
  [100, 200, 300].map((batch) => {
    const tailIndex = from - batch / 1000;
    const interval = { lower: tailIndex - 0.1, upper: tailIndex + 0.2 };
    const layers = ['dense1', 'dense2'].map((name, i) => ({ name, tailIndex: tailIndex + i / 4, interval }));
    return { batch, loss: 200 / batch, layers };
  });

function ofStableSample(): Figures {
  const sample = lab.stableSample(2000, { alpha: 1.5 }, 'figures');
  return {
    hillPlot: lab.hillPlot(sample, { exact: 1.5, points: 60 }),
    blockSizePlot: lab.blockSizePlot(lab.logMoment(sample), 1.5),
    survivalPlot: lab.survivalPlot(sample, { points: 60 }),
    lawFigure: lab.lawFigure(lab.stableSample(2000, { alpha: 1.5 }, 3), lab.stableMagnitude({ alpha: 1.5 })),
    trainingCurves: lab.trainingCurves({ 'η = 0.1': history(2), 'η = 0.2': history(1.5) }),
    tailHistory: lab.tailHistory({ 'η = 0.1': history(2), 'η = 0.2': history(1.5) }),
  };
}

async function ofFig1a(): Promise<Figures> {
  const result = await lab.runFig1a(lab.fig1aSpec('smoke'), inNoStore);
  return {
    tailIndexCurves: lab.tailIndexCurves(result),
    tailIndexHeatMap: lab.tailIndexHeatMap(result),
    tailIndexAgainstRatio: lab.tailIndexAgainstRatio(result),
  };
}

async function ofSweep(): Promise<Figures> {
  const fixed = { problem: { rows: 400, dimension: 2 }, iterations: 100, repeats: 200, seed: 'figures' };
  const over = { batchSize: [1, 2], stepSize: [0.2, 0.4, 0.8] };
  const grid = await lab.sweep({ ...fixed, over }, inNoStore);
  const samplings = { sampling: ['withReplacement', 'epochs'] };
  const choices = await lab.sweep({ ...fixed, over: samplings, stepSize: 0.6, batchSize: 1 }, inNoStore);
  return {
    'tailCurves-numbers': lab.tailCurves(grid, { x: 'stepSize', colour: 'batchSize' }),
    'tailCurves-texts': lab.tailCurves(choices, { x: 'sampling', title: 'How batches are taken' }),
    heatMap: lab.heatMap(grid, { x: 'stepSize', y: 'batchSize' }),
  };
}

async function ofFig1b(): Promise<Figures> {
  const result = await lab.runFig1b(lab.fig1bSpec('smoke'), inNoStore);
  return {
    ...panels('fig1bPanels', lab.fig1bPanels(result)),
    ...panels('fig1bThresholds', lab.fig1bThresholds(result)),
  };
}

async function ofFig2(): Promise<Figures> {
  const result = await lab.runVariants(lab.fig2Spec('smoke'), inNoStore);
  return {
    variantMaps: lab.variantMaps(result, 'SGD and RMSProp'),
    variantCurves: lab.variantCurves(result, 1, 'SGD and RMSProp, b = 1'),
    variantDistances: lab.variantDistances(result, 1, 'SGD and RMSProp, b = 1'),
  };
}

async function ofFig3(): Promise<Figures> {
  const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
  const result = await lab.runFig3(lab.fig3Spec('smoke'), { ...inNoStore, images });
  return {
    layerTailPanels: lab.layerTailPanels(result),
    accuracyAgainstTail: lab.accuracyAgainstTail(result),
  };
}

async function ofCalibration(): Promise<Figures> {
  // Half of smoke's size: likelihood fits of the stable law, its slowest part, are left out below 1000 values.
  const size = 500;
  const spec = { ...lab.calibrationSpec('smoke'), sizes: [{ size, repeats: 4 }] };
  const rows = await lab.runCalibration(spec, inNoStore);
  const readings = await lab.runSgdReadings({ ...lab.sgdReadingsSpec(), repeats: 200 });
  return {
    calibrationBias: lab.calibrationBias(rows, size),
    calibrationCoverage: lab.calibrationCoverage(rows, size),
    calibrationConvergence: lab.calibrationConvergence(rows, 'stable 1.5', ['log-moment', 'hill, k = n/20']),
    sgdReadingsFigure: lab.sgdReadingsFigure(
      readings,
      lab.maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 }),
    ),
  };
}

async function ofConvergence(): Promise<Figures> {
  const result = await lab.runConvergence(lab.convergenceSpec('smoke'), inNoStore);
  return {
    convergencePaths: lab.convergencePaths(result),
    'convergenceSurvival-averaged': lab.convergenceSurvival(result, 'averaged'),
    'convergenceSurvival-final': lab.convergenceSurvival(result, 'final'),
    convergenceHistogram: lab.convergenceHistogram(result.cells[1]),
    'convergenceEstimates-iterations': lab.convergenceEstimates(result, 'iterations'),
    'convergenceEstimates-repeats': lab.convergenceEstimates(result, 'repeats'),
  };
}

async function ofDecentralised(): Promise<Figures> {
  const result = await lab.runDecentralised(lab.decentralisedSpec('smoke'), inNoStore);
  return {
    'decentralisedOverStepSize-node': lab.decentralisedOverStepSize(result, 'node'),
    'decentralisedOverStepSize-network': lab.decentralisedOverStepSize(result, 'network'),
    decentralisedOverNetworkSize: lab.decentralisedOverNetworkSize(result),
  };
}

async function ofTheoryContinuous(): Promise<Figures> {
  const comparison = lab.runContinuousTime(lab.continuousTimeSpec('smoke'));
  const spec = lab.spectraSpec('smoke');
  const spectra = await lab.runSpectra({ ...spec, spectra: spec.spectra.slice(0, 2) }, inNoStore);
  return {
    continuousTimeCurves: lab.continuousTimeCurves(comparison),
    continuousTimeMap: lab.continuousTimeMap(comparison),
    sameRatioCurves: lab.sameRatioCurves(comparison),
    spectraFigure: lab.spectraFigure(spectra),
  };
}

async function ofTheoryExact(): Promise<Figures> {
  const laws = [0.3, 0.7, 0.95].map((stepSize) => ({ stepSize, batchSize: 1, dimension: 2, sigma: 1 }));
  const phases = await lab.runPhaseDiagram({
    over: 'batchSize',
    values: [1, 3, 10, 30, 100],
    stepSizes: lab.logspace(0.05, 3, 12),
    model: { batchSize: 1, dimension: 10, sigma: 1 },
  });
  const chains = await lab.runChains(lab.chainsSpec('smoke'), inNoStore);
  return {
    growthCurves: lab.growthCurves(laws, 4),
    phaseDiagram: lab.phaseDiagram(phases),
    monotoneFigure: lab.monotoneFigure(lab.monotoneCurves(12)),
    survivalFigure: lab.survivalFigure(chains),
    contractionFigure: lab.contractionFigure(chains),
    sumsFigure: lab.sumsFigure(chains),
  };
}

async function ofDataLaws(): Promise<Figures> {
  const result = await lab.runVariants(lab.dataLawsSpec('smoke'), inNoStore);
  return { dataLawTheory: lab.dataLawTheory(result, 5) };
}

async function ofTheoryOffline(): Promise<Figures> {
  const result = await lab.runOffline(lab.offlineSpec('smoke'), inNoStore);
  return {
    offlineTailIndices: lab.offlineTailIndices(result),
    'offlineSurvival-withReplacement': lab.offlineSurvival(result, 'withReplacement'),
    'offlineSurvival-epochs': lab.offlineSurvival(result, 'epochs'),
    'offlineSlopes-withReplacement': lab.offlineSlopes(result, 'withReplacement'),
    'offlineSlopes-epochs': lab.offlineSlopes(result, 'epochs'),
    offlineDistances: lab.offlineDistances(result),
  };
}

async function ofTheoryProducts(): Promise<Figures> {
  const spec = lab.productAgreementSpec('smoke');
  const agreement = await lab.runProductAgreement({ ...spec, settings: spec.settings.slice(2) }, inNoStore);
  const products = await lab.runProducts(lab.productsSpec('smoke'), inNoStore);
  return {
    productAgreementFigure: lab.productAgreementFigure(agreement),
    productsComparison: lab.productsComparison(products),
    productsSurvival: lab.productsSurvival(products),
  };
}

/** Every figure of the library, drawn from experiments at the smoke preset (the slow ones cut further), each run once. */
export const smokeFigures: Record<string, () => Figures | Promise<Figures>> = {
  'a stable sample': ofStableSample,
  'a sweep': ofSweep,
  fig1a: ofFig1a,
  fig1b: ofFig1b,
  fig2: ofFig2,
  fig3: ofFig3,
  calibration: ofCalibration,
  convergence: ofConvergence,
  dataLaws: ofDataLaws,
  decentralised: ofDecentralised,
  theoryContinuous: ofTheoryContinuous,
  theoryExact: ofTheoryExact,
  theoryOffline: ofTheoryOffline,
  theoryProducts: ofTheoryProducts,
};
