import type { LayerConfig } from '../config/layer-config.ts';
import { lowerDense } from '../plan/lower/dense.ts';
import { tf } from '../tf.ts';
import type { Activation } from './activations.ts';
import { layer, type Running, weight } from './definition.ts';

/** x · kernel over the last axis, whatever the rank of x. */
export function project(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  const [features = 0, units = 0] = kernel.shape;
  const rows = tf.reshape(x, [-1, x.shape[x.rank - 1] ?? features]);
  return tf.reshape(tf.matMul(rows, kernel), [...x.shape.slice(0, -1), units]);
}

export interface WithBias {
  readonly useBias: boolean;
  readonly activation: Activation;
}

export function readBias(config: LayerConfig): WithBias {
  return { useBias: config.boolean('use_bias', true), activation: config.activation('activation') };
}

/** activation(y + bias): how dense and convolution layers end. */
export function finish<O extends WithBias>(y: tf.Tensor, { weights, options }: Running<O>): tf.Tensor {
  const bias = weights.find('bias');
  return options.activation.apply(bias === undefined ? y : tf.add(y, bias));
}

/** activation(x · kernel + bias) */
export const dense = layer({
  source: 'core/dense.py',
  mask: 'pass',
  only: { quantization_config: null },
  options: (config) => ({ units: config.count('units'), ...readBias(config) }),
  weights: ({ units, useBias }) => [weight('kernel', [null, units]), useBias && weight('bias', [units])],
  lower: lowerDense,
  run: (x, running) => finish(project(x, running.weights.get('kernel')), running),
});
