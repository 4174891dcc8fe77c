import { tf } from '../tf.ts';
import { layer, state, weight } from './definition.ts';

/** cos(x · kernel / scale + bias). Keras 2 only, experimental. */
export const randomFourierFeatures = layer({
  source: 'kernelized.py (Keras 2)',
  options: (config) => ({ size: config.count('output_dim') }),
  weights: ({ size }) => [
    weight('kernel_scale', [1]),
    state('unscaled_kernel', [null, size]),
    state('bias', [size]),
  ],
  run: (x, { weights }) => {
    const kernel = tf.div(weights.get('unscaled_kernel'), weights.get('kernel_scale'));
    return tf.cos(tf.add(tf.matMul(x as tf.Tensor2D, kernel), weights.get('bias')));
  },
});
