import { tf } from './tf.ts';

type Picture = tf.Tensor4D;
type Pair = readonly [number, number];
export type Padding = Parameters<typeof tf.conv2d>[3];

type Run = (x: Picture, filter: Picture, strides: Pair, padding: Padding, dilations: Pair) => Picture;

/** Channels last. */
export const conv2d: Run = (...given) =>
  withSamePadding(given, (x, filter, strides, padding, dilations) =>
    tf.conv2d(x, filter, [...strides], padding, 'NHWC', [...dilations]),
  );

/** Channels last, each channel by its own filters. */
export const depthwiseConv2d: Run = (...given) =>
  withSamePadding(given, (x, filter, strides, padding, dilations) =>
    tf.depthwiseConv2d(x, filter, [...strides], padding as 'same', 'NHWC', [...dilations]),
  );

/**
 * TensorFlow.js's wasm backend is wrong where SAME leaves pixels of an axis unused, because the window is smaller than
 * its stride: the padding of that axis becomes a huge unsigned number (4.22, November 2026; found by
 * tests/fixtures/random-graphs). Such pictures are padded beforehand.
 */
function withSamePadding(given: Parameters<Run>, run: Run): Picture {
  const [x, filter, strides, padding, dilations] = given;
  if (padding !== 'same') return run(...given);
  const missing = ([0, 1] as const).map((axis) => {
    const size = x.shape[axis + 1] ?? 0;
    const stride = strides[axis] ?? 1;
    const extent = ((filter.shape[axis] ?? 1) - 1) * (dilations[axis] ?? 1) + 1;
    return (Math.ceil(size / stride) - 1) * stride + extent - size;
  });
  if (missing.every((n) => n >= 0)) return run(...given);
  const [rows = [0, 0], columns = [0, 0]] = missing.map(halves);
  const padded = missing.some((n) => n > 0) ? tf.pad(x, [[0, 0], rows, columns, [0, 0]]) : x;
  return run(padded, filter, strides, 'valid', dilations);
}

/** Of an odd number, the larger half goes behind. Source: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 */
function halves(missing: number): [number, number] {
  const all = Math.max(missing, 0);
  return [Math.floor(all / 2), Math.ceil(all / 2)];
}
