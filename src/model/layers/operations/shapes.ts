import { lowerConcatenation, lowerReshaping } from '../../plan/lower/operations.ts';
import { later, tf } from '../../tf.ts';
import { inferAxes, inferAxis, range, repeat } from '../axes.ts';
import type { OperationArguments, Tensor } from './arguments.ts';
import { checkSize, lowered, moving, type Operation, operation } from './operation.ts';

const NUMPY = 'ops/numpy.py';

/** Numbers in other places or another shape. */
const move = (change: (x: Tensor, given: OperationArguments) => Tensor, parameters = 'x'): Operation =>
  operation(NUMPY, parameters, (given) => moving(given.tensor('x'), (x) => change(x, given)));

/** Tensors of one type: whole numbers become floats where one of them is. */
function alike(tensors: readonly Tensor[]): Tensor[] {
  const type = tensors.some(({ dtype }) => dtype === 'float32') ? 'float32' : 'int32';
  return tensors.map((x) => tf.cast(x, type));
}

/** Joins tensors along an axis, or along a new one. */
const join = (combine: (tensors: Tensor[], given: OperationArguments) => Tensor): Operation =>
  operation(NUMPY, 'xs', (given) => {
    const tensors = given.tensors('xs');
    const joined = combine(alike(tensors), given);
    return tensors.every(({ dtype }) => dtype === 'bool') ? tf.cast(joined, 'bool') : joined;
  });

/** An unknown size that Keras wrote as `null` is the input's own, or what is left. */
function target(
  x: Tensor,
  shape: readonly (number | null)[] | undefined,
  given: OperationArguments,
): number[] {
  if (shape === undefined) throw given.invalid('newshape', 'integers');
  const gaps = shape.filter((size) => size === null || size < 0).length;
  return shape.map((size, i) => size ?? (gaps === 1 ? -1 : (x.shape[i] ?? -1)));
}

function transpose(x: Tensor, given: OperationArguments): Tensor {
  const axes = given.integers('axes');
  return tf.transpose(x, axes === undefined ? range(x.rank).reverse() : inferAxes(axes, x.rank));
}

function squeeze(x: Tensor, given: OperationArguments): Tensor {
  const axes = given.integers('axis');
  return tf.squeeze(x, axes === undefined ? undefined : inferAxes(axes, x.rank));
}

function expandDims(x: Tensor, given: OperationArguments): Tensor {
  const axes = given.integers('axis') ?? [-1];
  const rank = x.rank + axes.length;
  return inferAxes(axes, rank)
    .sort((a, b) => a - b)
    .reduce((y, axis) => tf.expandDims(y, axis), x);
}

function moveAxes(x: Tensor, given: OperationArguments): Tensor {
  const from = inferAxes(given.integers('source') ?? [], x.rank);
  const to = inferAxes(given.integers('destination') ?? [], x.rank);
  const rest = range(x.rank).filter((axis) => !from.includes(axis));
  return tf.transpose(
    x,
    range(x.rank).map((axis) => (to.includes(axis) ? (from[to.indexOf(axis)] ?? 0) : (rest.shift() ?? 0))),
  );
}

