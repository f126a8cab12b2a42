import { absolute } from './losses/absolute.js';
import { huber } from './losses/huber.js';
import { logistic } from './losses/logistic.js';
import { poisson } from './losses/poisson.js';
import { squaredHinge } from './losses/squaredHinge.js';
import { squares } from './losses/squares.js';

/** The losses that are built in, each by its derivative in its file of src/sgd/losses. */
export const builtInLosses = { absolute, huber, logistic, poisson, squaredHinge, squares } as const;
