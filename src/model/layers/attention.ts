import type { LayerConfig } from '../config/layer-config.ts';
import { tf } from '../tf.ts';
import { allOf, causalMask, MASKED } from './attention-masks.ts';
import { range } from './axes.ts';
import { layer, type Running, weight } from './definition.ts';

type Tensor = tf.Tensor;

/** softmax(scores) V for [query, value, key = value], with the scores that the layer's kind computes */
const attention = <O>(
  source: string,
  options: (config: LayerConfig) => O,
  weights: (options: O) => ReturnType<typeof weight>[],
  scoresOf: (query: Tensor, key: Tensor, running: Running<O>) => Tensor,
) =>
  layer({
    source,
    inputs: 2,
    options,
    weights,
    mask: (_x, { masks }) => masks[0],
    run: (query, running) => {
      const [, value = query, key = value] = running.inputs;
      const [queryMask, valueMask] = running.masks;
      const scores = scoresOf(query, key, running);
      const causal = running.call.kwargs.use_causal_mask === true;
      const allowed = allOf([
        valueMask && tf.expandDims(valueMask, 1),
        causal && causalMask(query.shape[1] ?? 0, value.shape[1] ?? 0),
      ]);
      const lost = allowed && tf.mul(tf.sub(1, tf.cast(allowed, 'float32')), MASKED);
      const shares = tf.softmax(lost === undefined ? scores : tf.add(scores, lost));
      const output = tf.matMul(shares, value);
      const kept = queryMask && tf.expandDims(tf.cast(queryMask, 'float32'), 2);
      const answer = kept === undefined ? output : tf.mul(output, kept);
      return running.call.kwargs.return_attention_scores === true ? [answer, shares] : answer;
    },
  });

/** q + k for every pair of steps: (rows, steps, others, features) */
function pairwiseSum(query: Tensor, key: Tensor): Tensor {
  return tf.add(tf.expandDims(query, 2), tf.expandDims(key, 1));
}

/** Scores scale · q·k, or weight · Σ tanh(scale · (q + k)). Source: keras/src/layers/attention/attention.py */
export const dotAttention = attention(
  'attention/attention.py',
  (config) => ({
    scaled: config.boolean('use_scale', false),
    concat: config.choice('score_mode', ['dot', 'concat'], 'dot') === 'concat',
  }),
  ({ scaled, concat }) => [
    ...range(scaled ? 1 : 0).map(() => weight('scale', [])),
    ...range(concat ? 1 : 0).map(() => weight('concat_score_weight', [])),
  ],
  (query, key, { options, weights }) => {
    const scale = weights.find('scale') ?? tf.scalar(1);
    if (!options.concat) return tf.mul(tf.matMul(query, key, false, true), scale);
    const sums = tf.sum(tf.tanh(tf.mul(scale, pairwiseSum(query, key))), -1);
    return tf.mul(weights.get('concat_score_weight'), sums);
  },
);

/** Scores Σ scale · tanh(q + k). Source: keras/src/layers/attention/additive_attention.py */
export const additiveAttention = attention(
  'attention/additive_attention.py',
  (config) => ({ scaled: config.boolean('use_scale', true) }),
  ({ scaled }) => range(scaled ? 1 : 0).map(() => weight('scale', [null])),
  (query, key, { weights }) => {
    const activity = tf.tanh(pairwiseSum(query, key));
    const scale = weights.find('scale');
    return tf.sum(scale === undefined ? activity : tf.mul(activity, scale), -1);
  },
);
