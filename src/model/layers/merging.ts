import { COMBINATION, type CombinationCode } from '../../kernels/exports.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import { lowerAverage, lowerConcatenate, lowerMerge } from '../plan/lower/merging.ts';
import { later, tf } from '../tf.ts';
import { allOf } from './attention-masks.ts';
import { inferAxis, moveAxis, range } from './axes.ts';
import { layer, type Running } from './definition.ts';
import { unitLength } from './normalisation.ts';

type Tensor = tf.Tensor;
type Combine = (a: Tensor, b: Tensor) => Tensor;

/** Keras 3 counts a step when any input does, Keras 2 when all do, and only Keras 3 looks at masks while merging. */
const readGeneration = ({ context }: LayerConfig) => ({ modern: context.kerasMajor === 3 });
type Generation = Running<ReturnType<typeof readGeneration>>;

/** A tensor and what it is masked by, in its own shape. */
interface Masked {
  readonly x: Tensor;
  readonly mask: Tensor | undefined;
}

/**
 * Keras merges tensors of different ranks by adding axes after the batch; those that it adds some to forget their
 * masks. Source: keras/src/layers/merging/base_merge.py `call`
 */
function sameRank({ inputs, masks }: Running<unknown>): Masked[] {
  const rank = Math.max(...inputs.map((x) => x.rank));
  return inputs.map((x, i) => {
    if (x.rank === rank) return { x, mask: spread(x, masks[i]) };
    const [rows = 0, ...rest] = x.shape;
    return { x: tf.reshape(x, [rows, ...range(rank - x.rank).map(() => 1), ...rest]), mask: undefined };
  });
}

/** The mask of steps as one of every number in them. */
function spread(x: Tensor, mask: Tensor | undefined): Tensor | undefined {
  return mask && (mask.rank < x.rank ? tf.broadcastTo(tf.expandDims(mask, -1), x.shape) : mask);
}

/** Keras 3 needs every input's mask for one of the output, Keras 2 any. */
function mergedMask(_x: Tensor, { masks, inputs, options: { modern } }: Generation): Tensor | undefined {
  const present = masks.filter((mask) => mask !== undefined);
  if (!modern) return allOf(present);
  return present.length === inputs.length ? present.reduce((a, b) => tf.logicalOr(a, b)) : undefined;
}

/** One after the other, whatever the masks. */
const inTurn = (combine: Combine) => (inputs: readonly Masked[]) =>
  inputs.map(({ x }) => x).reduce((a, b) => combine(a, b));

const merge = (source: string, code: CombinationCode, combine: Combine, withMasks = inTurn(combine)) =>
  layer({
    source,
    mask: mergedMask,
    options: readGeneration,
    lower: lowerMerge(code),
    run: (_x, running) => (running.options.modern ? withMasks : inTurn(combine))(sameRank(running)),
  });

/** Masked numbers are ones; where all inputs are masked, the product is zero. */
function productOfUsed(inputs: readonly Masked[]): Tensor {
  const factors = inputs.map(({ x, mask }) => (mask ? tf.where(mask, x, tf.onesLike(x)) : x));
  const product = factors.reduce((a, b) => tf.mul(a, b));
  const masks = inputs.map(({ mask }) => mask).filter((mask) => mask !== undefined);
  if (masks.length < inputs.length) return product;
  return tf.where(
    masks.reduce((a, b) => tf.logicalOr(a, b)),
    product,
    tf.zerosLike(product),
  );
}

/** For want of a neutral number, masked ones become those of the other side. Source: `_apply_merge_op_and_or_mask` */
const extremeOfUsed = (combine: Combine) => (inputs: readonly Masked[]) =>
  inputs.reduce((a, b) => {
    const right = b.mask ? tf.where(b.mask, b.x, a.x) : b.x;
    const left = a.mask ? tf.where(a.mask, a.x, right) : a.x;
    return { x: combine(left, right), mask: a.mask && b.mask && tf.logicalOr(a.mask, b.mask) };
  }).x;

/** a + b + … */
export const add = merge('merging/add.py', COMBINATION.add, later('add'));
/** a − b */
export const subtract = merge('merging/subtract.py', COMBINATION.subtract, later('sub'));
/** a · b · … */
export const multiply = merge('merging/multiply.py', COMBINATION.multiply, later('mul'), productOfUsed);
/** the largest of a, b, … */
export const maximum = merge(
  'merging/maximum.py',
  COMBINATION.maximum,
  later('maximum'),
  extremeOfUsed(later('maximum')),
);
/** the smallest of a, b, … */
export const minimum = merge(
  'merging/minimum.py',
  COMBINATION.minimum,
  later('minimum'),
  extremeOfUsed(later('minimum')),
);

/** (a + b + …) / n */
export const average = layer({
  source: 'merging/average.py',
  mask: mergedMask,
  options: readGeneration,
  lower: lowerAverage,
  run: (_x, running) => tf.div(inTurn(tf.add)(sameRank(running)), running.inputs.length),
});

/** Joins tensors along an axis. */
export const concatenate = layer({
  source: 'merging/concatenate.py',
  options: (config) => ({ ...readGeneration(config), axis: config.integer('axis', -1) }),
  mask: (_x, { inputs, masks, options: { axis, modern } }) => {
    if (masks.every((mask) => mask === undefined)) return undefined;
    const full = inputs.map((x, i) => spread(x, masks[i]) ?? tf.ones(x.shape, 'bool'));
    const joined = tf.concat(full, axis);
    return modern ? tf.any(joined, -1) : tf.all(joined, -1);
  },
  lower: lowerConcatenate,
  run: (_x, { inputs, options }) => tf.concat([...inputs], options.axis),
});

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