function swapAxes(x: Tensor, given: OperationArguments): Tensor {
  const [a = 0, b = 0] = inferAxes([given.integer('axis1'), given.integer('axis2')], x.rank);
  return tf.transpose(
    x,
    range(x.rank).map((axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

function flip(x: Tensor, given: OperationArguments): Tensor {
  const axes = given.integers('axis');
  return tf.reverse(x, axes === undefined ? range(x.rank) : inferAxes(axes, x.rank));
}

/** The end of an axis before its beginning. */
function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const size = x.shape[axis] ?? 1;
  const [head, tail] = [size - (((shift % size) + size) % size), ((shift % size) + size) % size];
  if (tail === 0) return x;
  const [first, last] = tf.split(x, [head, tail], axis) as [Tensor, Tensor];
  return tf.concat([last, first], axis);
}

function roll(x: Tensor, given: OperationArguments): Tensor {
  const shifts = given.integers('shift') ?? [0];
  const axes = given.integers('axis');
  if (axes === undefined) return tf.reshape(rolled(tf.reshape(x, [-1]), shifts[0] ?? 0, 0), x.shape);
  return inferAxes(axes, x.rank).reduce((y, axis, i) => rolled(y, shifts[i] ?? shifts[0] ?? 0, axis), x);
}

function tile(x: Tensor, given: OperationArguments): Tensor {
  const repeats = given.integers('repeats') ?? [1];
  checkSize(given, x.shape, repeats);
  const rank = Math.max(x.rank, repeats.length);
  const grown = tf.reshape(x, [...range(rank - x.rank).map(() => 1), ...x.shape]);
  return tf.tile(grown, [...range(rank - repeats.length).map(() => 1), ...repeats]);
}

function repeated(x: Tensor, given: OperationArguments): Tensor {
  const repeats = given.integers('repeats') ?? [1];
  const axis = given.integers('axis')?.[0];
  const flat = axis === undefined ? tf.reshape(x, [-1]) : x;
  const along = inferAxis(axis ?? 0, flat.rank);
  const [times = 1] = repeats;
  checkSize(given, x.shape, [Math.max(...repeats)]);
  if (repeats.length === 1) return repeat(flat, times, along);
  const places = repeats.flatMap((count, i) => range(count).map(() => i));
  return tf.gather(flat, tf.tensor1d(places, 'int32'), along);
}

function pad(x: Tensor, given: OperationArguments): Tensor {
  const flat = [given.value('pad_width')].flat(2);
  const widths = flat.map((width) =>
    Number.isSafeInteger(width) && Number(width) >= 0 ? Number(width) : -1,
  );
  if (widths.includes(-1)) throw given.invalid('pad_width', 'integers of at least 0');
  const pairs = range(x.rank).map((axis): [number, number] => {
    const [before = 0, after = before] = widths.length <= 2 ? widths : widths.slice(2 * axis, 2 * axis + 2);
    return [before, after];
  });
  checkSize(
    given,
    x.shape.map((size, axis) => size + (pairs[axis]?.[0] ?? 0) + (pairs[axis]?.[1] ?? 0)),
  );
  const mode = given.string('mode', 'constant').toLowerCase();
  if (mode === 'constant') return tf.pad(x, pairs, given.number('constant_values', 0));
  if (mode !== 'reflect' && mode !== 'symmetric')
    throw given.invalid('mode', 'constant, reflect or symmetric');
  return tf.mirrorPad(x, pairs, mode);
}

function broadcast(x: Tensor, given: OperationArguments): Tensor {
  const shape = target(x, given.sizes('shape'), given);
  checkSize(given, shape);
  const known = shape.map((size, i) => (size < 0 ? (x.shape[i - shape.length + x.rank] ?? 1) : size));
  return tf.broadcastTo(x, known);
}

/** Equal parts, or cut at the given places. */
function split(given: OperationArguments): Tensor[] {
  const x = given.tensor('x');
  const axis = inferAxis(given.integer('axis', 0), x.rank);
  const sections = given.value('indices_or_sections');
  const size = x.shape[axis] ?? 0;
  const apart = (cuts: number | number[]): Tensor[] => {
    const whole = tf.split(x.dtype === 'bool' ? tf.cast(x, 'int32') : x, cuts, axis);
    return x.dtype === 'bool' ? whole.map((part) => tf.cast(part, 'bool')) : whole;
  };
  if (typeof sections === 'number') return apart(sections);
  const places = [0, ...(given.integers('indices_or_sections') ?? []), size];
  return apart(places.slice(1).map((end, i) => end - (places[i] ?? 0)));
}

function unstack(given: OperationArguments): Tensor[] {
  const x = given.tensor('x');
  const axis = inferAxis(given.integer('axis', 0), x.rank);
  return tf.split(x, x.shape[axis] ?? 1, axis).map((part) => tf.squeeze(part, [axis]));
}

/** The shape of x filled with one number. */
const filled = (fill: (given: OperationArguments) => number): Operation =>
  operation(NUMPY, 'x fill_value', (given) => {
    const x = given.tensor('x');
    return tf.cast(tf.fill(x.shape, fill(given)), given.type('dtype') ?? (x.dtype as 'float32'));
  });

/** Zeros on one side of a diagonal of the last two axes. */
const triangle = (keeps: (row: Tensor, column: Tensor) => Tensor): Operation =>
  move((x, given) => {
    const [rows = 1, columns = 1] = x.shape.slice(-2);
    const row = tf.reshape(tf.range(0, rows), [rows, 1]);
    const column = tf.sub(tf.reshape(tf.range(0, columns), [1, columns]), given.integer('k', 0));
    return tf.mul(x, tf.cast(keeps(row, column), x.dtype));
  });

/** Places and order of numbers, not the numbers. */
export const SHAPES = {
  Reshape: lowered(
    move((x, given) => tf.reshape(x, target(x, given.sizes('newshape'), given))),
    lowerReshaping,
  ),
  Ravel: move((x) => tf.reshape(x, [-1])),
  Transpose: move(transpose),
  Swapaxes: move(swapAxes),
  Moveaxis: move(moveAxes),
  ExpandDims: move(expandDims),
  Squeeze: move(squeeze),
  Flip: move(flip),
  Fliplr: move((x) => tf.reverse(x, 1)),
  Flipud: move((x) => tf.reverse(x, 0)),
  Roll: move(roll),
  Tile: move(tile, 'x repeats'),
  Repeat: move(repeated),
  Pad: move(pad),
  BroadcastTo: move(broadcast),
  Tril: triangle(later('greaterEqual')),
  Triu: triangle(later('lessEqual')),
  Concatenate: lowered(
    join((xs, given) => tf.concat(xs, inferAxis(given.integer('axis', 0), xs[0]?.rank ?? 1))),
    lowerConcatenation,
  ),
  Stack: join((xs, given) => tf.stack(xs, inferAxis(given.integer('axis', 0), (xs[0]?.rank ?? 0) + 1))),
  Hstack: join((xs) => tf.concat(xs, (xs[0]?.rank ?? 1) > 1 ? 1 : 0)),
  Vstack: join((xs) => tf.concat(xs, 0)),
  Append: operation(NUMPY, 'x1 x2', (given) => {
    const axis = given.integers('axis')?.[0];
    const tensors = alike([given.tensor('x1'), given.tensor('x2')]);
    if (axis === undefined)
      return tf.concat(
        tensors.map((x) => tf.reshape(x, [-1])),
        0,
      );
    return tf.concat(tensors, inferAxis(axis, tensors[0]?.rank ?? 1));
  }),
  Split: operation(NUMPY, 'x', split),
  ArraySplit: operation(NUMPY, 'x', split),
  Unstack: operation('ops/core.py', 'x', unstack),
  ZerosLike: filled(() => 0),
  OnesLike: filled(() => 1),
  FullLike: filled((given) => given.number('fill_value')),
  Diff: operation(NUMPY, 'a', (given) => {
    const a = given.tensor('a');
    const axis = inferAxis(given.integer('axis', -1), a.rank);
    return range(given.integer('n', 1)).reduce((x: Tensor) => {
      const size = x.shape[axis] ?? 1;
      const ends = tf.split(x, [1, size - 1], axis)[1] as Tensor;
      return tf.sub(ends, tf.split(x, [size - 1, 1], axis)[0] as Tensor);
    }, a);
  }),
} as const satisfies Record<string, Operation>;
