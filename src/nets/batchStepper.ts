import type { BatchTarget } from './batches.js';
import type { Stepper } from './stepper.js';

/** Plain SGD on batches of any size up to the usual one: the last of a pass may be smaller. */
export interface BatchStepper {
  /** Where a batch of so many images is to be written. */
  input(images: number): BatchTarget;
  /** A step on the batch that was written; see {@link Stepper.step}. */
  step(images: number, stepSize: number, dropout?: readonly Float32Array[]): number;
  dispose(): void;
}

/**
 * Lets the network of `stepper` step on smaller batches too. Each size has a stepper of its own, made when it is first
 * needed; the numbers go over to it and back.
 *
 * @param make a stepper of the same network for batches of one size
 */
export function batchStepper(stepper: Stepper, make: (batchSize: number) => Stepper): BatchStepper {
  const others = new Map<number, Stepper>();
  const of = (images: number): Stepper => {
    const there = images === stepper.batchSize ? stepper : others.get(images);
    if (there) return there;
    const made = make(images);
    others.set(images, made);
    return made;
  };
  const copy = (from: Stepper, to: Stepper): void => {
    to.write('iterate', from.read('iterate'));
    to.writeState(from.readState());
  };
  return {
    input: (images) => of(images).input(),
    step(images, stepSize, dropout) {
      const own = of(images);
      if (own === stepper) return stepper.step(stepSize, dropout);
      copy(stepper, own);
      const loss = own.step(stepSize, dropout);
      copy(own, stepper);
      return loss;
    },
    dispose: () => others.forEach((other) => other.dispose()),
  };
}
