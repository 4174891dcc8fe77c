import * as tf from '@tensorflow/tfjs-core';
import { layerError } from '../failure.ts';
import type { LayerLabel } from '../graph.ts';
import { layer, weight } from './definition.ts';

/**
 * Row x of the table. Out-of-range indices are an error, as in Keras on a CPU; the WASM kernel would read beyond
 * the table.
 */
export const embedding = layer({
  source: 'core/embedding.py',
  only: { quantization_config: null },
  options: (config) => ({
    words: config.count('input_dim'),
    size: config.count('output_dim'),
    maskZero: config.boolean('mask_zero', false),
  }),
  weights: ({ words, size }) => [weight('embeddings', [words, size])],
  mask: (x, { options }) => (options.maskZero ? tf.notEqual(x, tf.zerosLike(x)) : undefined),
  run: (x, { options, weights, layer }) => {
    const indices = tf.cast(x, 'int32');
    assertInside(indices, options.words, layer);
    return tf.gather(weights.get('embeddings'), indices);
  },
});

function assertInside(indices: tf.Tensor, size: number, layer: LayerLabel): void {
  const bad = indices.dataSync().find((index) => index < 0 || index >= size);
  if (bad === undefined) return;
  throw layerError(
    'model/input-mismatch',
    layer,
    `was asked for row ${bad} of its ${size} rows.`,
    `Give the layer input_dim larger than the largest token of the task, and no negative tokens.`,
  );
}

/** Steps whose every feature equals the mask value become zeros and are skipped by what follows. */
export const masking = layer({
  source: 'core/masking.py',
  options: (config) => ({ value: config.number('mask_value', 0) }),
  mask: (x, { options }) => tf.any(tf.notEqual(x, options.value), -1),
  run: (x, { options }) => {
    const used = tf.any(tf.notEqual(x, options.value), -1, true);
    return tf.mul(x, tf.cast(used, 'float32'));
  },
});
