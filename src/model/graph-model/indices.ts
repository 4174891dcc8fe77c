import { MAX_TENSOR_VALUES } from '../../domain/limits.ts';
import { tf } from '../tf.ts';
import { dtypeOf } from './dtype.ts';
import { invalidGraph, shown, tooLarge, unsupported } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/** Numbers of another kind. TensorFlow.js knows no half precision, which the grader computes in float32. */
export function cast({ op, name, attributes }: Operation): Kernel {
  const dtype = dtypeOf(attributes.get('DstT')?.type ?? 0);
  if (dtype === undefined) throw unsupported(op, name, 'to a kind of number that the grader does not know');
  return ([x]) => {
    if (x === undefined) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    return tf.cast(x, dtype.computed);
  };
}

/** How many boundaries a number has reached. Source: tensorflow/core/kernels/bucketize_op.cc */
export function bucketize({ name, attributes }: Operation): Kernel {
  const boundaries = attributes.get('boundaries')?.list?.f ?? [];
  return ([x]) => {
    if (x === undefined) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    if (boundaries.length === 0) return tf.zeros(x.shape, 'int32');
    if (x.size * boundaries.length > MAX_TENSOR_VALUES)
      throw tooLarge('buckets of too many numbers', MAX_TENSOR_VALUES);
    const reached = tf.greaterEqual(tf.expandDims(x, -1), tf.tensor1d([...boundaries]));
    return tf.sum(tf.cast(reached, 'int32'), -1);
  };
}

/** One value where an index says so and another elsewhere; TensorFlow.js's kernel forgets to write the other. */
export function oneHot({ name, attributes }: Operation): Kernel {
  const axis = attributes.get('axis')?.i ?? -1;
  return ([indices, depth, on, off]) => {
    if (!indices || !depth || !on || !off) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
    const [classes = 0] = depth.dataSync<'int32'>();
    if (!(classes >= 0 && indices.size * classes <= MAX_TENSOR_VALUES))
      throw tooLarge('one-hot vectors of too many numbers', MAX_TENSOR_VALUES);
    const hot = tf.equal(tf.expandDims(indices, -1), tf.range(0, classes, 1, 'int32'));
    const values = tf.where(hot, on, off);
    if (axis === -1 || axis === indices.rank) return values;
    const order = indices.shape.map((_, i) => i);
    order.splice(axis, 0, indices.rank);
    return tf.transpose(values, order);
  };
}
