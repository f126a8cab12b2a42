import { createHash } from 'node:crypto';
import { argumentError, checkInteger, checkOneOf, checkFields } from '../../check.js';
import type { LabelLaw } from '../../data/index.js';
import { featureLaw, type FeatureLaw, type MixingMatrix, type Graph } from '../../setting/index.js';
import { checkNetwork } from '../../setting/network.js';
import { checkValues, type Values } from '../../setting/functionText.js';
import { checkLoss } from '../../sgd/loss.js';
import { lossFunction, type LeastSquaresData, type Loss, type UpdateRule } from '../../sgd/index.js';
import { checkRule } from '../../sgd/rule.js';
import { checkData, checkSetting, type SgdSetting } from '../../sgd/setting.js';
import { withoutNegativeZeros } from '../../plainData.js';
import { checkSeed } from '../../random/seed.js';
import { publishedProblem, type LeastSquaresProblem } from '../problem.js';
import { plainEstimate } from './plainEstimate.js';
import { namedCenters, pointKind, type PointCenter, type SweepPoint } from './point.js';
import { pointFields, problemFields, type PointSetting, type SweepProblem } from './setting.js';

const digests = new WeakMap<LeastSquaresData, string>();

/** The hash of data: of their shape, rows and labels. It is taken once for an object. */
export function dataDigest(data: LeastSquaresData): string {
  const known = digests.get(data);
  if (known !== undefined) return known;
  checkData(data);
  const { rows, dimension, features, labels } = data;
  const hash = createHash('sha256').update(JSON.stringify([rows, dimension]));
  for (const values of [features, labels])
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const digest = hash.digest('hex');
  digests.set(data, digest);
  return digest;
}

/** Rules and losses without what is not data. */
const plainRule = (rule: UpdateRule): UpdateRule => JSON.parse(JSON.stringify(rule)) as UpdateRule;
const plainLoss = (loss: Loss): Exclude<SweepPoint['loss'], undefined> =>
  JSON.parse(
    JSON.stringify(typeof loss === 'function' ? lossFunction({ name: 'loss', derivative: loss }) : loss),
  ) as SweepPoint['loss'];

const plainNetwork = (network: Graph | MixingMatrix): SweepPoint['network'] =>
  'kind' in network ? network : { nodes: network.nodes, weights: [...network.weights] };

const labelsFor: Readonly<Record<string, LabelLaw>> = {
  logistic: 'binary',
  squaredHinge: 'binary',
  poisson: 'counts',
};

const lawOf = (law: SweepProblem['law'], values: Values): { law: FeatureLaw } | undefined =>
  law && { law: typeof law === 'function' ? featureLaw(law, values) : law };

function plainProblem(
  problem: SweepProblem,
  { loss, seed = 0, values = {} }: PointSetting,
): LeastSquaresProblem {
  if (typeof problem !== 'object' || problem === null)
    throw argumentError('problem', problem, 'an object { rows, dimension, … }');
  checkFields('problem', problem, problemFields);
  const name = loss && 'name' in loss ? (loss as { name?: string }).name : undefined;
  const { law, labels = labelsFor[name ?? ''], ...given } = problem;
  const full = { ...publishedProblem, seed, ...given, ...lawOf(law, values), ...(labels && { labels }) };
  checkInteger('problem.rows', full.rows);
  return full;
}

function plainCenter(center: PointSetting['center'] = 'minimiser'): PointCenter {
  if (typeof center === 'object' && center !== null && 'length' in center) return Array.from(center);
  checkOneOf('center', center, namedCenters);
  return center;
}

/** The setting as the engine checks it; rows of a problem are not drawn for that. */
function checkRun(
  setting: PointSetting,
  problem: LeastSquaresProblem | undefined,
  center: PointCenter,
): ReturnType<typeof checkSetting> {
  const { data, stepSize, batchSize, weightDecay, iterations, burnIn, repeats, start, seed = 0 } = setting;
  const { sampling = 'withoutReplacement' } = setting;
  checkOneOf('sampling', sampling, [
    'withoutReplacement',
    'withReplacement',
    'epochs',
    'cyclic',
    'streaming',
  ]);
  if (sampling === 'streaming' && !problem)
    throw argumentError('sampling', sampling, 'of a problem, whose law gives the rows: data have no more');
  const run = {
    stepSize,
    batchSize,
    weightDecay,
    iterations,
    burnIn,
    repeats,
    start,
    center: typeof center === 'object' ? center : undefined,
    seed,
  };
  if (!problem) return checkSetting({ ...run, data, sampling } as SgdSetting);
  const { rows, dimension, sigma, law, noiseDeviation } = problem;
  const checked = checkSetting({ ...run, stream: { dimension, sigma, law, noiseDeviation } } as SgdSetting);
  if (!['withReplacement', 'streaming'].includes(sampling)) checkInteger('batchSize', batchSize, 1, rows);
  return checked;
}

/**
 * A point as plain JSON, defaults filled in. A -0 is 0 in it, as it is in its key and on its way to a queue: functions of one's own could
 * tell them apart.
 *
 * @throws RangeError or TypeError naming the field that is unknown, missing or out of range
 */
export function toPoint(setting: PointSetting): SweepPoint {
  checkFields('the setting of sweep', setting, pointFields);
  // A `null` is not what was left out: it is refused.
  const { data, values = {}, rule = { name: 'sgd' }, loss = { name: 'squares' }, network } = setting;
  const { seed = 0, iterate = 'averaged', sampling = 'withoutReplacement', estimate = 'logMoment' } = setting;
  if ((data === undefined) === (setting.problem === undefined))
    throw argumentError('sweep', setting, 'given exactly one of problem and data');
  checkValues('values', values);
  checkSeed(seed);
  checkLoss(loss);
  const problem = setting.problem === undefined ? undefined : plainProblem(setting.problem, setting);
  const center = plainCenter(setting.center);
  const checked = checkRun(setting, problem, center);
  checkOneOf('iterate', iterate, ['averaged', 'last']);
  checkRule(
    rule,
    checked.batchSize,
    setting.sampling === 'streaming' ? undefined : (problem?.rows ?? data?.rows),
  );
  if (network !== undefined) checkNetwork(network);
  return withoutNegativeZeros({
    ...pointKind,
    source: problem ? { problem } : { data: dataDigest(data!) },
    stepSize: setting.stepSize!,
    batchSize: checked.batchSize,
    rule: plainRule(rule),
    loss: plainLoss(loss),
    weightDecay: checked.weightDecay,
    sampling,
    ...(network !== undefined && { network: plainNetwork(network) }),
    ...{ iterations: checked.iterations, burnIn: checked.burnIn, repeats: checked.repeats },
    start: plainStart(setting.start),
    ...{ iterate, center },
    estimate: plainEstimate(estimate, values, 'estimate', checked.repeats),
    seed,
  });
}

const plainStart = (start: PointSetting['start'] = { deviation: 5 }): SweepPoint['start'] =>
  typeof start === 'object' && 'point' in start ? { point: Array.from(start.point) } : start;
