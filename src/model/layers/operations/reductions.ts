import { lowerReduction } from '../../plan/lower/operations.ts';
import { later, tf } from '../../tf.ts';
import { inferAxes, inferAxis } from '../axes.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { float, keepingType, lowered, type Operation, operation } from './operation.ts';

const NUMPY = 'ops/numpy.py';

type Reduce = (x: Tensor, axes: number[] | undefined, keepDims: boolean) => Tensor;

function over(given: OperationArguments, x: Tensor): readonly [number[] | undefined, boolean] {
  const axes = given.integers('axis');
  return [axes === undefined ? undefined : inferAxes(axes, x.rank), given.boolean('keepdims', false)];
}

/** One number for all elements along the axes, or for all of them. */
const reduction = (reduce: Reduce, kept = false, source = NUMPY): Operation =>
  operation(source, 'x', (given) => {
    const x = given.tensor('x');
    const compute = (numbers: Tensor): Tensor => reduce(numbers, ...over(given, x));
    return kept ? keepingType(x, compute) : compute(float(x));
  });

const logical = (reduce: Reduce): Operation =>
  operation(NUMPY, 'x', (given) => {
    const x = given.tensor('x');
    return reduce(x.dtype === 'bool' ? x : tf.notEqual(float(x), 0), ...over(given, x));
  });

const variance: Reduce = (x, axes, keepDims) => {
  const centred = tf.sub(x, tf.mean(x, axes, true));
  return tf.mean(tf.square(centred), axes, keepDims);
};

const index = (find: (x: Tensor, axis: number) => Tensor): Operation =>
  operation(NUMPY, 'x', (given) => {
    const x = float(given.tensor('x'));
    const axis = given.integers('axis')?.[0];
    const keepDims = given.boolean('keepdims', false);
    const place = inferAxis(axis ?? 0, x.rank);
    const found = axis === undefined ? find(tf.reshape(x, [-1]), 0) : find(x, place);
    if (!keepDims) return found;
    return axis === undefined
      ? tf.reshape(
          found,
          x.shape.map(() => 1),
        )
      : tf.expandDims(found, place);
  });

const running = (run: (x: Tensor, axis: number) => Tensor): Operation =>
  operation(NUMPY, 'x', (given) => {
    const x = given.tensor('x');
    const axis = given.integers('axis')?.[0];
    // The axis must be positive: for −1 the WASM kernels write beyond their memory (tfjs 4.22, November 2026).
    return keepingType(x, (x) =>
      axis === undefined ? run(tf.reshape(x, [-1]), 0) : run(x, inferAxis(axis, x.rank)),
    );
  });

function average(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const weights = given.find('weights');
  const [axes] = over(given, x);
  if (weights === undefined) return tf.mean(x, axes);
  const spread = (w: Tensor): Tensor =>
    w.rank === x.rank
      ? w
      : tf.reshape(
          w,
          x.shape.map((size, i) => (axes?.includes(i) ? size : 1)),
        );
  const shares = tf.broadcastTo(spread(float(weights)), x.shape);
  return tf.div(tf.sum(tf.mul(x, shares), axes), tf.sum(shares, axes));
}

function norm(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const [axes, keepDims] = over(given, x);
  const order = given.value('ord');
  const absolute = tf.abs(x);
  if (
    order === undefined ||
    order === 'fro' ||
    order === 'euclidean' ||
    (order === 2 && axes?.length === 1)
  ) {
    return tf.sqrt(tf.sum(tf.square(x), axes, keepDims));
  }
  if (typeof order !== 'number' || axes?.length !== 1) throw given.invalid('ord', 'an order of vectors');
  return tf.pow(tf.sum(tf.pow(absolute, order), axes, keepDims), 1 / order);
}

function countNonZero(given: OperationArguments): Tensor {
  const x = given.tensor('x');
  const [axes] = over(given, x);
  return tf.cast(tf.sum(tf.cast(tf.notEqual(float(x), 0), 'float32'), axes), 'int32');
}

/** Σ along axes and relatives. */
export const REDUCTIONS = {
  Mean: lowered(reduction(later('mean')), lowerReduction('average')),
  Sum: reduction(later('sum'), true),
  Prod: reduction(later('prod'), true),
  Max: lowered(reduction(later('max'), true), lowerReduction('max')),
  Min: reduction(later('min'), true),
  Amax: reduction(later('max'), true),
  Amin: reduction(later('min'), true),
  Ptp: reduction((x, axes, keep) => tf.sub(tf.max(x, axes, keep), tf.min(x, axes, keep)), true),
  Var: reduction(variance),
  Std: reduction((x, axes, keep) => tf.sqrt(variance(x, axes, keep))),
  Logsumexp: reduction(later('logSumExp'), false, 'ops/math.py'),
  Average: operation(NUMPY, 'x weights', average),
  Norm: operation('ops/linalg.py', 'x', norm),
  CountNonzero: operation(NUMPY, 'x', countNonZero),
  All: logical(later('all')),
  Any: logical(later('any')),
  Argmax: index(later('argMax')),
  Argmin: index(later('argMin')),
  Cumsum: running((x, axis) => tf.cumsum(x, axis)),
  Cumprod: running((x, axis) => tf.cumprod(x, axis)),
  Moments: operation('ops/nn.py', 'x', (given) => {
    const x = float(given.tensor('x'));
    const axes = inferAxes(given.integers('axes') ?? [], x.rank);
    const keepDims = given.boolean('keepdims', false);
    return [tf.mean(x, axes, keepDims), variance(x, axes, keepDims)];
  }),
} as const satisfies Record<string, Operation>;
