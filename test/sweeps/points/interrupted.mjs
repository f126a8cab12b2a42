// A sweep with a rule and an estimator of its own, to be killed: `node interrupted.mjs FOLDER`.
import { openStore, sweep, updateRule } from 'heavytail';

const damped = updateRule({
  parameters: { damping: 0.1 },
  step: ({ x, g }, { eta, damping }) => ({ x: x.mul(damping.neg().add(1)).sub(g.mul(eta)) }),
});

/** 24 points of about a tenth of a second. */
export const setting = {
  over: { damping: [0.01, 0.02, 0.03, 0.04], stepSize: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] },
  problem: { rows: 500, dimension: 10 },
  ...{ rule: damped, batchSize: 5, iterations: 1000, repeats: 800 },
  estimate: (sample, { rowNorms }) => rowNorms(sample).reduce((sum, norm) => sum + norm, 0) / sample.rows,
};

const [, script, directory] = process.argv;
if (script === import.meta.filename || script?.endsWith('interrupted.mjs')) {
  const progress = ({ cells }) => process.stdout.write(`${cells}\n`);
  await sweep(setting, { store: openStore({ directory }), progress });
}
