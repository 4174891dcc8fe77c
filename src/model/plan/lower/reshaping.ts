import { sizeOf } from '../../../domain/tensor.ts';
import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';

interface ChannelsFirst {
  readonly channelsFirst: boolean;
}

export const lowerFlatten: Lower<ChannelsFirst> = (x, { options }) =>
  options.channelsFirst && x.shape.length > 1 ? undefined : x.viewed([x.size]);

export const lowerReshape: Lower<{ readonly target: readonly number[] }> = (x, { options: { target } }) =>
  reshape(x, target);

/** The same numbers; one size may be −1, for what is left. Nothing where they do not fit. */
export function reshape(x: Operand, target: readonly number[]): Operand | undefined {
  const known = sizeOf(target.filter((size) => size !== -1));
  const shape = target.map((size) => (size === -1 ? x.size / known : size));
  const isWhole = shape.every((size) => Number.isInteger(size) && size > 0);
  return isWhole && sizeOf(shape) === x.size && x.dtype !== 'bool' ? x.viewed(shape) : undefined;
}

/** Axes that a kernel moves beside that of the batch. */
const MAX_MOVED = 3;

export const lowerPermute: Lower<{ readonly dims: readonly number[] }> = (x, { options: { dims }, plan }) => {
  const rank = x.shape.length;
  const isPermutation =
    dims.toSorted((a, b) => a - b).every((dim, i) => dim === i + 1) && dims.length === rank;
  if (!isPermutation || rank > MAX_MOVED || rank === 0) return undefined;
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const shape = dims.map((dim) => x.shape[dim - 1] ?? 1);
  return move(
    plan,
    x,
    shape,
    dims.map((dim) => strides[dim - 1] ?? 1),
  );
};

export const lowerRepeatVector: Lower<{ readonly n: number }> = (x, { options: { n }, plan }) =>
  x.shape.length === 1 ? move(plan, x, [n, x.size], [0, 1]) : undefined;

type Pairs = readonly (readonly [number, number])[];
type Spatial = ChannelsFirst & { readonly pairs: Pairs };

export const lowerCropping: Lower<Spatial> = (x, { options: { pairs, channelsFirst }, plan }) => {
  if (channelsFirst || pairs.length > 2 || x.shape.length !== pairs.length + 1) return undefined;
  const strides = x.shape.map((_, i) => sizeOf(x.shape.slice(i + 1)));
  const shape = x.shape.map((size, i) => size - (pairs[i]?.[0] ?? 0) - (pairs[i]?.[1] ?? 0));
  const from = pairs.reduce((sum, [before], i) => sum + before * (strides[i] ?? 1), 0);
  return move(plan, x, shape, strides, from);
};

/** Numbers of a tensor by other strides, each copy beginning as far from the one before as it did. */
function move(
  plan: Builder,
  x: Operand,
  shape: readonly number[],
  strides: readonly number[],
  from = 0,
): Operand {
  const y = plan.tensor(shape, x, x.dtype);
  const [d1 = 1, d2 = 1, d3 = 1] = shape;
  const [s1 = 0, s2 = 0, s3 = 0] = strides;
  return plan.add({
    reads: [x],
    writes: [y],
    cost: y.copies * y.size,
    calls: () => [call('permute', at(x, from), each(x), d1, d2, d3, x.size, s1, s2, s3, at(y))],
  });
}

/** As a convolution whose kernel is one pixel, of 1: it reads zeros where there is no picture. */
export const lowerZeroPadding: Lower<Spatial> = (x, { options: { pairs, channelsFirst }, plan }) => {
  if (channelsFirst || pairs.length > 2 || x.shape.length !== pairs.length + 1) return undefined;
  const shape = x.shape.map((size, i) => size + (pairs[i]?.[0] ?? 0) + (pairs[i]?.[1] ?? 0));
  const y = plan.tensor(shape, x);
  const [height = 1, width = 1] = x.shape.length === 2 ? [1, ...x.shape] : x.shape;
  const [outHeight = 1, outWidth = 1] = x.shape.length === 2 ? [1, ...shape] : shape;
  const [[top] = [0], [left] = [0]] = x.shape.length === 2 ? [[0, 0], ...pairs] : pairs;
  const channels = x.last;
  const limits = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  const ones = vector(new Float32Array(channels).fill(1));
  const zeros = vector(new Float32Array(channels));
  const picture = [each(x), height, width, channels] as const;
  const pixel = [1, 1, 1, 1, 1, 1] as const;
  plan.notePadding(y, { picture: x, top, left });
  return plan.add({
    reads: [x],
    writes: [y],
    cost: y.copies * y.size,
    calls: () => [
      call(
        'depthwise',
        at(x),
        ...picture,
        ones,
        zeros,
        ...pixel,
        top,
        left,
        outHeight,
        outWidth,
        1,
        at(y),
        ...limits,
      ),
    ],
  });
};

interface UpSampling extends ChannelsFirst {
  readonly sizes: readonly number[];
  readonly interpolation: string;
}

export const lowerUpSampling: Lower<UpSampling> = (x, { options, plan }) => {
  const { sizes, channelsFirst, interpolation } = options;
  const isPicture = sizes.length <= 2 && x.shape.length === sizes.length + 1;
  if (channelsFirst || interpolation !== 'nearest' || !isPicture) return undefined;
  const y = plan.tensor(
    x.shape.map((size, i) => size * (sizes[i] ?? 1)),
    x,
  );
  const [height = 1, width = 1] = sizes.length === 1 ? [1, ...x.shape] : x.shape;
  const [factorY = 1, factorX = 1] = sizes.length === 1 ? [1, ...sizes] : sizes;
  return plan.add({
    reads: [x],
    writes: [y],
    cost: y.copies * y.size,
    calls: () => [call('upsample', at(x), each(x), height, width, x.last, factorY, factorX, at(y))],
  });
};
