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
