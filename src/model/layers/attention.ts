import * as tf from '@tensorflow/tfjs-core';
import type { Json } from '../config/json.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import { isValue, Value } from '../graph.ts';
import { range } from './axes.ts';
import { layer, type Running, weight } from './definition.ts';

type Tensor = tf.Tensor;

/** What masked scores lose or become: e⁻¹⁰⁰⁰⁰⁰⁰⁰⁰⁰ is nothing. */
const MASKED = -1e9;

/** True where step t may look at step s ≤ t: (1, steps, others). */
function causalMask(steps: number, others: number): Tensor {
  const rows = tf.reshape(tf.range(0, steps), [1, steps, 1]);
  return tf.greaterEqual(rows, tf.reshape(tf.range(0, others), [1, 1, others]));
}

function allOf(masks: readonly (Tensor | undefined | false)[]): Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined && mask !== false);
  return given
    .map((mask) => tf.cast(mask, 'bool'))
    .reduce<Tensor | undefined>((a, b) => (a ? tf.logicalAnd(a, b) : b), undefined);
}

/** An argument with its mask, by position or by name: Keras 2 writes all but the first by name. */
function argument(
  { inputs, masks, call }: Running<unknown>,
  position: number,
  name: string,
): Value | undefined {
  const tensor = inputs[position];
  if (tensor !== undefined) return new Value(tensor, masks[position]);
  const value = call.kwargs[name];
  return isValue(value) ? value : undefined;
}

/** The tensor of an argument that is only ever given by name. */
function keyword({ call }: Running<unknown>, name: string): Tensor | undefined {
  const value = call.kwargs[name];
  return isValue(value) ? value.tensor : undefined;
}

function expanded(mask: Tensor | undefined, axis: number): Tensor | undefined {
  return mask && tf.expandDims(mask, axis);
}

interface MultiHead {
  readonly heads: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly useBias: boolean;
  /**
   * Fully masked steps get the mean of everything; nothing where Keras 3 goes through its Softmax layer, as it does with
   * dropout or when asked for the scores.
   */
  readonly zeroWhenMasked: 'always' | 'with-scores' | 'never';
}

function readMultiHead(config: LayerConfig): MultiHead {
  const axes = config.integers('attention_axes');
  if (axes !== undefined && !(axes.length === 1 && axes[0] === 1)) throw config.unsupported('attention_axes');
  const keySize = config.count('key_dim');
  return {
    heads: config.count('num_heads'),
    keySize,
    valueSize: config.count('value_dim', keySize),
    useBias: config.boolean('use_bias', true),
    zeroWhenMasked: zeroing(config),
  };
}

function zeroing(config: LayerConfig): MultiHead['zeroWhenMasked'] {
  if (config.context.kerasMajor === 2) return 'never';
  return config.number('dropout', 0) > 0 ? 'always' : 'with-scores';
}

/** softmax(Q Kᵀ / √key_dim) V for each head, mixed by the output projection */
export const multiHeadAttention = layer({
  source: 'attention/multi_head_attention.py',
  mask: 'pass',
  inputs: 1,
  only: { use_gate: false, sliding_window: null } satisfies Record<string, Json>,
  options: readMultiHead,
  weights: ({ heads, keySize, valueSize, useBias }) =>
    Object.entries({ query: keySize, key: keySize, value: valueSize })
      .flatMap(([part, size]) => [
        weight(`${part}_dense/kernel`, [null, heads, size]),
        useBias && weight(`${part}_dense/bias`, [heads, size]),
      ])
      .concat([
        weight('output_dense/kernel', [heads, valueSize, null]),
        useBias && weight('output_dense/bias', [null]),
      ]),
  run: (query, running) => {
    const value = argument(running, 1, 'value')?.tensor ?? query;
    const key = argument(running, 2, 'key')?.tensor ?? value;
    const { keySize } = running.options;
    const q = tf.mul(splitHeads(query, 'query', running), 1 / Math.sqrt(keySize));
    const scores = tf.matMul(q, splitHeads(key, 'key', running), false, true);
    const withScores = running.call.kwargs.return_attention_scores === true;
    const { zeroWhenMasked } = running.options;
    const zero = zeroWhenMasked === 'always' || (zeroWhenMasked === 'with-scores' && withScores);
    const shares = softmaxWhere(scores, attentionMask(query, value, running), zero);
    const output = joinHeads(tf.matMul(shares, splitHeads(value, 'value', running)), running);
    return withScores ? [output, shares] : output;
  },
});

/** (rows, steps, features) → (rows, heads, steps, size) */
function splitHeads(x: Tensor, part: string, { weights }: Running<MultiHead>): Tensor {
  const kernel = weights.get(`${part}_dense/kernel`);
  const bias = weights.find(`${part}_dense/bias`);
  const [features = 1, heads = 1, size = 1] = kernel.shape;
  const [rows = 0, steps = 0] = x.shape;
  const flat = tf.matMul(
    tf.reshape(x, [rows * steps, features]),
    tf.reshape(kernel, [features, heads * size]),
  );
  const split = tf.reshape(flat, [rows, steps, heads, size]);
  return tf.transpose(bias === undefined ? split : tf.add(split, bias), [0, 2, 1, 3]);
}

/** (rows, heads, steps, size) → (rows, steps, features) */
function joinHeads(x: Tensor, { weights }: Running<MultiHead>): Tensor {
  const kernel = weights.get('output_dense/kernel');
  const bias = weights.find('output_dense/bias');
  const [rows = 0, heads = 1, steps = 0, size = 1] = x.shape;
  const features = kernel.shape[2] ?? 1;
  const flat = tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows * steps, heads * size]);
  const mixed = tf.reshape(tf.matMul(flat, tf.reshape(kernel, [heads * size, features])), [
    rows,
    steps,
    features,
  ]);
  return bias === undefined ? mixed : tf.add(mixed, bias);
}

/** Everything that forbids a step to look at another, as (rows, 1, steps, others). */
function attentionMask(query: Tensor, value: Tensor, running: Running<MultiHead>): Tensor | undefined {
  const { call, masks } = running;
  const mask = allOf([
    expanded(keyword(running, 'query_mask') ?? masks[0], 2),
    expanded(keyword(running, 'value_mask') ?? argument(running, 1, 'value')?.mask, 1),
    expanded(keyword(running, 'key_mask') ?? argument(running, 2, 'key')?.mask, 1),
    keyword(running, 'attention_mask'),
    call.kwargs.use_causal_mask === true && causalMask(query.shape[1] ?? 0, value.shape[1] ?? 0),
  ]);
  return mask === undefined || mask.rank === 4 ? mask : tf.expandDims(mask, 1);
}

function softmaxWhere(scores: Tensor, mask: Tensor | undefined, zeroWhenMasked: boolean): Tensor {
  if (mask === undefined) return tf.softmax(scores);
  const allowed = tf.broadcastTo(mask, scores.shape);
  const shares = tf.softmax(tf.where(allowed, scores, tf.fill(scores.shape, MASKED)));
  return zeroWhenMasked ? tf.mul(shares, tf.cast(allowed, 'float32')) : shares;
}

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
