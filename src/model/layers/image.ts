import type { LayerConfig } from '../config/layer-config.ts';
import { lowerRescaling } from '../plan/lower/normalisation.ts';
import { tf } from '../tf.ts';
import { assertAllocatable } from './allocation.ts';
import { asChannelsLast } from './axes.ts';
import { layer } from './definition.ts';
import { INTERPOLATIONS, resize } from './resampling.ts';

type Size = readonly [height: number, width: number];

/** scale · x + offset. Masks end at it in Keras 2. */
export const rescaling = layer({
  source: 'preprocessing/rescaling.py',
  options: (config) => ({
    scale: config.numbers('scale') ?? [1],
    offset: config.numbers('offset') ?? [0],
    passesMask: config.context.kerasMajor > 2,
  }),
  mask: (_x, { options, masks: [mask] }) => (options.passesMask ? mask : undefined),
  lower: lowerRescaling,
  lowersWhole: true,
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

/** The largest middle part with the proportions of the target, at least one pixel. */
function cropToAspect(x: tf.Tensor, [height, width]: Size): tf.Tensor {
  const [, inHeight = 0, inWidth = 0] = x.shape;
  return cropCentre(x, [
    Math.max(1, Math.min(inHeight, Math.floor((inWidth * height) / width))),
    Math.max(1, Math.min(inWidth, Math.floor((inHeight * width) / height))),
  ]);
}

/** A border that gives the pictures the proportions of the target. */
function padToAspect(x: tf.Tensor, [height, width]: Size, fill: number): tf.Tensor {
  const [, inHeight = 0, inWidth = 0] = x.shape;
  const border = (size: number, wanted: number): [number, number] => {
    const half = Math.max(0, Math.floor((wanted - size) / 2));
    return [half, half];
  };
  const tall = border(inHeight, Math.floor((inWidth * height) / width));
  const wide = border(inWidth, Math.floor((inHeight * width) / height));
  return tf.pad(x, [[0, 0], tall, wide, [0, 0]], fill);
}

type Fit = 'stretch' | 'crop' | 'pad';

function readFit(config: LayerConfig): Fit {
  if (config.boolean('crop_to_aspect_ratio', false)) return 'crop';
  return config.boolean('pad_to_aspect_ratio', false) ? 'pad' : 'stretch';
}

/** Pictures in another size, stretched, cropped or padded. */
export const resizing = layer({
  source: 'preprocessing/image_preprocessing/resizing.py',
  only: { fill_mode: 'constant' },
  options: (config) => ({
    size: [config.count('height'), config.count('width')] as const,
    method: config.choice('interpolation', INTERPOLATIONS, 'bilinear'),
    fit: readFit(config),
    fill: config.number('fill_value', 0),
    antialias: config.boolean('antialias', false),
    channelsFirst: config.channelsFirst(),
  }),
  run: (x, { options: { size, method, fit, fill, antialias, channelsFirst }, layer }) =>
    asChannelsLast(x, channelsFirst, (x) => {
      assertAllocatable(layer, [...size, x.shape[0] ?? 1, x.shape[3] ?? 1]);
      const fitted =
        fit === 'stretch' ? x : fit === 'crop' ? cropToAspect(x, size) : padToAspect(x, size, fill);
      return resize(fitted, size, method, antialias);
    }),
});

function readSize(config: LayerConfig) {
  return {
    size: [config.count('height'), config.count('width')] as const,
    channelsFirst: config.channelsFirst(),
  };
}

/** The middle of the pictures; smaller pictures are cropped to its proportions and enlarged. */
export const centerCrop = layer({
  source: 'preprocessing/image_preprocessing/center_crop.py',
  options: readSize,
  run: (x, { options: { size, channelsFirst }, layer }) =>
    asChannelsLast(x, channelsFirst, (x) => {
      assertAllocatable(layer, [...size, x.shape[0] ?? 1, x.shape[3] ?? 1]);
      const [, height = 0, width = 0] = x.shape;
      const fits = height >= size[0] && width >= size[1];
      return fits ? cropCentre(x, size) : resize(cropToAspect(x, size), size, 'bilinear');
    }),
});

/** Random during training only. At inference Keras 3 hands pictures on; Keras 2 crops their middle and resizes it. */
export const randomCrop = layer({
  source: 'preprocessing/image_preprocessing/random_crop.py',
  trains: 'always',
  options: (config) => ({ ...readSize(config), handsOn: config.context.kerasMajor > 2 }),
  run: (x, { options: { size, channelsFirst, handsOn }, layer }) => {
    if (handsOn) return x;
    assertAllocatable(layer, [...size, ...x.shape.slice(0, 1), x.shape[3] ?? 1]);
    return asChannelsLast(x, channelsFirst, (x) => resize(cropToAspect(x, size), size, 'bilinear'));
  },
});
