import type { LayerConfig } from '../config/layer-config.ts';
import { conv2d, depthwiseConv2d } from '../convolve.ts';
import { lowerConvolution } from '../plan/lower/convolution.ts';
import { lowerDepthwise, lowerSeparable } from '../plan/lower/depthwise.ts';
import { tf } from '../tf.ts';
import { asChannelsLast } from './axes.ts';
import { layer, weight } from './definition.ts';
import { finish, readBias } from './dense.ts';

type Tensor = tf.Tensor;
type Rank = 1 | 2 | 3;

export interface Window {
  readonly rank: Rank;
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
  readonly channelsFirst: boolean;
}

export function readWindow(config: LayerConfig, rank: Rank): Window {
  return {
    rank,
    strides: config.sizes('strides', rank, 1),
    dilation: config.sizes('dilation_rate', rank, 1),
    padding:
      rank === 1
        ? config.choice('padding', ['valid', 'same', 'causal'], 'valid')
        : config.choice('padding', ['valid', 'same'], 'valid'),
    channelsFirst: config.channelsFirst(),
  };
}

/** TensorFlow.js convolves pictures; a sequence is a picture one pixel high. */
export function asPicture(x: Tensor, run: (picture: Tensor) => Tensor): Tensor {
  return tf.squeeze(run(tf.expandDims(x, 1)), [1]);
}

/** Zeros before the first time step, so that no output sees the future. */
function padCausally(x: Tensor, kernelSize: number, dilation: number): Tensor {
  return tf.pad(x, [
    [0, 0],
    [dilation * (kernelSize - 1), 0],
    [0, 0],
  ]);
}

function pair(values: readonly number[]): [number, number] {
  const [first = 1, second = first] = values;
  return [first, second];
}

function triple(values: readonly number[]): [number, number, number] {
  const [first = 1, second = first, third = second] = values;
  return [first, second, third];
}

/** Channels-last convolution of any rank, without groups. */
export function convolve(x: Tensor, kernel: Tensor, window: Window): Tensor {
  const { rank, strides, dilation } = window;
  const padding = window.padding === 'causal' ? 'valid' : window.padding;
  if (rank === 3) {
    return tf.conv3d(
      x as tf.Tensor5D,
      kernel as tf.Tensor5D,
      triple(strides),
      padding,
      'NDHWC',
      triple(dilation),
    );
  }
  if (rank === 2) {
    return conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, pair(strides), padding, pair(dilation));
  }
  const [size = 1] = kernel.shape;
  const padded = window.padding === 'causal' ? padCausally(x, size, dilation[0] ?? 1) : x;
  return asPicture(padded, (picture) =>
    conv2d(picture as tf.Tensor4D, tf.expandDims(kernel, 0) as tf.Tensor4D, [1, strides[0] ?? 1], padding, [
      1,
      dilation[0] ?? 1,
    ]),
  );
}

/** Each group of filters sees its own group of input channels. */
function convolveInGroups(x: Tensor, kernel: Tensor, window: Window, groups: number): Tensor {
  if (groups === 1) return convolve(x, kernel, window);
  const kernels = tf.split(kernel, groups, -1);
  const parts = tf.split(x, groups, -1).map((part, i) => convolve(part, kernels[i] as Tensor, window));
  return tf.concat(parts, -1);
}

/** activation(x ∗ kernel + bias) */
const convolution = (rank: Rank) =>
  layer({
    source: 'convolutional/base_conv.py',
    only: { quantization_config: null },
    options: (config) => ({
      ...readWindow(config, rank),
      ...readBias(config),
      filters: config.count('filters'),
      kernelSize: config.sizes('kernel_size', rank),
      groups: config.count('groups', 1),
    }),
    weights: ({ kernelSize, filters, useBias }) => [
      weight('kernel', [...kernelSize, null, filters]),
      useBias && weight('bias', [filters]),
    ],
    lower: lowerConvolution,
    run: (x, running) =>
      asChannelsLast(x, running.options.channelsFirst, (x) => {
        const { weights, options } = running;
        return finish(convolveInGroups(x, weights.get('kernel'), options, options.groups), running);
      }),
  });

export const conv1D = convolution(1);
export const conv2D = convolution(2);
export const conv3D = convolution(3);

/** Every input channel by its own kernels. The picture form of both ranks. */
function convolveDepthwise(x: Tensor, kernel: Tensor, window: Window): Tensor {
  const { rank, strides, dilation } = window;
  if (window.padding === 'causal')
    return convolveDepthwise(padded(x, kernel, window), kernel, { ...window, padding: 'valid' });
  const run = (x: Tensor, kernel: Tensor, dilation: [number, number]) =>
    depthwiseConv2d(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      pair(strides),
      window.padding as 'same',
      dilation,
    );
  if (rank === 2) return run(x, kernel, pair(dilation));
  return asPicture(x, (picture) => run(picture, tf.expandDims(kernel, 0), [1, dilation[0] ?? 1]));
}

function padded(x: Tensor, kernel: Tensor, { dilation }: Window): Tensor {
  return padCausally(x, kernel.shape[0] ?? 1, dilation[0] ?? 1);
}

function readDepthwise(config: LayerConfig, rank: 1 | 2) {
  return {
    ...readWindow(config, rank),
    ...readBias(config),
    kernelSize: config.sizes('kernel_size', rank),
    multiplier: config.count('depth_multiplier', 1),
  };
}

/** activation(x ∗ kernel + bias), channel by channel */
const depthwiseConvolution = (rank: 1 | 2) =>
  layer({
    source: 'convolutional/base_depthwise_conv.py',
    options: (config) => readDepthwise(config, rank),
    weights: ({ kernelSize, multiplier, useBias }) => [
      weight('kernel', [...kernelSize, null, multiplier]),
      useBias && weight('bias', [null]),
    ],
    lower: lowerDepthwise,
    run: (x, running) =>
      asChannelsLast(x, running.options.channelsFirst, (x) =>
        finish(convolveDepthwise(x, running.weights.get('kernel'), running.options), running),
      ),
  });

export const depthwiseConv1D = depthwiseConvolution(1);
export const depthwiseConv2D = depthwiseConvolution(2);

/** activation(depthwise(x) · pointwise + bias) */
const separableConvolution = (rank: 1 | 2) =>
  layer({
    source: 'convolutional/base_separable_conv.py',
    options: (config) => ({ ...readDepthwise(config, rank), filters: config.count('filters') }),
    weights: ({ kernelSize, multiplier, filters, useBias }) => [
      weight('depthwise_kernel', [...kernelSize, null, multiplier]),
      weight('pointwise_kernel', [...kernelSize.map(() => 1), null, filters]),
      useBias && weight('bias', [filters]),
    ],
    lower: lowerSeparable,
    run: (x, running) =>
      asChannelsLast(x, running.options.channelsFirst, (x) => {
        const { weights, options } = running;
        const channels = convolveDepthwise(x, weights.get('depthwise_kernel'), options);
        const mixed = convolve(channels, weights.get('pointwise_kernel'), pointwise(options));
        return finish(mixed, running);
      }),
  });

function pointwise(window: Window): Window {
  const ones = window.strides.map(() => 1);
  return { ...window, strides: ones, dilation: ones, padding: 'valid' };
}

export const separableConv1D = separableConvolution(1);
export const separableConv2D = separableConvolution(2);
