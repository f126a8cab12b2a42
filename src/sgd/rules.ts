import { adaGrad } from './rules/adaGrad.js';
import { adam } from './rules/adam.js';
import { clipCoordinates } from './rules/clipCoordinates.js';
import { clipNorm } from './rules/clipNorm.js';
import { heavyBall } from './rules/heavyBall.js';
import { nesterov } from './rules/nesterov.js';
import { rmsProp } from './rules/rmsProp.js';
import { sgd } from './rules/sgd.js';

/** The update rules that are built in, each written in its file of src/sgd/rules as a reader would write one. */
export const builtInRules = {
  adaGrad,
  adam,
  clipCoordinates,
  clipNorm,
  heavyBall,
  nesterov,
  rmsProp,
  sgd,
} as const;
