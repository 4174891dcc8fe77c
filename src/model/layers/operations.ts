import * as tf from '@tensorflow/tfjs-core';
import { layer } from './definition.ts';
import { operands } from './operands.ts';

type Tensor = tf.Tensor;

/** Two operands of one type: tensors or Python numbers, compared or combined as float32. */
const binary = (combine: (a: Tensor, b: Tensor) => Tensor) =>
  layer({
    source: 'ops/numpy.py',
    options: () => ({}),
    run: (x, { call }) => {
      const [a = x, b = x] = operands(call).map((operand) => tf.cast(operand, 'float32'));
      return combine(a, b);
    },
  });

/** a ≠ b. Functional models with `mask_zero` compute their masks by this node. */
export const notEqual = binary(tf.notEqual);
/** a = b */
export const equal = binary(tf.equal);
/** a / b */
export const divide = binary(tf.div);

const logical = (combine: (a: Tensor, b: Tensor) => Tensor) =>
  layer({
    source: 'ops/numpy.py',
    inputs: 2,
    options: () => ({}),
    run: (x, { inputs: [a = x, b = x] }) => combine(tf.cast(a, 'bool'), tf.cast(b, 'bool')),
  });

/** a ∨ b */
export const logicalOr = logical(tf.logicalOr);
/** a ∧ b */
export const logicalAnd = logical(tf.logicalAnd);

/** ¬x */
export const logicalNot = layer({
  source: 'ops/numpy.py',
  options: () => ({}),
  run: (x) => tf.logicalNot(tf.cast(x, 'bool')),
});

/** A new axis of length 1. */
export const expandDims = layer({
  source: 'ops/numpy.py',
  options: (config) => ({ axis: config.integers('axis') ?? [-1] }),
  run: (x, { options }) => options.axis.reduce((y, axis) => tf.expandDims(y, axis), x),
});

/** Zeros or ones in the shape of x, boolean where a mask is made of them. */
const filled = (fill: (shape: number[], dtype: 'bool' | 'float32') => Tensor) =>
  layer({
    source: 'ops/numpy.py',
    options: (config) => ({ dtype: config.value('dtype') }),
    run: (x, { options }) => fill(x.shape, options.dtype === 'bool' ? 'bool' : 'float32'),
  });

export const zerosLike = filled(tf.zeros);
export const onesLike = filled(tf.ones);

/** Is any element true along the axes? */
export const any = layer({
  source: 'ops/numpy.py',
  options: (config) => ({ axes: config.integers('axis'), keepDims: config.boolean('keepdims', false) }),
  run: (x, { options: { axes, keepDims } }) => tf.any(tf.cast(x, 'bool'), axes, keepDims),
});
