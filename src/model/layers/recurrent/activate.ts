import { tf } from '../../tf.ts';
import type { Activation } from '../activations.ts';

export type InPlace = (values: Float64Array, from: number, to: number) => void;

/** An activation on part of an array. The usual ones run on plain numbers; rare ones take the way of tensors. */
export function inPlace({ apply, scalar }: Activation): InPlace {
  if (scalar !== undefined) {
    return (values, from, to) => {
      for (let i = from; i < to; i++) values[i] = scalar(values[i] as number);
    };
  }
  return (values, from, to) => {
    const part = Float32Array.from(values.subarray(from, to));
    values.set(
      tf.tidy(() => apply(tf.tensor2d(part, [1, part.length])).dataSync()),
      from,
    );
  };
}
