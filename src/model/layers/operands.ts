import * as tf from '@tensorflow/tfjs-core';
import { type Call, isValue } from '../graph.ts';

/** The positional arguments of an operation as tensors; numbers (Python constants) become scalars. */
export function operands({ args }: Call): tf.Tensor[] {
  return args.flat().flatMap((argument) => {
    if (isValue(argument)) return [argument.tensor];
    return typeof argument === 'number' ? [tf.scalar(argument)] : [];
  });
}
