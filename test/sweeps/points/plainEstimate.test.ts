import { describe, expect, it } from 'vitest';
import { checkArgument } from '../../../src/shapes/checkArguments.js';
import { estimatorsByName, type EstimatorName } from '../../../src/estimators/byName.js';
import { plainEstimate } from '../../../src/sweeps/points/plainEstimate.js';
import type { EstimateChoice } from '../../../src/sweeps/points/estimate.js';

describe('the options of an estimator that is named', () => {
  it.each(Object.keys(estimatorsByName) as EstimatorName[])(
    'are checked before there is a sample: %s',
    (name) => {
      const of = (options: object) => () => plainEstimate({ name, ...options } as EstimateChoice, {});
      let missing: string | undefined;
      try {
        checkArgument(name, 1, 'options', {});
      } catch (error) {
        missing = /^options\.(\w+) must be/.exec((error as Error).message)![1];
      }
      if (missing === undefined) expect(of({})).not.toThrow();
      else {
        expect(of({})).toThrow(
          new RegExp(`^estimate\\.${missing} must be an integer of at least \\d, got undefined$`),
        );
        expect(of({ [missing]: 10 })).not.toThrow();
        expect(of({ [missing]: 2.5 })).toThrow(/^estimate\.\w+ must be an integer/);
      }
      const filled = missing === undefined ? {} : { [missing]: 10 };
      expect(of({ ...filled, lvel: 0.9 })).toThrow(/^estimate has no field "lvel": did you mean "level"/);
      expect(of({ ...filled, level: 1 })).toThrow(/^estimate.level must be above 0 and below 1, got 1$/);
    },
  );
});
