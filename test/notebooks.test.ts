/** The numbers in the parameters cell of every notebook. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as experiments from 'heavytail/experiments';
import { atPreset, type Preset, presets, withNumbers } from 'heavytail/experiments';
import { packageFolder } from '../src/packageFolder.js';
import { cellTags } from '../src/runner/nbformat.js';
import { notebookParameters, parameterValues } from '../src/runner/parameters.js';
import { parseNotebook } from '../src/runner/notebookFile.js';

const folder = join(packageFolder(), 'notebooks');
const read = (name: string) => parseNotebook(readFileSync(join(folder, `${name}.ipynb`), 'utf8'), name);

/** What the declarations of a parameters cell are at one preset. */
function numbersOf(name: string, preset: Preset): Record<string, unknown> {
  const cell = read(name).cells.find((one) => cellTags(one).includes('parameters'));
  const names = notebookParameters(read(name)).map((parameter) => parameter.name);
  const source = `${cell?.source ?? ''}\nreturn { ${names.join(', ')} };`.replace(/^import .*$/m, '');
  const script = ts.transpile(source, { target: ts.ScriptTarget.ES2022 });
  return atPreset(preset, new Function(script)() as Record<string, unknown>);
}

type Spec = Readonly<Record<string, unknown>>;

/** Whose numbers stand in the parameters cell of a notebook. */
const specs: Readonly<Record<string, readonly ((preset: Preset) => object)[]>> = {
  calibration: [experiments.calibrationSpec],
  convergence: [experiments.convergenceSpec],
  'data-laws': [experiments.dataLawsSpec],
  decentralised: [experiments.decentralisedSpec],
  fig1a: [experiments.fig1aSpec],
  fig1b: [experiments.fig1bSpec],
  fig2: [experiments.fig2Spec],
  fig3: [experiments.fig3Spec, (preset) => experiments.fig3Spec(preset, 'cifar10')],
  fig4: [experiments.fig4Spec],
  optimisers: [experiments.gallerySpec],
  svrg: [experiments.svrgSpec],
  'theory-continuous': [experiments.continuousTimeSpec, experiments.spectraSpec],
  'theory-exact': [experiments.chainsSpec],
  'theory-offline': [experiments.offlineSpec],
  'theory-products': [experiments.productAgreementSpec],
};

/** All fields of a spec, those of its problem and its run among them. */
const fieldsOf = (spec: Spec): Spec => ({ ...(spec['problem'] as Spec), ...(spec['run'] as Spec), ...spec });

const notebooks = readdirSync(folder)
  .filter((file) => file.endsWith('.ipynb'))
  .map((file) => file.replace('.ipynb', ''));

describe.each(notebooks.filter((name) => name in specs))('the parameters cell of %s', (name) => {
  it.each(presets)('holds the numbers of the experiment at %s', (preset) => {
    // SVRG runs for several lengths, each a variant of the spec.
    const { iterations, ...others } = numbersOf(name, preset);
    const numbers: Spec = name === 'svrg' ? others : { iterations, ...others };
    for (const spec of specs[name]) {
      const fields = fieldsOf(spec(preset) as Spec);
      const shared = Object.keys(numbers).filter((number) => number !== 'seed' && number in fields);
      expect(shared).not.toEqual([]);
      for (const number of shared) expect([number, numbers[number]]).toEqual([number, fields[number]]);
    }
    if (name === 'svrg')
      expect(experiments.svrgSpec(preset, 'svrg', iterations as number[])).toEqual(
        experiments.svrgSpec(preset, 'svrg'),
      );
    if (name === 'fig1b')
      expect(experiments.fig1bSpec(preset).panels).toEqual([
        { axis: 'sigma', values: numbers['sigmas'], dimension: numbers['dimension'] },
        { axis: 'dimension', values: numbers['dimensions'], sigma: numbers['sigma'] },
      ]);
  });
});

describe('a number from outside', () => {
  it('is one number, whatever the preset', () => {
    const parameters = notebookParameters(read('fig1a'));
    expect(parameterValues(parameters, { repeats: '400', batchSizes: '[2, 3]' }, 'fig1a')).toEqual({
      repeats: 400,
      batchSizes: [2, 3],
    });
    expect(() => parameterValues(parameters, { repeats: 'many' }, 'fig1a')).toThrow(
      /"repeats" of fig1a must be a number/,
    );
  });

  it('takes the place of the field of its name', () => {
    const spec = withNumbers(experiments.fig1aSpec('smoke'), { rows: 7, repeats: 9, batchSizes: [3] });
    expect([spec.problem.rows, spec.run.repeats, spec.batchSizes]).toEqual([7, 9, [3]]);
    expect(experiments.fig1aSpec('smoke').problem.rows).toBe(1000);
  });

  it('that no field is called by names the nearest', () => {
    expect(() => withNumbers(experiments.fig1aSpec('smoke'), { repeat: 9 } as object)).toThrow(
      'numbers has no field "repeat": did you mean "repeats"?',
    );
  });
});
