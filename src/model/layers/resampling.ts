import { tf } from '../tf.ts';

type Tensor = tf.Tensor;

/** Every interpolation that Keras knows, in any generation. */
export const INTERPOLATIONS = [
  'nearest',
  'bilinear',
  'bicubic',
  'area',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
] as const;

export type Interpolation = (typeof INTERPOLATIONS)[number];

/** A bell around the place that is asked for: weights by distance, none beyond the radius. */
interface Kernel {
  readonly radius: number;
  readonly weigh: (distance: number) => number;
}

const sinc = (x: number): number => Math.sin(Math.PI * x) / (Math.PI * x);

const lanczos = (radius: number): Kernel => ({
  radius,
  weigh: (x) => (x > radius ? 0 : x <= 1e-3 ? 1 : sinc(x) * sinc(x / radius)),
});

/** Keys's cubic, a = −1/2. */
function keysCubic(x: number): number {
  if (x >= 2) return 0;
  return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
}

function mitchellCubic(x: number): number {
  if (x >= 2) return 0;
  return x >= 1 ? (((-7 / 18) * x + 2) * x - 10 / 3) * x + 16 / 9 : (7 / 6) * x * x * x - 2 * x * x + 8 / 9;
}

/** Source: tensorflow/core/kernels/image/sampling_kernels.h */
const KERNELS: Readonly<Record<Exclude<Interpolation, 'nearest' | 'area'>, Kernel>> = {
  bilinear: { radius: 1, weigh: (x) => Math.max(1 - x, 0) },
  bicubic: { radius: 2, weigh: keysCubic },
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
  gaussian: { radius: 1.5, weigh: (x) => (x >= 1.5 ? 0 : Math.exp(-x * x * 2)) },
  mitchellcubic: { radius: 2, weigh: mitchellCubic },
};

/**
 * The part of each input pixel in each output pixel, along one axis: (output, input), rows that sum to 1.
 * Source: tensorflow/core/kernels/image/scale_and_translate_op.cc `ComputeSpansCore`
 */
function spans(input: number, output: number, { radius, weigh }: Kernel, antialias: boolean): Float32Array {
  const ratio = input / output;
  const scale = antialias ? Math.max(ratio, 1) : 1;
  const weights = new Float32Array(output * input);
  for (let to = 0; to < output; to++) {
    const centre = (to + 0.5) * ratio;
    const first = Math.max(0, Math.ceil(centre - radius * scale - 0.5));
    const last = Math.min(input - 1, Math.floor(centre + radius * scale - 0.5));
    const row = weights.subarray(to * input, (to + 1) * input);
    for (let from = first; from <= last; from++) row[from] = weigh(Math.abs((from + 0.5 - centre) / scale));
    normalise(row);
  }
  return weights;
}

function normalise(row: Float32Array): void {
  const total = row.reduce((sum, part) => sum + part, 0);
  if (total !== 0) for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) / total;
}

/** TensorFlow rounds the offset to a table of 1024 entries. Source: tensorflow/core/kernels/image/resize_bicubic_op.cc */
const CUBIC_TABLE_SIZE = 1024;

function cubicSpans(input: number, output: number): Float32Array {
  const weights = new Float32Array(output * input);
  for (let to = 0; to < output; to++) {
    const place = ((to + 0.5) * input) / output - 0.5;
    const offset = Math.round((place - Math.floor(place)) * CUBIC_TABLE_SIZE) / CUBIC_TABLE_SIZE;
    const row = weights.subarray(to * input, (to + 1) * input);
    for (const tap of [-1, 0, 1, 2]) {
      const from = Math.floor(place) + tap;
      if (from >= 0 && from < input) row[from] = keysCubic(Math.abs(tap - offset));
    }
    normalise(row);
  }
  return weights;
}

/** How much each input pixel overlaps each output pixel. Source: tensorflow/core/kernels/image/resize_area_op.cc */
function areaSpans(input: number, output: number): Float32Array {
  const ratio = input / output;
  const weights = new Float32Array(output * input);
  for (let to = 0; to < output; to++) {
    const row = weights.subarray(to * input, (to + 1) * input);
    for (let from = Math.floor(to * ratio); from < Math.min(Math.ceil((to + 1) * ratio), input); from++) {
      row[from] = Math.min(from + 1, (to + 1) * ratio) - Math.max(from, to * ratio);
    }
    normalise(row);
  }
  return weights;
}

function weightsAlong(
  input: number,
  output: number,
  method: Exclude<Interpolation, 'nearest'>,
  antialias: boolean,
): Tensor {
  const rows = () => {
    if (method === 'area') return areaSpans(input, output);
    if (method === 'bicubic' && !antialias) return cubicSpans(input, output);
    return spans(input, output, KERNELS[method], antialias);
  };
  return tf.tensor3d(rows(), [1, output, input]);
}

/**
 * Pictures in another size, pixels at half-integer places as in TensorFlow 2. Source: `tf.image.resize`
 *
 * @param x - (rows, height, width, channels)
 * @returns float32
 */
export function resize(
  x: Tensor,
  [height, width]: readonly [number, number],
  method: Interpolation,
  antialias = false,
): Tensor {
  const pictures = tf.cast(x, 'float32') as tf.Tensor4D;
  if (method === 'nearest') return tf.image.resizeNearestNeighbor(pictures, [height, width], false, true);
  if (method === 'bilinear' && !antialias) {
    return tf.image.resizeBilinear(pictures, [height, width], false, true);
  }
  const [rows, from, across, channels] = pictures.shape;
  const lines = tf.reshape(pictures, [rows, from, across * channels]);
  const tall = tf.matMul(weightsAlong(from, height, method, antialias), lines);
  const columns = tf.reshape(tall, [rows * height, across, channels]);
  const wide = tf.matMul(weightsAlong(across, width, method, antialias), columns);
  return tf.reshape(wide, [rows, height, width, channels]);
}
