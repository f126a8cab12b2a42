import { checkFields, checkInteger } from '../check.js';
import { gaussLegendre } from '../stable/gaussLegendre.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { minimise } from './nelderMead.js';
import { normalCdf } from './normalQuantile.js';
import { countTies, readTop, type TopOptions } from './orderStatistics.js';
import type { Sample } from './sample.js';
import { dependentRows, droppedRows, fewTailPoints, tiedValues } from './warnings.js';

/** Diagnostics of {@link temperedTail}. */
export interface TemperedTailDiagnostics {
  readonly k: number;
  /** The (k + 1)-th largest value, where the tail begins. */
  readonly threshold: number;
  /** alpha as fitted, also where it is not above 0. */
  readonly exponent: number;
  /** 1/lambda, the size at which the exponential sets in; Infinity where none is seen. */
  readonly cutoff: number;
  /** Of no cut-off, by the likelihood ratio (half a chi-squared variable with one degree of freedom). */
  readonly pValue: number;
}

const rule = gaussLegendre(20);

/** Mass and moments of exp(-alpha u - rate (e^u - 1)) over u > 0: of u and of z = e^u - 1. */
interface Moments {
  readonly mass: number;
  readonly u: number;
  readonly z: number;
  readonly uu: number;
  readonly uz: number;
  readonly zz: number;
}

function momentsOf(alpha: number, rate: number): Moments {
  const sums = new Float64Array(6);
  let [from, width] = [0, 0.25 / (1 + Math.abs(alpha) + rate)];
  for (let panel = 0; panel < 400; panel++) {
    let most = 0;
    for (let i = 0; i < 20; i++) {
      const u = from + (width / 2) * (1 + rule.nodes[i]);
      const z = Math.expm1(u);
      const weight = (width / 2) * rule.weights[i] * Math.exp(-alpha * u - rate * z);
      if (weight === 0) continue;
      [1, u, z, u * u, u * z, z * z].forEach((value, j) => (sums[j] += weight * value));
      most = Math.max(most, (weight * z * z) / sums[5]);
    }
    if (panel > 8 && most < 1e-15) break;
    from += width;
    if (panel % 4 === 3) width *= 2;
  }
  const [mass, u, z, uu, uz, zz] = sums;
  return { mass, u: u / mass, z: z / mass, uu: uu / mass, uz: uz / mass, zz: zz / mass };
}

/**
 * Maximum likelihood of a power tail that an exponential ends, as tempered stable laws have it: a density proportional to
 * x^-(alpha + 1) exp(-lambda x) from the (k + 1)-th largest value on. Hill's estimate of such a tail grows with the threshold; alpha here is
 * that of the power range before the cut-off. Where no cut-off is seen (lambda = 0 is best) it is Hill's estimate.
 *
 * Sources: Meerschaert, Roy & Shao 2012, "Parameter estimation for exponentially tempered power law distributions"; the law is the power law
 * with exponential cut-off of Clauset, Shalizi & Newman 2009.
 *
 * @returns `tailIndex` Infinity where the fitted exponent is not above 0: then no power range is seen
 * @throws RangeError for bad samples, k below 20 or out of range
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 1);
 * const { tailIndex, diagnostics } = temperedTail(sample, { k: 300 });
 * [tailIndex, diagnostics.pValue > 0.05]; // [1.53, true]
 */
export function temperedTail(sample: Sample, options: TopOptions): TailEstimate<TemperedTailDiagnostics> {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const { k } = options;
  checkInteger('k', k, 20);
  const { checked, values, logs } = readTop(sample, options);
  const threshold = values[k];
  let [u, z] = [0, 0];
  for (let i = 0; i < k; i++) {
    u += (logs[i] - logs[k]) / k;
    z += Math.expm1(logs[i] - logs[k]) / k;
  }
  const found = fit(u, z, k);
  const heavy = found.exponent > 0;
  const tailIndex = heavy ? found.exponent : Infinity;
  const standardError = heavy ? found.error : null;
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method: 'tempered-tail',
    diagnostics: {
      ...{ k, threshold, exponent: found.exponent, pValue: found.pValue },
      cutoff: found.rate > 0 ? threshold / found.rate : Infinity,
    },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...(heavy
        ? []
        : [`The fitted exponent ${found.exponent.toPrecision(3)} is not positive: no power range is seen.`]),
      ...fewTailPoints(k),
      ...tiedValues(countTies(values), values.length),
      ...dependentRows(checked),
    ],
  };
}

interface Fit {
  readonly exponent: number;
  /** lambda in units of one over the threshold. */
  readonly rate: number;
  readonly error: number;
  readonly pValue: number;
}

/** The fit to k values with these means of log(x / threshold) and of x / threshold - 1, which the likelihood depends on alone. */
function fit(meanU: number, meanZ: number, k: number): Fit {
  const hill = 1 / meanU;
  const none: Fit = { exponent: hill, rate: 0, error: hill / Math.sqrt(k), pValue: 1 };
  // The likelihood falls from lambda = 0 on where the mean excess is larger than that of the Pareto law.
  if (!Number.isFinite(meanZ) || (hill > 1 && meanZ >= 1 / (hill - 1))) return none;
  const cost = ([alpha, logRate]: readonly number[]): number => {
    const rate = Math.exp(logRate);
    const value = alpha * meanU + rate * meanZ + Math.log(momentsOf(alpha, rate).mass);
    return Number.isFinite(value) ? value : Infinity;
  };
  const first = minimise(cost, [hill / 2, Math.log(0.3 / meanZ)], [0.5, 1], 1e-13, 4000);
  const { at, value } = minimise(cost, first.at, [0.05, 0.2], 1e-15, 4000);
  const [exponent, rate] = [at[0], Math.exp(at[1])];
  const m = momentsOf(exponent, rate);
  const [vu, vz, cov] = [m.uu - m.u * m.u, m.zz - m.z * m.z, m.uz - m.u * m.z];
  const gain = Math.max(0, k * (1 - Math.log(hill) - value));
  return {
    ...{ exponent, rate, error: Math.sqrt(vz / (k * (vu * vz - cov * cov))) },
    pValue: normalCdf(-Math.sqrt(2 * gain)),
  };
}
