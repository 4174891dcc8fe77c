import { tf } from '../../tf.ts';
import { inferAxis, range } from '../axes.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { getItem } from './get-item.ts';
import { checkSize, float, keepingType, moving, type Operation, operation } from './operation.ts';

const NUMPY = 'ops/numpy.py';

/** Indices from the end are negative; others must be inside, because the WASM kernel reads whatever is there. */
function places(indices: Tensor, size: number): Tensor {
  const given = tf.cast(indices, 'int32');
  const numbers = given.dataSync().map((index) => (index < 0 ? index + size : index));
  if (numbers.some((index) => index < 0 || index >= size))
    throw new Error(`indices beyond an axis of ${size}`);
  return tf.tensor(numbers, given.shape, 'int32');
}

function take(given: OperationArguments): Tensor {
  const indices = given.tensor('indices');
  const axis = given.integers('axis')?.[0];
  if (given.integer('batch_dims', 0) !== 0) throw given.invalid('batch_dims', '0');
  return moving(given.tensor('x'), (x) => {
    const flat = axis === undefined ? tf.reshape(x, [-1]) : x;
    const along = inferAxis(axis ?? 0, flat.rank);
    checkSize(given, flat.shape, [indices.size]);
    return tf.gather(flat, places(indices, flat.shape[along] ?? 0), along);
  });
}

/** For every place its own index along the axis. */
function takeAlongAxis(given: OperationArguments): Tensor {
  const x = given.tensor('x');
  const axis = inferAxis(given.integer('axis', -1), x.rank);
  const last = (y: Tensor): Tensor => swapWithLast(y, axis);
  const rows = last(x);
  const size = rows.shape[rows.rank - 1] ?? 0;
  const indices = last(places(given.tensor('indices'), size));
  const count = indices.shape[indices.rank - 1] ?? 0;
  const batches = rows.size / Math.max(size, 1);
  const wanted = tf.reshape(tf.broadcastTo(indices, [...rows.shape.slice(0, -1), count]), [batches, count]);
  // From one flat list: with batch dimensions the WASM kernel reads beyond its memory (tfjs 4.22, November 2026).
  const starts = tf.reshape(tf.range(0, batches * size, size, 'int32'), [batches, 1]);
  const picked = tf.gather(tf.reshape(rows, [-1]), tf.cast(tf.add(wanted, starts), 'int32'));
  return last(tf.reshape(picked, [...rows.shape.slice(0, -1), count]));
}

function swapWithLast(x: Tensor, axis: number): Tensor {
  const order = range(x.rank);
  [order[axis], order[x.rank - 1]] = [x.rank - 1, axis];
  return tf.transpose(x, order);
}

/** 1 at the class of each element, 0 elsewhere; nothing where there is no such class. */
function oneHot(given: OperationArguments): Tensor {
  const x = tf.cast(given.tensor('x'), 'int32');
  const classes = given.integer('num_classes');
  checkSize(given, x.shape, [classes]);
  const [on, off] = [given.number('on_value', 1), given.number('off_value', 0)];
  const hot = tf.equal(float(tf.expandDims(x, -1)), tf.range(0, classes));
  const written = tf.add(tf.mul(tf.cast(hot, 'float32'), on - off), off);
  const axis = given.integer('axis', -1);
  const placed =
    axis === -1 ? written : tf.transpose(written, moved(written.rank, inferAxis(axis, written.rank)));
  return tf.cast(placed, given.type('dtype') ?? 'float32');
}

function moved(rank: number, to: number): number[] {
  const order = range(rank - 1);
  order.splice(to, 0, rank - 1);
  return order;
}

/** Which classes occur along the last axis. */
function multiHot(given: OperationArguments): Tensor {
  const x = tf.cast(given.tensor('inputs'), 'int32');
  const classes = given.integer('num_classes', given.integer('num_tokens', 1));
  checkSize(given, x.shape, [classes]);
  const hot = tf.equal(float(tf.expandDims(x, -1)), tf.range(0, classes));
  return tf.max(tf.cast(hot, 'float32'), x.rank > 1 ? 1 : 0);
}

/** The k largest along the last axis, with their places. */
function topK(given: OperationArguments): Tensor[] {
  const { values, indices } = tf.topk(float(given.tensor('x')), given.integer('k', 1), true);
  return [values, indices];
}

function sorted(
  given: OperationArguments,
  pickFrom: (top: { values: Tensor; indices: Tensor }) => Tensor,
): Tensor {
  const x = given.tensor('x');
  const axis = inferAxis(given.integers('axis')?.[0] ?? -1, x.rank);
  return keepingType(x, (x) => {
    const rows = swapWithLast(x, axis);
    const ascending = pickFrom(tf.topk(tf.neg(rows), rows.shape[rows.rank - 1] ?? 1, true));
    return swapWithLast(ascending, axis);
  });
}

function sliceOf(given: OperationArguments): Tensor {
  const start = given.integers('start_indices') ?? [];
  return moving(given.tensor('inputs'), (x) => {
    const shape = (given.sizes('shape') ?? []).map((size, i) =>
      size === null || size < 0 ? (x.shape[i] ?? 0) - (start[i] ?? 0) : size,
    );
    return tf.slice(x, start, shape);
  });
}

/** Some of the numbers, by their places. */
export const INDEXING = {
  GetItem: operation(NUMPY, 'x key', getItem),
  Take: operation(NUMPY, 'x indices', take),
  TakeAlongAxis: operation(NUMPY, 'x indices', takeAlongAxis),
  Slice: operation('ops/core.py', 'inputs start_indices', sliceOf),
  OneHot: operation('ops/nn.py', 'x', oneHot),
  MultiHot: operation('ops/nn.py', 'inputs', multiHot),
  TopK: operation('ops/math.py', 'x', topK),
  Sort: operation(NUMPY, 'x', (given) => sorted(given, ({ values }) => tf.neg(values))),
  Argsort: operation(NUMPY, 'x', (given) =>
    tf.cast(
      sorted(given, ({ indices }) => float(indices)),
      'int32',
    ),
  ),
} as const satisfies Record<string, Operation>;
