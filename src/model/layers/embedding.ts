import type { Call, LayerLabel } from '../graph.ts';
import { lowerEmbedding, lowerMasking } from '../plan/lower/embedding.ts';
import { tf } from '../tf.ts';
import { layer, weight } from './definition.ts';
import { project } from './dense.ts';
import { outsideTable } from './lookup-failure.ts';

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
  lower: lowerEmbedding,
  lowersWhole: true,
  run: (x, { weights, layer }) => lookUp(x, weights.get('embeddings'), layer),
});

/**
 * An embedding that also goes back: with `reverse`, x · tableᵀ (or a table of its own), softly capped at ± a number.
 */
export const reversibleEmbedding = layer({
  source: 'core/reversible_embedding.py',
  only: { quantization_config: null },
  options: (config) => ({
    words: config.count('input_dim'),
    size: config.count('output_dim'),
    tied: config.boolean('tie_weights', true),
    maskZero: config.boolean('mask_zero', false),
    cap: config.value('logit_soft_cap') === undefined ? undefined : config.number('logit_soft_cap'),
  }),
  weights: ({ words, size, tied }) => [
    weight('embeddings', [words, size]),
    !tied && weight('reverse_embeddings', [size, words]),
  ],
  mask: (x, { options, call }) =>
    options.maskZero && !isReverse(call) ? tf.notEqual(x, tf.zerosLike(x)) : undefined,
  run: (x, { options, weights, layer, call }) => {
    if (!isReverse(call)) return lookUp(x, weights.get('embeddings'), layer);
    const table = weights.find('reverse_embeddings') ?? tf.transpose(weights.get('embeddings'));
    const logits = project(x, table);
    return options.cap === undefined ? logits : tf.mul(tf.tanh(tf.div(logits, options.cap)), options.cap);
  },
});

function isReverse({ args, kwargs }: Call): boolean {
  return kwargs.reverse === true || args[1] === true;
}

function lookUp(x: tf.Tensor, table: tf.Tensor, layer: LayerLabel): tf.Tensor {
  const indices = tf.cast(x, 'int32');
  assertInside(indices, table.shape[0] ?? 0, layer);
  return tf.gather(table, indices);
}

function assertInside(indices: tf.Tensor, size: number, layer: LayerLabel): void {
  const bad = indices.dataSync().find((index) => index < 0 || index >= size);
  if (bad === undefined) return;
  throw outsideTable(layer, bad, size);
}

/** Steps whose every feature equals the mask value become zeros and are skipped by what follows. */
export const masking = layer({
  source: 'core/masking.py',
  options: (config) => ({ value: config.number('mask_value', 0) }),
  mask: (x, { options }) => tf.any(tf.notEqual(x, options.value), -1),
  lower: lowerMasking,
  run: (x, { options }) => {
    const used = tf.any(tf.notEqual(x, options.value), -1, true);
    return tf.mul(x, tf.cast(used, 'float32'));
  },
});
