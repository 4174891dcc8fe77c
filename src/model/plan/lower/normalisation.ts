import { sizeOf } from '../../../domain/tensor.ts';
import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { scaleShift, subtract } from './elementwise.ts';

interface Affine {
  /** Of the batch's tensor. */
  readonly axes: readonly number[];
  readonly epsilon: number;
}

/** The only axis, and the last? */
function isLastAxis(axes: readonly number[], { shape }: Operand): boolean {
  return axes.length === 1 && (axes[0] === -1 || axes[0] === shape.length) && shape.length > 0;
}

/** One factor and one offset for each channel, which are folded into what comes before. */
export const lowerBatchNormalization: Lower<Affine> = (x, { options: { axes, epsilon }, weights, plan }) => {
  const { data: mean } = weights.floats('moving_mean');
  const { data: variance } = weights.floats('moving_variance');
  const gamma = weights.findFloats('gamma')?.data;
  const beta = weights.findFloats('beta')?.data;
  const vectors = [mean, variance, gamma, beta];
  const fits = vectors.every((values) => values === undefined || values.length === x.last);
  if (!isLastAxis(axes, x) || !fits) return undefined;
  const factor = Float64Array.from(variance, (value, i) => (gamma?.[i] ?? 1) / Math.sqrt(value + epsilon));
  const offset = factor.map((value, i) => (beta?.[i] ?? 0) - (mean[i] ?? 0) * value);
  return [...factor, ...offset].every(Number.isFinite) ? scaleShift(plan, x, factor, offset) : undefined;
};

/** Over the last axes. */
export const lowerLayerNormalization: Lower<Affine> = (x, { options: { axes, epsilon }, weights, plan }) => {
  const rank = x.shape.length + 1;
  const isTrailing = axes.every((axis, i) => (axis < 0 ? axis + rank : axis) === rank - axes.length + i);
  const size = sizeOf(x.shape.slice(x.shape.length - axes.length));
  const gamma = weights.findFloats('gamma')?.data ?? new Float32Array(size).fill(1);
  const beta = weights.findFloats('beta')?.data ?? new Float32Array(size);
  const fits = gamma.length === size && beta.length === size;
  if (!isTrailing || !fits || axes.length === 0 || axes.length > x.shape.length) return undefined;
  const y = plan.tensor(x.shape, x);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    calls: () => {
      const rows = each(x, x.size / size);
      return [call('layerNormalise', at(x), rows, size, vector(gamma), vector(beta), epsilon, at(y))];
    },
  });
};

interface Normalization {
  readonly axes: readonly number[];
  readonly mean: readonly number[] | undefined;
  readonly variance: readonly number[] | undefined;
  readonly invert: boolean;
}

/** A year is 2,000 ± 5: the mean is subtracted by itself, since x · a + b would lose three digits of it. */
export const lowerNormalization: Lower<Normalization> = (x, { options, weights, plan }) => {
  const mean = options.mean ?? weights.floats('mean').data;
  const variance = options.variance ?? weights.floats('variance').data;
  const { axes } = options;
  const isScalar =
    [mean, variance].every(({ length }) => length === 1) && (options.mean !== undefined || axes.length === 0);
  const fits = [mean, variance].every(({ length }) => length === x.last) && isLastAxis(axes, x);
  if (x.shape.length === 0 || !(isScalar || fits)) return undefined;
  const deviation = Float64Array.from(variance, (value) => Math.max(Math.sqrt(value), 1e-7));
  if (options.invert) return scaleShift(plan, x, deviation, mean);
  const centred = subtract(plan, x, mean);
  return scaleShift(
    plan,
    centred,
    deviation.map((value) => 1 / value),
    deviation.map(() => 0),
  );
};

interface Rescaling {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
  readonly passesMask: boolean;
}

export const lowerRescaling: Lower<Rescaling> = (x, { options, masks: [mask], plan }) => {
  const { scale, offset, passesMask } = options;
  const fits = [scale, offset].every(({ length }) => length === 1 || length === x.last);
  if (x.shape.length === 0 || !fits || x.dtype === 'bool') return undefined;
  const y = scaleShift(plan, x, scale, offset);
  return passesMask ? y.masked(mask) : y;
};

export const lowerLayerScale: Lower<unknown> = (x, { weights, plan }) => {
  const gamma = weights.floats('gamma').data;
  if (gamma.length !== x.last || x.shape.length === 0) return undefined;
  return scaleShift(
    plan,
    x,
    gamma,
    gamma.map(() => 0),
  );
};
