import { isList } from '../config/json.ts';
import type { LayerConfig } from '../config/layer-config.ts';
import {
  lowerCropping,
  lowerFlatten,
  lowerPermute,
  lowerRepeatVector,
  lowerReshape,
  lowerUpSampling,
  lowerZeroPadding,
} from '../plan/lower/reshaping.ts';
import { tf } from '../tf.ts';
import { assertAllocatable } from './allocation.ts';
import { asChannelsLast, range, repeat } from './axes.ts';
import { layer } from './definition.ts';
import { INTERPOLATIONS, resize } from './resampling.ts';

type Rank = 1 | 2 | 3;

/** One row of numbers per example; channels last, however they came. */
export const flatten = layer({
  source: 'reshaping/flatten.py',
  options: (config) => ({ channelsFirst: config.channelsFirst() }),
  lower: lowerFlatten,
  lowersWhole: true,
  run: (x, { options }) => {
    const moved =
      options.channelsFirst && x.rank > 2
        ? tf.transpose(x, [0, ...range(x.rank - 2).map((i) => i + 2), 1])
        : x;
    return tf.reshape(moved, [x.shape[0] ?? 0, moved.size / Math.max(x.shape[0] ?? 1, 1)]);
  },
});

export const reshape = layer({
  source: 'reshaping/reshape.py',
  options: (config) => ({ target: config.integers('target_shape') ?? [] }),
  lower: lowerReshape,
  lowersWhole: true,
  run: (x, { options }) => tf.reshape(x, [x.shape[0] ?? 0, ...options.target]),
});

export const permute = layer({
  source: 'reshaping/permute.py',
  options: (config) => ({ dims: config.integers('dims') ?? [] }),
  lower: lowerPermute,
  run: (x, { options }) => tf.transpose(x, [0, ...options.dims]),
});

/** (rows, features) → (rows, n, features) */
export const repeatVector = layer({
  source: 'reshaping/repeat_vector.py',
  options: (config) => ({ n: config.count('n') }),
  lower: lowerRepeatVector,
  run: (x, { options: { n }, layer }) => {
    assertAllocatable(layer, [n, ...x.shape]);
    return tf.tile(tf.expandDims(x, 1), [1, n, 1]);
  },
});

type Pairs = readonly (readonly [number, number])[];

/** `2`, `[1, 2]` or `[[1, 2], [3, 4]]`: how much before and after on each axis. */
function readPairs(config: LayerConfig, key: string, rank: Rank): Pairs {
  const value = config.value(key);
  if (rank === 1) {
    const [before, after] = config.sizes(key, isList(value) ? 2 : 1, 1, 0) as [number, number?];
    return [[before, after ?? before]];
  }
  if (!isList(value) || !value.some(isList)) {
    return config.sizes(key, rank, 1, 0).map((size) => [size, size] as const);
  }
  const flat = config.numbers(key) ?? [];
  if (flat.length !== 2 * rank || !flat.every((n) => Number.isSafeInteger(n) && n >= 0)) {
    throw config.invalid(key, `${rank} pairs of integers of at least 0`);
  }
  return range(rank).map((i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0] as const);
}

const zeroPadding = (rank: Rank) =>
  layer({
    source: `reshaping/zero_padding${rank}d.py`,
    options: (config) => ({
      pairs: readPairs(config, 'padding', rank),
      channelsFirst: rank > 1 && config.channelsFirst(),
    }),
    lower: lowerZeroPadding,
    run: (x, { options, layer }) =>
      asChannelsLast(x, options.channelsFirst, (x) => {
        const pads: [number, number][] = [
          [0, 0],
          ...options.pairs.map(([a, b]): [number, number] => [a, b]),
          [0, 0],
        ];
        // TensorFlow.js's wasm kernel writes beyond its tensors for more pads than axes (4.22, November 2026).
        if (x.rank !== pads.length) throw new Error(`a tensor of ${pads.length} dimensions is needed`);
        assertAllocatable(
          layer,
          x.shape.map((size, i) => size + (pads[i]?.[0] ?? 0) + (pads[i]?.[1] ?? 0)),
        );
        return tf.pad(x, pads);
      }),
  });

export const zeroPadding1D = zeroPadding(1);
export const zeroPadding2D = zeroPadding(2);
export const zeroPadding3D = zeroPadding(3);

const cropping = (rank: Rank) =>
  layer({
    source: `reshaping/cropping${rank}d.py`,
    options: (config) => ({
      pairs: readPairs(config, 'cropping', rank),
      channelsFirst: rank > 1 && config.channelsFirst(),
    }),
    lower: lowerCropping,
    run: (x, { options: { pairs, channelsFirst } }) =>
      asChannelsLast(x, channelsFirst, (x) => {
        const kept = pairs.map(([before, after], i) => (x.shape[i + 1] ?? 0) - before - after);
        const begin = [0, ...pairs.map(([before]) => before), 0];
        return tf.slice(x, begin, [x.shape[0] ?? 0, ...kept, x.shape[x.rank - 1] ?? 0]);
      }),
  });

export const cropping1D = cropping(1);
export const cropping2D = cropping(2);
export const cropping3D = cropping(3);

/** Every element repeated along every spatial axis. */
function enlarge(x: tf.Tensor, sizes: readonly number[]): tf.Tensor {
  return sizes.reduce((y, size, i) => (size === 1 ? y : repeat(y, size, i + 1)), x);
}

const upSampling = (rank: Rank) =>
  layer({
    source: `reshaping/up_sampling${rank}d.py`,
    options: (config) => ({
      sizes: config.sizes('size', rank, 2),
      channelsFirst: rank > 1 && config.channelsFirst(),
      interpolation: config.choice('interpolation', INTERPOLATIONS, 'nearest'),
    }),
    lower: lowerUpSampling,
    run: (x, { options: { sizes, channelsFirst, interpolation }, layer }) =>
      asChannelsLast(x, channelsFirst, (x) => {
        assertAllocatable(layer, [...x.shape, ...sizes]);
        if (interpolation === 'nearest') return enlarge(x, sizes);
        const [height = 1, width = 1] = sizes.map((size, i) => size * (x.shape[i + 1] ?? 1));
        return resize(x, [height, width], interpolation);
      }),
  });

export const upSampling1D = upSampling(1);
export const upSampling2D = upSampling(2);
export const upSampling3D = upSampling(3);
