import type { LayerConfig } from '../config/layer-config.ts';
import { tf } from '../tf.ts';
import { assertAllocatable } from './allocation.ts';
import { asChannelsLast, range } from './axes.ts';
import { asPicture } from './convolution.ts';
import { layer, weight } from './definition.ts';
import { finish, readBias } from './dense.ts';

type Tensor = tf.Tensor;
type Rank = 1 | 2 | 3;

/** How one axis grows. */
export interface Growth {
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'valid' | 'same';
  readonly outputPadding: number | undefined;
}

/** Keras 3 has another formula than Keras 2 where `output_padding` meets an even kernel. */
function outputSize(size: number, kernel: number, growth: Growth, kerasMajor: 2 | 3): number {
  const { stride, dilation, padding, outputPadding } = growth;
  const extent = (kernel - 1) * dilation + 1;
  if (outputPadding === undefined) {
    return padding === 'same' ? size * stride : size * stride + Math.max(extent - stride, 0);
  }
  const same = kerasMajor === 2 ? extent - 2 * Math.floor(extent / 2) : extent % 2;
  return (size - 1) * stride + (padding === 'same' ? same : extent) + outputPadding;
}

/** Zeros between the elements of an axis. */
function spread(x: Tensor, axis: number, stride: number): Tensor {
  if (stride === 1) return x;
  const size = x.shape[axis] ?? 0;
  const before = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const flat = tf.pad(tf.reshape(x, [before, size, 1, -1]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const wide = (length: number): number[] => x.shape.map((all, i) => (i === axis ? length : all));
  return tf.slice(
    tf.reshape(flat, wide(size * stride)),
    x.shape.map(() => 0),
    wide((size - 1) * stride + 1),
  );
}

/**
 * The gradient of a convolution: an ordinary convolution by the mirrored kernel of the input with zeros in between.
 * TensorFlow.js's own has no dilation, and is wrong in 3D on WASM (tfjs 4.22, November 2026).
 * Source: keras/src/backend/tensorflow/nn.py `conv_transpose`
 *
 * @param x - channels last
 * @param kernel - (…sizes, out, in)
 */
export function convolveTransposed(
  x: Tensor,
  kernel: Tensor,
  growth: readonly Growth[],
  kerasMajor: 2 | 3,
): Tensor {
  const axes = range(growth.length);
  const pads = axes.map((i) => {
    const { stride, dilation, padding } = growth[i] as Growth;
    const [size, taps] = [x.shape[i + 1] ?? 0, kernel.shape[i] ?? 1];
    const extent = (taps - 1) * dilation + 1;
    const output = outputSize(size, taps, growth[i] as Growth, kerasMajor);
    const total = Math.max((Math.ceil(output / stride) - 1) * stride + extent - output, 0);
    const before = extent - 1 - (padding === 'same' ? Math.floor(total / 2) : 0);
    return { output, before, after: Math.max(output + extent - 2 - before - (size - 1) * stride, 0) };
  });
  const wide = axes.reduce((y, i) => spread(y, i + 1, growth[i]?.stride ?? 1), x);
  const padded = tf.pad(wide, [
    [0, 0],
    ...pads.map(({ before, after }): [number, number] => [before, after]),
    [0, 0],
  ]);
  const y = convolve(
    padded,
    mirrored(kernel, axes),
    growth.map(({ dilation }) => dilation),
  );
  return tf.slice(
    y,
    y.shape.map(() => 0),
    [y.shape[0] ?? 0, ...pads.map(({ output }) => output), y.shape[y.rank - 1] ?? 0],
  );
}

/** (…sizes, out, in) → (…sizes backwards, in, out) */
function mirrored(kernel: Tensor, axes: readonly number[]): Tensor {
  return tf.transpose(tf.reverse(kernel, [...axes]), [...axes, axes.length + 1, axes.length]);
}

function convolve(x: Tensor, kernel: Tensor, dilation: readonly number[]): Tensor {
  const [first = 1, second = 1, third = 1] = dilation;
  if (dilation.length === 3) {
    const rates = [first, second, third] as [number, number, number];
    return tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, 1, 'valid', 'NDHWC', rates);
  }
  const flat = (picture: Tensor, kernel: Tensor, rates: [number, number]): Tensor =>
    tf.conv2d(picture as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid', 'NHWC', rates);
  if (dilation.length === 2) return flat(x, kernel, [first, second]);
  return asPicture(x, (picture) => flat(picture, tf.expandDims(kernel, 0), [1, first]));
}

function readGrowth(config: LayerConfig, rank: Rank): Growth[] {
  const strides = config.sizes('strides', rank, 1);
  const dilations = config.sizes('dilation_rate', rank, 1);
  const outputPadding =
    config.value('output_padding') === undefined ? [] : config.sizes('output_padding', rank, 0, 0);
  const padding = config.choice('padding', ['valid', 'same'], 'valid');
  return range(rank).map((i) => ({
    stride: strides[i] ?? 1,
    dilation: dilations[i] ?? 1,
    padding,
    outputPadding: outputPadding[i],
  }));
}

/** activation(transposed convolution + bias) */
const transposed = (rank: Rank) =>
  layer({
    source: 'convolutional/base_conv_transpose.py',
    options: (config) => ({
      ...readBias(config),
      growth: readGrowth(config, rank),
      filters: config.count('filters'),
      kernelSize: config.sizes('kernel_size', rank),
      channelsFirst: config.channelsFirst(),
      kerasMajor: config.context.kerasMajor,
    }),
    weights: ({ kernelSize, filters, useBias }) => [
      weight('kernel', [...kernelSize, filters, null]),
      useBias && weight('bias', [filters]),
    ],
    run: (x, running) =>
      asChannelsLast(x, running.options.channelsFirst, (x) => {
        const { weights, options, layer } = running;
        assertAllocatable(layer, [...x.shape, ...options.growth.map(({ stride }) => stride)]);
        const y = convolveTransposed(x, weights.get('kernel'), options.growth, options.kerasMajor);
        return finish(y, running);
      }),
  });

export const conv1DTranspose = transposed(1);
export const conv2DTranspose = transposed(2);
export const conv3DTranspose = transposed(3);
