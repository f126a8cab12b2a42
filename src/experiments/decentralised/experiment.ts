import type { Interval } from '../../interval.js';
import type { Rows } from '../../rows.js';
import { checkInteger } from '../../check.js';
import type { Seed } from '../../random/index.js';
import { createSimulator, type Graph, type Simulator } from '../../sgd/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { tailIndex } from '../../theory/index.js';
import { readTail } from '../../sweeps/points/readTail.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { cooperationMoments, type CooperationMoments } from './secondMoments.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const DECENTRALISED = 'decentralised';

/** How the nodes work together; `centralised` is one node with the batches of all. */
export type Cooperation = Graph['kind'] | 'centralised';

/** SGD on nodes that draw their own batches, over step-sizes at one network size and over network sizes at one step-size. */
export interface DecentralisedSpec {
  readonly dimension: number;
  readonly sigma: number;
  /** Rows that each node draws at every iteration. */
  readonly batchSize: number;
  readonly iterations: number;
  readonly repeats: number;
  readonly cooperations: readonly Cooperation[];
  readonly stepSizes: readonly number[];
  /** @minItems 1 */
  readonly networkSizes: readonly number[];
  /** Network size of the sweep over step-sizes, and step-size of the sweep over network sizes. */
  readonly nodes: number;
  readonly stepSize: number;
  readonly seed: Seed;
}

export interface CooperationCell extends Pick<
  DecentralisedSpec,
  'dimension' | 'sigma' | 'batchSize' | 'iterations' | 'repeats' | 'seed'
> {
  readonly cooperation: Cooperation;
  readonly nodes: number;
  readonly stepSize: number;
}

/** A tail-index with its 95 % interval; `null` where overflow leaves nothing to estimate from. */
export interface NodeTail {
  readonly tailIndex: number | null;
  readonly interval: Interval | null;
}

/** One cell: the tails of the average over the nodes and of the first node. */
export interface DecentralisedCell {
  readonly cooperation: Cooperation;
  readonly nodes: number;
  readonly stepSize: number;
  readonly network: NodeTail;
  readonly node: NodeTail;
  /** Exact alpha of centralised and of disconnected SGD, whose theory is that of one node; otherwise `null`. */
  readonly exact: number | null;
  readonly overflowed: number;
}

/** Everything the figures and claims need; plain JSON data. */
export interface DecentralisedRun {
  readonly spec: DecentralisedSpec;
  /** @minItems 1 */
  readonly overStepSize: readonly DecentralisedCell[];
  /** @minItems 1 */
  readonly overNetworkSize: readonly DecentralisedCell[];
  /** What the theory says of second moments, exactly. */
  readonly moments: readonly CooperationMoments[];
}

/**
 * The spec: d = 10, one row for each node and step, so that a node by itself has eta_crit = 2/(d + 2) = 1/6; eight nodes on
 * every graph, and not connected, beside centralised SGD. At 0.17 a node by itself has alpha 1.49, and at 0.86 centralised SGD
 * has 1.58: there an estimate can be wrong.
 *
 * @example
 * const { nodes, networkSizes } = decentralisedSpec('quick');
 * [nodes, networkSizes]; // [8, [1, 2, 4, 8, 16]]
 */
export function decentralisedSpec(preset: Preset, seed: Seed = 'decentralised'): DecentralisedSpec {
  checkArguments('decentralisedSpec', { preset, seed });

  checkPreset(preset);
  const smoke = preset === 'smoke';
  return {
    dimension: 10,
    sigma: 1,
    batchSize: 1,
    iterations: { smoke: 200, quick: 1000, paper: 1000 }[preset],
    repeats: { smoke: 100, quick: 400, paper: 1600 }[preset],
    cooperations: ['centralised', 'complete', 'erdosRenyi', 'torus', 'star', 'ring', 'disconnected'],
    stepSizes: smoke ? [0.1, 0.4] : [0.1, 0.16, 0.17, 0.25, 0.35, 0.5, 0.65, 0.8, 0.86],
    networkSizes: smoke ? [1, 4] : [1, 2, 4, 8, 16],
    nodes: smoke ? 4 : 8,
    // Beyond what a node bears by itself, and within what a well connected one does.
    stepSize: 0.22,
    seed,
  };
}

