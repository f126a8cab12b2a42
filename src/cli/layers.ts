/** Reports on the layers of a network that a file holds. */
import { basename, extname, join, resolve } from 'node:path';
import { DataFileError } from '../data/bytes.js';
import { UsageError } from './usageError.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';
import { plainFigure } from '../drawing/figureHtml.js';
import { survivalPlot } from '../figures/survivalPlot.js';
import '../notebook/progressDisplay.js';
import { layerReport, type LayerEstimate, type LayerReport } from '../nets/tails/layerReport.js';
import { inPublishedOrder } from '../nets/tails/layerTails.js';
import type { NamedWeights } from '../nets/tails/namedWeights.js';
import { readWeights, type ReadWeightsOptions } from '../nets/weights/readWeights.js';
import { tableBundle, type TableRow } from '../notebook/table.js';
import { notebookPage } from '../page/htmlPage.js';
import type { Cell, MimeData } from '../runner/nbformat.js';
import { packageVersion } from '../packageVersion.js';
import { checkOutputFolder, checkTargets } from './plan.js';

/** Options of the command. */
export interface LayersOptions extends ReadWeightsOptions {
  /** Folder of the page. */
  readonly out: string;
}

const digits = (x: number | null): string => (x === null ? '–' : x.toPrecision(4));

const estimateText = ({ tailIndex, interval }: Pick<LayerEstimate, 'tailIndex' | 'interval'>): string =>
  interval === null
    ? digits(tailIndex)
    : `${digits(tailIndex)} (${digits(interval.lower)} to ${digits(interval.upper)})`;

const summaryRow = (layer: LayerReport): TableRow => {
  const { spectrum } = layer;
  return {
    layer: layer.name,
    shape: layer.shape.join(' x '),
    'tail-index (log-moment)': estimateText(layer.tails[0]),
    'spectral exponent': estimateText({ tailIndex: spectrum.exponent, interval: spectrum.interval }),
    'alpha-hat': digits(layer.alphaHat),
    'stable rank': digits(layer.stableRank),
    'log norm': digits(layer.logNorm),
    'log spectral norm': digits(layer.logSpectralNorm),
  };
};

const estimateRow = (estimate: LayerEstimate): TableRow => ({
  estimator: estimate.method,
  'tail-index (95 % interval)': estimateText(estimate),
  warnings: estimate.warnings.join(' '),
});

/** The survival function of the weights less their mean; none where there is nothing to fit. */
function survivalBundle(layer: NamedWeights, { name, mean }: LayerReport): MimeData[] {
  if (mean === null) return [{ 'text/plain': 'No survival function: the weights are no finite numbers.' }];
  const centred = inPublishedOrder(layer).map((x) => x - mean);
  try {
    const figure = survivalPlot(centred, { title: `Weights of ${name}, less their mean` });
    return [{ [PLOTLY_MIME]: plainFigure(figure) }];
  } catch (error) {
    if (error instanceof RangeError) return [{ 'text/plain': `No survival function: ${error.message}` }];
    throw error;
  }
}

/** Text of a file in markdown, as it is. */
const plain = (name: string): string => name.replace(/[\\`*_{}[\]<>#|$]/g, '\\$&');

const text = (source: string): Cell => ({ cell_type: 'markdown', id: '', metadata: {}, source });

const outputs = (bundles: readonly MimeData[]): Cell => ({
  cell_type: 'code',
  id: '',
  metadata: {},
  source: '',
  execution_count: null,
  outputs: bundles.map((data) => ({ output_type: 'display_data', data, metadata: {} })),
});

function spectrumText({ spectrum, logAlphaNorm }: LayerReport): string {
  const { exponent, xmin, tailCount, count, distance, warnings } = spectrum;
  const fit =
    exponent === null
      ? 'No power law of the spectrum.'
      : `The spectrum has ${count} eigenvalues; the density of the ${tailCount} from ${digits(xmin)} on falls with the exponent ` +
        `${digits(exponent)} (Kolmogorov distance ${digits(distance)}, log alpha-norm ${digits(logAlphaNorm)}).`;
  return [fit, ...warnings].join(' ');
}

function page(file: string, layers: readonly NamedWeights[], reports: readonly LayerReport[]): string {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const sections = reports.flatMap((report) => [
    text(`## ${plain(report.name)}\n\n${report.shape.join(' x ')}: ${report.weights} weights.`),
    outputs([
      tableBundle(report.tails.map(estimateRow)),
      { 'text/markdown': spectrumText(report) },
      ...survivalBundle(byName.get(report.name)!, report),
    ]),
  ]);
  const head = `# Layers of ${plain(basename(file))}\n\nThe tail-index is the exponent of the survival function, the spectral exponent that of the density of the eigenvalues of WᵀW.`;
  const cells = [
    text(head),
    outputs([tableBundle(reports.map(summaryRow), { rows: reports.length })]),
    ...sections,
  ];
  const note = `${file} · heavytail ${packageVersion()}`;
  return notebookPage({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, file, { folder: '.', note });
}

/** The weights in a file; that it holds none is a mistake of the call. */
async function weightsOf(file: string, layout: LayersOptions['layout']): Promise<NamedWeights[]> {
  try {
    return await readWeights(file, { layout });
  } catch (error) {
    if (error instanceof RangeError || error instanceof DataFileError) throw new UsageError(error.message);
    throw error;
  }
}

/** What the command has to say. */
export interface LayersReport {
  readonly table: string;
  /** The page and where it is to be. */
  readonly html: string;
  readonly path: string;
}

/** Reports on every layer of a file of weights, once it is sure that the page can be written. */
export async function reportLayers(file: string, { out, layout }: LayersOptions): Promise<LayersReport> {
  const name = `${basename(resolve(file), extname(file))}-layers.html`;
  if (file === '') throw new UsageError('the file of a network must be named, got ""');
  checkOutputFolder(out);
  checkTargets(out, [name]);
  const layers = await weightsOf(file, layout);
  const reports = await layerReport(layers, { progress: basename(resolve(file)) });
  if (reports.length === 0) throw new Error(`${file} holds no array of rank 2 or more`);
  const rows = tableBundle(reports.map(summaryRow), { rows: reports.length });
  const html = page(file, layers, reports);
  return { table: String(rows['text/plain']), html, path: join(out, name) };
}
