/** How the weights of a layer begin. */
export type Initialisation =
  /** PyTorch's default: weights and biases uniform on ±1/sqrt(fan in). */
  | 'torch'
  /** Weights normal with variance 2/(kernel area x outputs), biases 0, as VGG networks on CIFAR are begun. */
  | 'fanOutNormal';

/**
 * What is done to each number that a layer gives: `leaky` has the slope 0.01 below 0, `elu` ends at -1, `gelu` is x P(Z < x) for a
 * standard normal Z.
 */
export type Activation = 'relu' | 'leaky' | 'tanh' | 'gelu' | 'elu' | 'sigmoid' | 'linear';

/** A layer with weights `inputs x outputs`. */
export interface DenseLayer {
  readonly type: 'dense';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  readonly batchNorm: boolean;
  readonly activation: Activation;
  readonly initialisation: Initialisation;
}

/** A convolution of stride 1 with weights `kernel x kernel x inputs x outputs`, zeros around the image. */
export interface ConvLayer {
  readonly type: 'conv';
  readonly name: string;
  readonly kernel: number;
  /** Rows and columns of zeros on each side. */
  readonly padding: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: boolean;
  readonly batchNorm: boolean;
  readonly activation: Activation;
  readonly initialisation: Initialisation;
}

/** Maximum over disjoint windows of 2 x 2 positions; an odd last row or column is dropped. */
export interface PoolLayer {
  readonly type: 'maxPool';
}

/** Sets each number to 0 with probability `rate` during training and divides the others by 1 - rate. */
export interface DropoutLayer {
  readonly type: 'dropout';
  readonly rate: number;
}

/**
 * A residual connection: adds what entered the layer `back` places before this one, which has the same shape, or as many numbers
 * where they come out of a dense layer.
 */
export interface AddLayer {
  readonly type: 'add';
  readonly back: number;
}

export type LayerSpec = DenseLayer | ConvLayer | PoolLayer | DropoutLayer | AddLayer;
