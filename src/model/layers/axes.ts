import { tf } from '../tf.ts';

type Tensor = tf.Tensor;

/** `-1` → the last axis. @throws {Error} an axis that the tensor does not have */
export function inferAxis(axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= rank) throw new Error(`axis ${axis} of a tensor of ${rank} dimensions`);
  return positive;
}

export function inferAxes(axes: readonly number[], rank: number): number[] {
  return axes.map((axis) => inferAxis(axis, rank));
}

/** `[0, 1, …, n − 1]` */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The same weights for every other axis: `[2, 3]` on axes 1 and 3 of a rank-4 tensor → `[1, 2, 1, 3]`. */
export function broadcastOn(weights: Tensor, axes: readonly number[], x: Tensor): Tensor {
  return tf.reshape(
    weights,
    x.shape.map((size, axis) => (axes.includes(axis) ? size : 1)),
  );
}

/** Softmax over one axis or several together. TensorFlow.js knows only the last. */
export function softmaxOver(x: Tensor, axes: readonly number[]): Tensor {
  const over = inferAxes(axes, x.rank);
  if (over.length === 1 && over[0] === x.rank - 1) return tf.softmax(x);
  const powers = tf.exp(tf.sub(x, tf.max(x, over, true)));
  return tf.div(powers, tf.sum(powers, over, true));
}

/** Runs a channels-last function on a channels-first tensor. */
export function asChannelsLast(x: Tensor, channelsFirst: boolean, run: (x: Tensor) => Tensor): Tensor {
  if (!channelsFirst) return run(x);
  const spatial = range(x.rank - 2);
  const y = run(tf.transpose(x, [0, ...spatial.map((i) => i + 2), 1]));
  return y.rank === x.rank ? tf.transpose(y, [0, x.rank - 1, ...spatial.map((i) => i + 1)]) : y;
}

/** Repeats every element along an axis, as `numpy.repeat`. */
export function repeat(x: Tensor, times: number, axis: number): Tensor {
  const spread = tf.expandDims(x, axis + 1);
  const repeated = tf.tile(
    spread,
    spread.shape.map((_, i) => (i === axis + 1 ? times : 1)),
  );
  return tf.reshape(
    repeated,
    x.shape.map((size, i) => (i === axis ? size * times : size)),
  );
}

/** Part of one axis. */
export function sliceAxis(x: Tensor, axis: number, begin: number, size: number): Tensor {
  return tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? begin : 0)),
    x.shape.map((all, i) => (i === axis ? size : all)),
  );
}

/** Moves one axis to another place, as `numpy.moveaxis`. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const order = range(x.rank).filter((axis) => axis !== from);
  order.splice(to, 0, from);
  return tf.transpose(x, order);
}
