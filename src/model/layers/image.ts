import * as tf from '@tensorflow/tfjs-core';
import { assertAllocatable } from './allocation.ts';
import { asChannelsLast } from './axes.ts';
import { layer } from './definition.ts';

type Size = readonly [height: number, width: number];

/** scale · x + offset */
export const rescaling = layer({
  source: 'preprocessing/rescaling.py',
  mask: 'pass',
  options: (config) => ({ scale: config.numbers('scale') ?? [1], offset: config.numbers('offset') ?? [0] }),
  run: (x, { options: { scale, offset } }) =>
    tf.add(tf.mul(tf.cast(x, 'float32'), constant(scale)), constant(offset)),
});

/** One number, or one per channel (the last axis). */
function constant(values: readonly number[]): tf.Tensor {
  return values.length === 1 ? tf.scalar(values[0] ?? 0) : tf.tensor1d([...values]);
}

/** The middle of the pictures, of the given size. */
function cropCentre(x: tf.Tensor, [height, width]: Size): tf.Tensor {
  const [rows = 0, inHeight = 0, inWidth = 0, channels = 0] = x.shape;
  const top = Math.floor((inHeight - height) / 2);
  const left = Math.floor((inWidth - width) / 2);
  return tf.slice(x, [0, top, left, 0], [rows, height, width, channels]);
}

/** The largest middle part with the proportions of the target. */
function cropToAspect(x: tf.Tensor, [height, width]: Size): tf.Tensor {
  const [, inHeight = 0, inWidth = 0] = x.shape;
  return cropCentre(x, [
    Math.min(inHeight, Math.floor((inWidth * height) / width)),
    Math.min(inWidth, Math.floor((inHeight * width) / height)),
  ]);
}

/** Half-pixel centres, as TensorFlow 2. */
function resize(x: tf.Tensor, [height, width]: Size, method: 'nearest' | 'bilinear'): tf.Tensor {
  const run = method === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
  return run(tf.cast(x, 'float32') as tf.Tensor4D, [height, width], false, true);
}

/** Pictures in another size, stretched or cropped. */
export const resizing = layer({
  source: 'preprocessing/image_preprocessing/resizing.py',
  only: { antialias: false, pad_to_aspect_ratio: false },
  options: (config) => ({
    size: [config.count('height'), config.count('width')] as const,
    method: config.choice('interpolation', ['bilinear', 'nearest'], 'bilinear'),
    crop: config.boolean('crop_to_aspect_ratio', false),
    channelsFirst: config.channelsFirst(),
  }),
  run: (x, { options: { size, method, crop, channelsFirst }, layer }) =>
    asChannelsLast(x, channelsFirst, (x) => {
      assertAllocatable(layer, [...size, x.shape[0] ?? 1, x.shape[3] ?? 1]);
      return resize(crop ? cropToAspect(x, size) : x, size, method);
    }),
});

/** The middle of the pictures; smaller pictures are cropped to its proportions and enlarged. */
export const centerCrop = layer({
  source: 'preprocessing/image_preprocessing/center_crop.py',
  options: (config) => ({
    size: [config.count('height'), config.count('width')] as const,
    channelsFirst: config.channelsFirst(),
  }),
  run: (x, { options: { size, channelsFirst }, layer }) =>
    asChannelsLast(x, channelsFirst, (x) => {
      assertAllocatable(layer, [...size, x.shape[0] ?? 1, x.shape[3] ?? 1]);
      const [, height = 0, width = 0] = x.shape;
      const fits = height >= size[0] && width >= size[1];
      return fits ? cropCentre(x, size) : resize(cropToAspect(x, size), size, 'bilinear');
    }),
});
