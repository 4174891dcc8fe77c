import type { LayerConfig } from '../config/layer-config.ts';
import { tf } from '../tf.ts';
import { allOf, argument, causalMask, keyword, MASKED, windowMask } from './attention-masks.ts';
import { inferAxes, range, repeat } from './axes.ts';
import { layer, type Running, weight } from './definition.ts';

type Tensor = tf.Tensor;

interface MultiHead {
  readonly heads: number;
  /** Heads of keys and values: fewer where several queries share them. */
  readonly keyHeads: number;
  readonly keySize: number;
  readonly valueSize: number;
  readonly useBias: boolean;
  /** σ(query · gate) times what every head answers. */
  readonly gated: boolean;
  readonly window: number | undefined;
  /** Axes that attend to each other; all between rows and features unless given. */
  readonly axes: readonly number[] | undefined;
  readonly outputRank: number;
  /**
   * Fully masked steps get the mean of everything; nothing where Keras 3 goes through its Softmax layer: with dropout,
   * when asked for the scores, or on more than one axis of steps.
   */
  readonly zeroWhenMasked: 'always' | 'sometimes' | 'never';
}

function readCommon(config: LayerConfig) {
  return {
    useBias: config.boolean('use_bias', true),
    gated: config.boolean('use_gate', false),
    window: config.value('sliding_window') === undefined ? undefined : config.count('sliding_window'),
    zeroWhenMasked: zeroing(config),
  };
}

function zeroing(config: LayerConfig): MultiHead['zeroWhenMasked'] {
  if (config.context.kerasMajor === 2) return 'never';
  return config.number('dropout', 0) > 0 ? 'always' : 'sometimes';
}

/** The projections have a folder each in `.keras` files. */
function slots({ heads, keyHeads, keySize, valueSize, useBias, gated, outputRank }: MultiHead) {
  const projection = (part: string, heads: number, size: number) => [
    weight(`${part}_dense/kernel`, [null, heads, size]),
    useBias && weight(`${part}_dense/bias`, [heads, size]),
  ];
  const output = range(outputRank).map(() => null);
  return [
    ...projection('query', heads, keySize),
    ...projection('key', keyHeads, keySize),
    ...(gated ? projection('gate', heads, valueSize) : []),
    ...projection('value', keyHeads, valueSize),
    weight('output_dense/kernel', [heads, valueSize, ...output]),
    useBias && weight('output_dense/bias', output),
  ];
}

/** softmax(Q Kᵀ / √size) V for each head, mixed by the output projection */
function attend(query: Tensor, running: Running<MultiHead>): Tensor | Tensor[] {
  const { options, call } = running;
  const value = argument(running, 1, 'value')?.tensor ?? query;
  const key = argument(running, 2, 'key')?.tensor ?? value;
  const layout = layoutOf(query, options.axes);
  const [q, k, v] = [query, key, value].map((x) => gathered(x, layout)) as [Tensor, Tensor, Tensor];
  const scores = tf.matMul(
    tf.mul(project(q, 'query', running), 1 / Math.sqrt(options.keySize)),
    shared(project(k, 'key', running), options),
    false,
    true,
  );
  const withScores = call.kwargs.return_attention_scores === true;
  const zero =
    options.zeroWhenMasked === 'always' ||
    (options.zeroWhenMasked === 'sometimes' && (withScores || query.rank > 3));
  const shares = softmaxWhere(scores, allowed(q, v, running), zero);
  const heads = tf.matMul(shares, shared(project(v, 'value', running), options));
  const gate = options.gated ? tf.sigmoid(project(q, 'gate', running)) : undefined;
  const joined = join(gate === undefined ? heads : tf.mul(heads, gate), running);
  const output = scattered(joined, layout);
  return withScores ? [output, shares] : output;
}

/** Which axes are rows, and which are steps, of the attention that is computed: (rows, steps, features). */
interface Layout {
  readonly order: readonly number[];
  readonly rows: readonly number[];
  readonly steps: readonly number[];
}

function layoutOf(x: Tensor, axes: readonly number[] | undefined): Layout {
  const steps = axes === undefined ? range(x.rank - 2).map((i) => i + 1) : inferAxes(axes, x.rank - 1);
  const rest = range(x.rank - 1).filter((axis) => !steps.includes(axis));
  const size = (axis: number): number => x.shape[axis] ?? 1;
  return { order: [...rest, ...steps], rows: rest.map(size), steps: steps.map(size) };
}

