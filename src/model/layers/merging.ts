import * as tf from '@tensorflow/tfjs-core';
import { inferAxis, moveAxis, range } from './axes.ts';
import { layer, type Running } from './definition.ts';
import { unitLength } from './normalisation.ts';

type Tensor = tf.Tensor;

/** Keras merges tensors of different ranks by adding axes after the batch. */
function sameRank(inputs: readonly Tensor[]): Tensor[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x) => {
    const [rows = 0, ...rest] = x.shape;
    return tf.reshape(x, [rows, ...range(rank - x.rank).map(() => 1), ...rest]);
  });
}

/** All masks or none: a step counts when any input says so. */
function anyMask(_x: Tensor, { masks, inputs }: Running<unknown>): Tensor | undefined {
  const present = masks.filter((mask) => mask !== undefined);
  return present.length === inputs.length ? present.reduce((a, b) => tf.logicalOr(a, b)) : undefined;
}

const merge = (source: string, combine: (a: Tensor, b: Tensor) => Tensor) =>
  layer({
    source,
    mask: anyMask,
    options: () => ({}),
    run: (_x, { inputs }) => sameRank(inputs).reduce((a, b) => combine(a, b)),
  });

/** a + b + … */
export const add = merge('merging/add.py', tf.add);
/** a − b */
export const subtract = merge('merging/subtract.py', tf.sub);
/** a · b · … */
export const multiply = merge('merging/multiply.py', tf.mul);
/** the largest of a, b, … */
export const maximum = merge('merging/maximum.py', tf.maximum);
/** the smallest of a, b, … */
export const minimum = merge('merging/minimum.py', tf.minimum);

/** (a + b + …) / n */
export const average = layer({
  source: 'merging/average.py',
  mask: anyMask,
  options: () => ({}),
  run: (_x, { inputs }) =>
    tf.div(
      sameRank(inputs).reduce((a, b) => tf.add(a, b)),
      inputs.length,
    ),
});

/** Joins tensors along an axis. */
export const concatenate = layer({
  source: 'merging/concatenate.py',
  options: (config) => ({ axis: config.integer('axis', -1) }),
  mask: (_x, { inputs, masks, options }) => {
    if (masks.every((mask) => mask === undefined)) return undefined;
    const full = inputs.map((x, i) => spreadMask(x, masks[i]));
    return tf.any(tf.concat(full, options.axis), -1);
  },
  run: (_x, { inputs, options }) => tf.concat([...inputs], options.axis),
});

/** A mask in the shape of its input; an input without one is all used. */
function spreadMask(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return tf.ones(x.shape, 'bool');
  return mask.rank < x.rank ? tf.broadcastTo(tf.expandDims(mask, -1), x.shape) : mask;
}

/** Sums products along one axis of each, example by example; cosine with `normalize`. */
export const dot = layer({
  source: 'merging/dot.py',
  inputs: 2,
  options: (config) => ({
    axes: config.integers('axes') ?? [-1],
    normalize: config.boolean('normalize', false),
  }),
  run: (_x, { inputs, options: { axes, normalize } }) => {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    const axisA = inferAxis(axes[0] ?? -1, a.rank);
    const axisB = inferAxis(axes[1] ?? axes[0] ?? -1, b.rank);
    const unit = (x: Tensor, axis: number): Tensor => (normalize ? unitLength(x, [axis]) : x);
    return contract(unit(a, axisA), axisA, unit(b, axisB), axisB);
  },
});

/** (rows, …A, k) and (rows, k, …B) → (rows, …A, …B); two vectors give one number. */
function contract(a: Tensor, axisA: number, b: Tensor, axisB: number): Tensor {
  const [rows = 0] = a.shape;
  const shared = a.shape[axisA] ?? 1;
  const left = moveAxis(a, axisA, a.rank - 1);
  const right = moveAxis(b, axisB, 1);
  const restA = left.shape.slice(1, -1);
  const restB = right.shape.slice(2);
  const product = tf.matMul(
    tf.reshape(left, [rows, a.size / Math.max(rows * shared, 1), shared]),
    tf.reshape(right, [rows, shared, b.size / Math.max(rows * shared, 1)]),
  );
  const rest = [...restA, ...restB];
  return tf.reshape(product, [rows, ...(rest.length === 0 ? [1] : rest)]);
}
