import { tf } from '../../tf.ts';
import { inferAxes, range } from '../axes.ts';
import { einsum } from '../einsum.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { float, type Operation, operation } from './operation.ts';

const NUMPY = 'ops/numpy.py';

const product = (multiply: (a: Tensor, b: Tensor, given: OperationArguments) => Tensor): Operation =>
  operation(NUMPY, 'x1 x2', (given) => multiply(float(given.tensor('x1')), float(given.tensor('x2')), given));

/** Matrices in the last two axes; a vector is a row on the left and a column on the right. */
function matmul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  const left = a.rank === 1 ? tf.expandDims(a, 0) : a;
  const right = b.rank === 1 ? tf.expandDims(b, 1) : b;
  const y = tf.matMul(left, right, transposeA, transposeB);
  const axes = [...(a.rank === 1 ? [y.rank - 2] : []), ...(b.rank === 1 ? [y.rank - 1] : [])];
  return axes.length === 0 ? y : tf.squeeze(y, axes);
}

/** Sums over pairs of axes: (…A, shared), (shared, …B) → (…A, …B) */
function contract(a: Tensor, b: Tensor, axesA: readonly number[], axesB: readonly number[]): Tensor {
  const restA = range(a.rank).filter((axis) => !axesA.includes(axis));
  const restB = range(b.rank).filter((axis) => !axesB.includes(axis));
  const sizes = (x: Tensor, axes: readonly number[]): number[] => axes.map((axis) => x.shape[axis] ?? 1);
  const shared = sizes(a, axesA).reduce((n, size) => n * size, 1);
  const left = tf.reshape(tf.transpose(a, [...restA, ...axesA]), [-1, shared]);
  const right = tf.reshape(tf.transpose(b, [...axesB, ...restB]), [shared, -1]);
  return tf.reshape(tf.matMul(left, right), [...sizes(a, restA), ...sizes(b, restB)]);
}

function tensordot(a: Tensor, b: Tensor, given: OperationArguments): Tensor {
  const axes = given.value('axes') ?? 2;
  if (typeof axes === 'number') {
    return contract(
      a,
      b,
      range(axes).map((i) => a.rank - axes + i),
      range(axes),
    );
  }
  const [ofA = [], ofB = []] = Array.isArray(axes) ? axes : [];
  const list = (written: unknown, rank: number): number[] =>
    inferAxes(
      [written].flat().map((axis) => Number(axis)),
      rank,
    );
  return contract(a, b, list(ofA, a.rank), list(ofB, b.rank));
}

/** `numpy.dot`: the last axis of a with the last but one of b */
function dot(a: Tensor, b: Tensor): Tensor {
  if (a.rank === 0 || b.rank === 0) return tf.mul(a, b);
  return contract(a, b, [a.rank - 1], [Math.max(b.rank - 2, 0)]);
}

/** x / max(‖x‖, ε) of any order along the axes. Source: keras/src/ops/nn.py `normalize` */
function normalize(given: OperationArguments): Tensor {
  const x = float(given.tensor('x'));
  const axes = given.integers('axis') ?? [-1];
  const order = given.number('order', 2);
  const epsilon = given.number('epsilon', 1e-7);
  const over = inferAxes(axes, x.rank);
  if (order === 2) {
    const squares = tf.sum(tf.square(x), over, true);
    return tf.mul(x, tf.rsqrt(tf.maximum(squares, epsilon ** 2)));
  }
  const norm = tf.pow(tf.sum(tf.pow(tf.abs(x), order), over, true), 1 / order);
  return tf.div(x, tf.maximum(norm, epsilon));
}

/** Products of vectors, matrices and what goes beyond. */
export const LINEAR_ALGEBRA = {
  Matmul: product((a, b, given) =>
    matmul(a, b, given.boolean('transpose_a', false), given.boolean('transpose_b', false)),
  ),
  Dot: product(dot),
  Inner: product((a, b) =>
    a.rank === 0 || b.rank === 0 ? tf.mul(a, b) : contract(a, b, [a.rank - 1], [b.rank - 1]),
  ),
  Outer: product((a, b) => tf.mul(tf.reshape(a, [-1, 1]), tf.reshape(b, [1, -1]))),
  Vdot: product((a, b) => tf.sum(tf.mul(tf.reshape(a, [-1]), tf.reshape(b, [-1])))),
  Tensordot: product(tensordot),
  Einsum: operation(NUMPY, 'operands', (given) =>
    einsum(given.string('subscripts'), given.rest().map(float)),
  ),
  Normalize: operation('ops/nn.py', 'x', normalize),
} as const satisfies Record<string, Operation>;
