import type { tf } from '../tf.ts';
import { invalidGraph, shown } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/**
 * Sums or products of all before, along one axis. TensorFlow.js's wasm kernel takes an axis as it is and writes outside of
 * its tensors where it is negative, as Keras's attention and sorting write it (4.22, November 2026).
 */
export const cumulative =
  (compute: typeof tf.cumsum) =>
  ({ name, attributes }: Operation): Kernel =>
  ([x, axis]) => {
    const [given = Number.NaN] = axis?.dataSync<'int32'>() ?? [];
    if (x === undefined || !(given >= -x.rank && given < x.rank))
      throw invalidGraph(`"${shown(name)}" runs along axis ${given}, which is none of its input.`, name);
    const positive = given < 0 ? given + x.rank : given;
    return compute(
      x,
      positive,
      attributes.get('exclusive')?.b ?? false,
      attributes.get('reverse')?.b ?? false,
    );
  };
