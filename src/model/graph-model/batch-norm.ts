import { tf } from '../tf.ts';
import { textOf } from './attribute.ts';
import { invalidGraph, shown } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/** The op's default. Source: tensorflow/core/ops/nn_ops.cc */
const EPSILON = 1e-4;

/**
 * y = (x − mean) / √(variance + ε) · scale + offset, per channel. Keras 2 computes LayerNormalization with it: rows as
 * channels (channels first), in training mode, so that mean and variance are those of each row.
 * Source: tensorflow/core/kernels/fused_batch_norm_op.cc
 */
export function batchNorm({ name, attributes }: Operation): Kernel {
  const epsilon = attributes.get('epsilon')?.f ?? EPSILON;
  const channelsFirst = textOf(attributes.get('data_format')).startsWith('NC');
  const training = attributes.get('is_training')?.b ?? true;
  return ([x, scale, offset, mean, variance]) => {
    if (!x || !scale || !offset || !mean || !variance)
      throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    const channel = channelsFirst ? 1 : x.rank - 1;
    const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== channel);
    const align = (tensor: tf.Tensor) =>
      tf.reshape(
        tensor,
        x.shape.map((size, axis) => (axis === channel ? size : 1)),
      );
    const moments = training ? tf.moments(x, others, true) : { mean: align(mean), variance: align(variance) };
    const factor = tf.mul(tf.rsqrt(tf.add(moments.variance, epsilon)), align(scale));
    return tf.add(tf.mul(tf.sub(x, moments.mean), factor), align(offset));
  };
}
