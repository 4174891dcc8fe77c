import { isValue, Value } from '../graph.ts';
import { tf } from '../tf.ts';
import type { Running } from './definition.ts';

type Tensor = tf.Tensor;

/** What masked scores lose or become: e⁻¹⁰⁰⁰⁰⁰⁰⁰⁰⁰ is nothing. */
export const MASKED = -1e9;

/** t − s for every step t and every other step s: (1, steps, others) */
function distances(steps: number, others: number): Tensor {
  const rows = tf.reshape(tf.range(0, steps, 1, 'int32'), [1, steps, 1]);
  return tf.sub(rows, tf.reshape(tf.range(0, others, 1, 'int32'), [1, 1, others]));
}

/** True where step t may look at step s ≤ t. */
export function causalMask(steps: number, others: number): Tensor {
  return tf.greaterEqual(distances(steps, others), 0);
}

/** True where two steps are less than `window` apart. */
export function windowMask(steps: number, others: number, window: number): Tensor {
  return tf.less(tf.abs(distances(steps, others)), window);
}

export function allOf(masks: readonly (Tensor | undefined | false)[]): Tensor | undefined {
  const given = masks.filter((mask) => mask !== undefined && mask !== false);
  return given
    .map((mask) => tf.cast(mask, 'bool'))
    .reduce<Tensor | undefined>((a, b) => (a ? tf.logicalAnd(a, b) : b), undefined);
}

/** An argument with its mask, by position or by name: Keras 2 writes all but the first by name. */
export function argument(
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
export function keyword({ call }: Running<unknown>, name: string): Tensor | undefined {
  const value = call.kwargs[name];
  return isValue(value) ? value.tensor : undefined;
}
