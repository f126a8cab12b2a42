// The numbers of the update rules, for both compilers.
export const RULE_SGD = 0;
export const RULE_HEAVY_BALL = 1;
export const RULE_NESTEROV = 2;
export const RULE_RMS_PROP = 3;
export const RULE_ADAM = 4;
export const RULE_ADA_GRAD = 5;
export const RULE_CLIP_NORM = 6;
export const RULE_CLIP_COORDINATES = 7;
