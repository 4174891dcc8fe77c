import { conv2d, depthwiseConv2d, type Padding } from '../convolve.ts';
import { tf } from '../tf.ts';
import { type Attributes, textOf } from './attribute.ts';
import { invalidGraph, shown } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/** How windows move. */
interface Window {
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly dilations: readonly [number, number];
}

/** A convolution of a picture and a filter. */
const convolution =
  (run: (x: tf.Tensor4D, filter: tf.Tensor4D, window: Window, operation: Operation) => tf.Tensor4D) =>
  (operation: Operation): Kernel => {
    const { name, attributes } = operation;
    const [, strideHeight = 1, strideWidth = 1] = attributes.get('strides')?.list?.i ?? [];
    const [, rate = 1, rateWidth = rate] = attributes.get('dilations')?.list?.i ?? [];
    const window: Window = {
      strides: [strideHeight, strideWidth],
      padding: paddingOf(attributes),
      dilations: [rate, rateWidth],
    };
    return ([x, filter]) => {
      if (!isRank4(x) || !isRank4(filter)) throw invalidGraph(`"${shown(name)}" lacks an input.`, name);
      return run(x, filter, window, operation);
    };
  };

/**
 * A convolution in as many groups as the input is deeper than the filter: how TensorFlow has Keras's `groups`, and
 * TensorFlow.js does not. Source: tensorflow/core/kernels/conv_ops_impl.h
 */
export const groupedConvolution = convolution((x, filter, { strides, padding, dilations }, { name }) => {
  const groups = x.shape[3] / filter.shape[2];
  if (groups === 1) return conv2d(x, filter, strides, padding, dilations);
  if (!Number.isInteger(groups) || filter.shape[3] % groups !== 0) {
    throw invalidGraph(`"${shown(name)}" has a filter that does not fit its input.`, name);
  }
  if (filter.shape[2] === 1) {
    const [height, width, , outputs] = filter.shape;
    const depthwise = tf.reshape(filter, [height, width, groups, outputs / groups]) as tf.Tensor4D;
    return depthwiseConv2d(x, depthwise, strides, padding, dilations);
  }
  const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
  const parts = tf
    .split<tf.Tensor4D>(x, groups, 3)
    .map((part, i) => conv2d(part, filters[i] ?? filter, strides, padding, dilations));
  return tf.concat(parts, 3);
});

export const depthwiseConvolution = convolution((x, filter, { strides, padding, dilations }) =>
  depthwiseConv2d(x, filter, strides, padding, dilations),
);

function paddingOf(attributes: Attributes): Padding {
  const padding = textOf(attributes.get('padding'));
  if (padding !== 'EXPLICIT') return padding === 'SAME' ? 'same' : 'valid';
  const [, , top = 0, bottom = 0, left = 0, right = 0] = attributes.get('explicit_paddings')?.list?.i ?? [];
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function isRank4(tensor: tf.Tensor | undefined): tensor is tf.Tensor4D {
  return tensor?.rank === 4;
}
