// Written by listRules.js at every build from the files of src/sgd/rules: do not edit.
import * as adaGradRule from './rules/adaGrad.js';
import * as adamRule from './rules/adam.js';
import * as clipCoordinatesRule from './rules/clipCoordinates.js';
import * as clipNormRule from './rules/clipNorm.js';
import * as heavyBallRule from './rules/heavyBall.js';
import * as nesterovRule from './rules/nesterov.js';
import * as rmsPropRule from './rules/rmsProp.js';
import * as sgdRule from './rules/sgd.js';

/** Every update rule of its own file: its step and its parameters, in the order in which the step reads them. */
export const rules = {
  adaGrad: { step: adaGradRule.adaGrad, parameters: adaGradRule.parameters },
  adam: { step: adamRule.adam, parameters: adamRule.parameters },
  clipCoordinates: { step: clipCoordinatesRule.clipCoordinates, parameters: clipCoordinatesRule.parameters },
  clipNorm: { step: clipNormRule.clipNorm, parameters: clipNormRule.parameters },
  heavyBall: { step: heavyBallRule.heavyBall, parameters: heavyBallRule.parameters },
  nesterov: { step: nesterovRule.nesterov, parameters: nesterovRule.parameters },
  rmsProp: { step: rmsPropRule.rmsProp, parameters: rmsPropRule.parameters },
  sgd: { step: sgdRule.sgd, parameters: sgdRule.parameters },
} as const;