function gathered(x: Tensor, { order, rows }: Layout): Tensor {
  const count = rows.reduce((a, b) => a * b, 1);
  const moved = tf.transpose(x, [...order, x.rank - 1]);
  const features = x.shape[x.rank - 1] ?? 1;
  return tf.reshape(moved, [count, x.size / Math.max(count * features, 1), features]);
}

/** Back to the axes of the query; the features may have become several axes. */
function scattered(x: Tensor, { order, rows, steps }: Layout): Tensor {
  const features = x.shape.slice(2);
  const back = order.map((_, axis) => order.indexOf(axis));
  const apart = tf.reshape(x, [...rows, ...steps, ...features]);
  return tf.transpose(apart, [...back, ...features.map((_, i) => order.length + i)]);
}

/** (rows, steps, features) → (rows, heads, steps, size) */
function project(x: Tensor, part: string, { weights }: Running<MultiHead>): Tensor {
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

/** Keys and values for each head of the query. */
function shared(x: Tensor, { heads, keyHeads }: MultiHead): Tensor {
  return heads === keyHeads ? x : repeat(x, heads / keyHeads, 1);
}

/** (rows, heads, steps, size) → (rows, steps, …features) */
function join(x: Tensor, { weights }: Running<MultiHead>): Tensor {
  const kernel = weights.get('output_dense/kernel');
  const bias = weights.find('output_dense/bias');
  const [rows = 0, heads = 1, steps = 0, size = 1] = x.shape;
  const features = kernel.shape.slice(2);
  const flat = tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [rows * steps, heads * size]);
  const mixed = tf.matMul(flat, tf.reshape(kernel, [heads * size, -1]));
  const output = tf.reshape(mixed, [rows, steps, ...features]);
  return bias === undefined ? output : tf.add(output, bias);
}

/** Everything that forbids a step to look at another, as (rows, 1, steps, others). */
function allowed(query: Tensor, value: Tensor, running: Running<MultiHead>): Tensor | undefined {
  const { call, masks, options } = running;
  const [steps, others] = [query.shape[1] ?? 0, value.shape[1] ?? 0];
  const spread = (mask: Tensor | undefined, shape: number[]): Tensor | undefined =>
    mask && tf.reshape(mask, [query.shape[0] ?? 0, ...shape]);
  const given = keyword(running, 'attention_mask');
  const mask = allOf([
    spread(keyword(running, 'query_mask') ?? masks[0], [steps, 1]),
    spread(keyword(running, 'value_mask') ?? argument(running, 1, 'value')?.mask, [1, others]),
    spread(keyword(running, 'key_mask') ?? argument(running, 2, 'key')?.mask, [1, others]),
    given && (given.rank === 4 ? given : tf.reshape(given, [given.shape[0] ?? 1, steps, others])),
    call.kwargs.use_causal_mask === true && causalMask(steps, others),
    options.window !== undefined && windowMask(steps, others, options.window),
  ]);
  return mask === undefined || mask.rank === 4 ? mask : tf.expandDims(mask, 1);
}

function softmaxWhere(scores: Tensor, mask: Tensor | undefined, zeroWhenMasked: boolean): Tensor {
  if (mask === undefined) return tf.softmax(scores);
  const used = tf.broadcastTo(mask, scores.shape);
  const shares = tf.softmax(tf.where(used, scores, tf.fill(scores.shape, MASKED)));
  return zeroWhenMasked ? tf.mul(shares, tf.cast(used, 'float32')) : shares;
}

export const multiHeadAttention = layer({
  source: 'attention/multi_head_attention.py',
  mask: 'pass',
  options: (config): MultiHead => {
    const heads = config.count('num_heads');
    const keySize = config.count('key_dim');
    const valueSize = config.count('value_dim', keySize);
    const outputRank = config.integers('output_shape')?.length ?? 1;
    const axes = config.integers('attention_axes');
    return { ...readCommon(config), heads, keyHeads: heads, keySize, valueSize, outputRank, axes };
  },
  weights: slots,
  run: attend,
});

/** Several heads of the query share a key and a value. */
export const groupQueryAttention = layer({
  source: 'attention/grouped_query_attention.py',
  mask: 'pass',
  options: (config): MultiHead => {
    const size = config.count('head_dim');
    const heads = config.count('num_query_heads');
    const keyHeads = config.count('num_key_value_heads');
    if (heads % keyHeads !== 0) throw config.invalid('num_query_heads', `a multiple of ${keyHeads}`);
    const sizes = { keySize: size, valueSize: size, outputRank: 1, axes: undefined };
    return { ...readCommon(config), ...sizes, heads, keyHeads };
  },
  weights: slots,
  run: attend,
});
