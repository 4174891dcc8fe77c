/** A byte offset into the memory. */
export type Address = number;

/** Functions of one number, by the code that `activate` and the recurrent kernels take. Source: keras/src/activations/activations.py */
export const ACTIVATION = {
  linear: 0,
  relu: 1,
  relu6: 2,
  /** x where positive, α x elsewhere. */
  leakyRelu: 3,
  /** x where positive, α (eˣ − 1) elsewhere. */
  elu: 4,
  selu: 5,
  /** α-scaled like Keras: max(x, 0) + min(α (e^(x/α) − 1), 0) */
  celu: 6,
  sigmoid: 7,
  tanh: 8,
  /** Keras 2: clip(0.2 x + 0.5, 0, 1) */
  hardSigmoid2: 9,
  /** Keras 3: relu6(x + 3) / 6 */
  hardSigmoid3: 10,
  softplus: 11,
  softsign: 12,
  exponential: 13,
  /** Also called swish. */
  silu: 14,
  /** Also called hard swish: x · relu6(x + 3) / 6 */
  hardSilu: 15,
  /** x Φ(x) by the error function. */
  gelu: 16,
  /** x Φ(x) by its tanh approximation. */
  geluTanh: 17,
  mish: 18,
  logSigmoid: 19,
  hardTanh: 20,
  tanhShrink: 21,
  /** sign(x) max(|x| − α, 0) */
  softShrink: 22,
  /** x where |x| > α, 0 elsewhere. */
  hardShrink: 23,
  /** (x + √(x² + α)) / 2 */
  squareplus: 24,
  sparsePlus: 25,
  sparseSigmoid: 26,
  /** x where x > α, 0 elsewhere. */
  threshold: 27,
  abs: 28,
  square: 29,
  sqrt: 30,
  negative: 31,
} as const;

export type ActivationCode = (typeof ACTIVATION)[keyof typeof ACTIVATION];

/** Functions of two numbers, by the code that `combine` takes. */
export const COMBINATION = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
} as const;

export type CombinationCode = (typeof COMBINATION)[keyof typeof COMBINATION];
