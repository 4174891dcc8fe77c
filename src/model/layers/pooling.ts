import { lowerGlobalAverage1D, lowerGlobalPooling, lowerPooling } from '../plan/lower/pooling.ts';
import { tf } from '../tf.ts';
import { assertAllocatable } from './allocation.ts';
import { asChannelsLast, range, sliceAxis } from './axes.ts';
import { asPicture } from './convolution.ts';
import { layer } from './definition.ts';

type Tensor = tf.Tensor;
type Rank = 1 | 2 | 3;
type Kind = 'max' | 'average';

interface Window {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: 'valid' | 'same';
}

export function pool(x: Tensor, kind: Kind, { size, strides, padding }: Window): Tensor {
  if (size.length === 3) {
    const run = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
    return run(
      x as tf.Tensor5D,
      size as [number, number, number],
      strides as [number, number, number],
      padding,
    );
  }
  const run = kind === 'max' ? tf.maxPool : tf.avgPool;
  if (size.length === 2) {
    return run(x as tf.Tensor4D, size as [number, number], strides as [number, number], padding);
  }
  const [length = 1] = size;
  const [stride = 1] = strides;
  return asPicture(x, (picture) => run(picture as tf.Tensor4D, [1, length], [1, stride], padding));
}

/** The largest value or the mean of each window; padding counts for nothing. */
const pooling = (kind: Kind, rank: Rank) =>
  layer({
    source: 'pooling/base_pooling.py',
    options: (config) => {
      const size = config.sizes('pool_size', rank, 2);
      const strides = config.value('strides') === undefined ? size : config.sizes('strides', rank);
      const padding = config.choice('padding', ['valid', 'same'], 'valid');
      return { size, strides, padding, channelsFirst: config.channelsFirst() };
    },
    lower: lowerPooling(kind),
    run: (x, { options }) => asChannelsLast(x, options.channelsFirst, (x) => pool(x, kind, options)),
  });

export const maxPooling1D = pooling('max', 1);
export const maxPooling2D = pooling('max', 2);
export const maxPooling3D = pooling('max', 3);
export const averagePooling1D = pooling('average', 1);
export const averagePooling2D = pooling('average', 2);
export const averagePooling3D = pooling('average', 3);

/** The largest value or the mean of each channel. */
const globalPooling = (kind: Kind, rank: Rank) =>
  layer({
    source: 'pooling/base_global_pooling.py',
    options: (config) => ({
      axes: range(rank).map((i) => i + (config.channelsFirst() ? 2 : 1)),
      keepDims: config.boolean('keepdims', false),
    }),
    lower: lowerGlobalPooling(kind),
    run: (x, { options: { axes, keepDims } }) => (kind === 'max' ? tf.max : tf.mean)(x, axes, keepDims),
  });

export const globalMaxPooling1D = globalPooling('max', 1);
export const globalMaxPooling2D = globalPooling('max', 2);
export const globalMaxPooling3D = globalPooling('max', 3);
export const globalAveragePooling2D = globalPooling('average', 2);
export const globalAveragePooling3D = globalPooling('average', 3);

/** Σ mask · x / Σ mask over the steps; all steps where there is no mask. */
export const globalAveragePooling1D = layer({
  source: 'pooling/global_average_pooling1d.py',
  options: (config) => ({
    steps: config.channelsFirst() ? 2 : 1,
    keepDims: config.boolean('keepdims', false),
  }),
  lower: lowerGlobalAverage1D,
  run: (x, { options: { steps, keepDims }, masks: [mask] }) => {
    if (mask === undefined) return tf.mean(x, steps, keepDims);
    const used = tf.expandDims(tf.cast(mask, 'float32'), steps === 1 ? 2 : 1);
    return tf.div(tf.sum(tf.mul(x, used), steps, keepDims), tf.sum(used, steps, keepDims));
  },
});

/** The part of an axis that the i-th of n windows covers: windows overlap where n does not divide the size. */
function adaptiveWindow(x: Tensor, axis: number, i: number, n: number): Tensor {
  const size = x.shape[axis] ?? 1;
  const start = Math.floor((i * size) / n);
  return sliceAxis(x, axis, start, Math.ceil(((i + 1) * size) / n) - start);
}

/** As many windows along each axis as the output has; axis after axis, which is the same. */
const adaptivePooling = (kind: Kind, rank: Rank) =>
  layer({
    source: `pooling/adaptive_${kind}_pooling${rank}d.py`,
    options: (config) => ({
      sizes: config.sizes('output_size', rank),
      channelsFirst: config.channelsFirst(),
    }),
    run: (x, { options: { sizes, channelsFirst }, layer }) => {
      const reduce = kind === 'max' ? tf.max : tf.mean;
      assertAllocatable(layer, [...sizes, x.shape[0] ?? 1]);
      return sizes.reduce((y: Tensor, n, i) => {
        const axis = i + (channelsFirst ? 2 : 1);
        const windows = range(n).map((window) => reduce(adaptiveWindow(y, axis, window, n), axis, true));
        return tf.concat(windows, axis);
      }, x);
    },
  });

export const adaptiveMaxPooling1D = adaptivePooling('max', 1);
export const adaptiveMaxPooling2D = adaptivePooling('max', 2);
export const adaptiveMaxPooling3D = adaptivePooling('max', 3);
export const adaptiveAveragePooling1D = adaptivePooling('average', 1);
export const adaptiveAveragePooling2D = adaptivePooling('average', 2);
export const adaptiveAveragePooling3D = adaptivePooling('average', 3);
