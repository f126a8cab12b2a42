import { adaGrad } from './adaGrad.js';
import { adam } from './adam.js';
import { clipCoordinates } from './clipCoordinates.js';
import { clipNorm } from './clipNorm.js';
import { heavyBall } from './heavyBall.js';
import {
  RULE_ADAM,
  RULE_ADA_GRAD,
  RULE_CLIP_COORDINATES,
  RULE_CLIP_NORM,
  RULE_HEAVY_BALL,
  RULE_NESTEROV,
  RULE_RMS_PROP,
} from './ids.js';
import type { Address, Real } from './lanes.js';
import { nesterov } from './nesterov.js';
import { plainStep } from './plainStep.js';
import { rmsProp } from './rmsProp.js';

/**
 * One step of the rule with the given number: x <- rule(x, g). `memory` holds two vectors and 64 bytes for the rule to keep,
 * zero before the first iteration; `parameters` its numbers, see rule.ts. A new rule is a file, a number and a line here and there.
 */
export function applyRule(
  rule: Address,
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
  memory: Address,
): void {
  if (rule == RULE_HEAVY_BALL) heavyBall(x, g, bytes, stepSize, parameters, memory);
  else if (rule == RULE_NESTEROV) nesterov(x, g, bytes, stepSize, parameters, memory);
  else if (rule == RULE_RMS_PROP) rmsProp(x, g, bytes, stepSize, parameters, memory);
  else if (rule == RULE_ADAM) adam(x, g, bytes, stepSize, parameters, memory);
  else if (rule == RULE_ADA_GRAD) adaGrad(x, g, bytes, stepSize, parameters, memory);
  else if (rule == RULE_CLIP_NORM) clipNorm(x, g, bytes, stepSize, parameters);
  else if (rule == RULE_CLIP_COORDINATES) clipCoordinates(x, g, bytes, stepSize, parameters);
  else plainStep(x, g, bytes, stepSize);
}