function tailOf(sample: Rows): NodeTail {
  const { tailIndex: alpha, interval } = readTail(sample);
  return { tailIndex: alpha, interval };
}

const graphOf = (kind: Graph['kind'], nodes: number, seed: Seed): Graph =>
  kind === 'erdosRenyi' ? { kind, nodes, probability: 0.5, seed } : { kind, nodes };

/** Centralised SGD is one node whose batch is that of all nodes together. */
export async function decentralisedCell(
  cell: CooperationCell,
  simulator: Simulator,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<DecentralisedCell> {
  const { cooperation, nodes, stepSize, dimension, sigma, iterations, repeats, seed } = cell;
  const central = cooperation === 'centralised';
  const batchSize = central ? cell.batchSize * nodes : cell.batchSize;
  const simulation = await simulator.run(
    {
      ...{ stream: { dimension, sigma }, stepSize, batchSize, iterations, repeats },
      network: central ? undefined : graphOf(cooperation, nodes, seed),
      seed: JSON.stringify([seed, cooperation, nodes, stepSize]),
    },
    { signal, progress: ({ fraction }) => onShare(fraction) },
  );
  const alone = central || cooperation === 'disconnected' || nodes === 1;
  return {
    ...{ cooperation, nodes, stepSize },
    network: tailOf(simulation.averaged),
    node: tailOf(simulation.nodes?.averaged[0] ?? simulation.averaged),
    exact: alone ? tailIndex({ stepSize, batchSize, dimension, sigma }) : null,
    overflowed: simulation.overflowed,
  };
}

/**
 * Runs centralised, decentralised and disconnected SGD over step-sizes and over network sizes on streaming data.
 * (Gürbüzbalaban, Hu, Şimşekli, Yuan & Zhu 2022, arXiv:2205.06689.)
 *
 * @example
 * const { overStepSize } = await runDecentralised(decentralisedSpec('smoke'));
 * const [first] = overStepSize;
 * first.cooperation; // 'centralised'
 * first.exact; // 61.92
 */
export async function runDecentralised(
  spec: DecentralisedSpec,
  options: ExperimentOptions = {},
): Promise<DecentralisedRun> {
  spec = checkedSpec('runDecentralised', spec, { options });
  const { store = openStore(), signal, progress, workers } = options;
  checkInteger('nodes', spec.nodes);
  const { dimension, sigma, batchSize, iterations, repeats, seed, cooperations } = spec;
  const common = { dimension, sigma, batchSize, iterations, repeats, seed };
  const overStepSize = cooperations.flatMap((cooperation) =>
    spec.stepSizes.map((stepSize): CooperationCell => ({
      ...common,
      cooperation,
      stepSize,
      nodes: spec.nodes,
    })),
  );
  const overNetworkSize = cooperations.flatMap((cooperation) =>
    spec.networkSizes.map((nodes): CooperationCell => ({
      ...common,
      cooperation,
      nodes,
      stepSize: spec.stepSize,
    })),
  );
  const simulator = createSimulator({ workers });
  try {
    const results = await runSweep<CooperationCell, DecentralisedCell>({
      name: 'SGD on networks of nodes',
      cells: [...overStepSize, ...overNetworkSize],
      key: (cell) => ({ kind: 'decentralised', engine: ENGINE_VERSION, ...cell }),
      work: (cell) => cell.nodes,
      compute: (cell, onShare) => decentralisedCell(cell, simulator, signal, onShare),
      task: (cell) => ({ kind: DECENTRALISED, data: cell }),
      atOnce: 2,
      ...{ store, signal, progress, on: options.on },
    });
    return {
      spec,
      overStepSize: results.slice(0, overStepSize.length),
      overNetworkSize: results.slice(overStepSize.length),
      moments: cooperationMoments(spec.nodes),
    };
  } finally {
    await simulator.close();
  }
}
