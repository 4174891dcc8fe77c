import {
  ACTIVATION,
  type ActivationCode,
  COMBINATION,
  type CombinationCode,
} from '../../../kernels/index.ts';
import type { NamedArguments } from '../../layers/operations/arguments.ts';
import type { Builder } from '../builder.ts';
import { isOperand, Operand } from '../operand.ts';
import { activationByName } from './activations.ts';
import { combine } from './combine.ts';
import { activate, clamp, scaleShift, softmax } from './elementwise.ts';
import { unequal } from './embedding.ts';
import { concatenate } from './merging.ts';
import { globalPool } from './pooling.ts';

/** What an operation is as kernel calls; nothing where kernels cannot. */
export type LowerOperation = (given: NamedArguments<Operand>, plan: Builder) => Operand | undefined;

/** A tensor of floats among the arguments. */
function floats(given: NamedArguments<Operand>, name: string): Operand | undefined {
  const value = given.value(name);
  return isOperand(value) && value.dtype === 'float32' && value.shape.length > 0 ? value : undefined;
}

/** Two tensors of one rank, or a tensor and a number. */
export const lowerBinary =
  (code: CombinationCode): LowerOperation =>
  (given, plan) => {
    const [a, b] = [floats(given, 'x1'), floats(given, 'x2')];
    const [left, right] = [given.value('x1'), given.value('x2')];
    if (a && b) return a.shape.length === b.shape.length ? combine(plan, code, a, b) : undefined;
    if (a && typeof right === 'number') return withNumber(plan, code, a, right);
    if (b && typeof left === 'number') return numberWith(plan, code, left, b);
    return undefined;
  };

/** f(x, number) */
function withNumber(plan: Builder, code: CombinationCode, x: Operand, number: number): Operand | undefined {
  switch (code) {
    case COMBINATION.add:
      return scaleShift(plan, x, [1], [number]);
    case COMBINATION.subtract:
      return scaleShift(plan, x, [1], [-number]);
    case COMBINATION.multiply:
      return scaleShift(plan, x, [number], [0]);
    case COMBINATION.divide:
      return number === 0 ? undefined : scaleShift(plan, x, [1 / number], [0]);
    case COMBINATION.maximum:
      return clamp(plan, x, number, Number.POSITIVE_INFINITY);
    case COMBINATION.minimum:
      return clamp(plan, x, Number.NEGATIVE_INFINITY, number);
  }
}

/** f(number, x) */
function numberWith(plan: Builder, code: CombinationCode, number: number, x: Operand): Operand | undefined {
  if (code === COMBINATION.subtract) return scaleShift(plan, x, [-1], [number]);
  return code === COMBINATION.divide ? undefined : withNumber(plan, code, x, number);
}

export const lowerUnary =
  (code: ActivationCode): LowerOperation =>
  (given, plan) => {
    const x = floats(given, 'x');
    return x && activate(plan, x, code);
  };

/** An activation without options. */
export const lowerNamed =
  (name: string): LowerOperation =>
  (given, plan) => {
    const x = floats(given, 'x');
    return x && activationByName(name).lower?.(x, plan);
  };

/** Booleans: Keras 3 makes masks of them. */
export const lowerNotEqual: LowerOperation = (given, plan) => {
  const [x, value] = [given.value('x1'), given.value('x2')];
  return isOperand(x) && x.dtype !== 'bool' && typeof value === 'number'
    ? unequal(plan, x, value)
    : undefined;
};

/** Whole numbers as floats, or what is of the type already. */
export const lowerCast: LowerOperation = (given) => {
  const [x, dtype] = [given.value('x'), given.value('dtype')];
  if (!isOperand(x) || x.dtype === 'bool') return undefined;
  if (dtype === undefined || dtype === x.dtype) return x.masked(undefined);
  return dtype === 'float32' ? new Operand({ ...x, dtype, mask: undefined }) : undefined;
};

export const lowerHandOn =
  (name: string): LowerOperation =>
  (given) => {
    const x = given.value(name);
    return isOperand(x) ? x.masked(undefined) : undefined;
  };

/** Keras's `ReLU` as a function. */
export const lowerReLUOperation: LowerOperation = (given, plan) => {
  const x = floats(given, 'x');
  const [slope, threshold] = [given.value('negative_slope') ?? 0, given.value('threshold') ?? 0];
  const maximum = given.value('max_value') ?? Number.POSITIVE_INFINITY;
  const isPlain = slope === 0 && threshold === 0 && typeof maximum === 'number' && maximum >= 0;
  return x && isPlain ? clamp(plan, x, 0, maximum) : undefined;
};

export const lowerLeakyRelu: LowerOperation = (given, plan) => {
  const x = floats(given, 'x');
  const slope = given.value('negative_slope') ?? 0.2;
  return x && typeof slope === 'number' ? activate(plan, x, ACTIVATION.leakyRelu, slope) : undefined;
};

export const lowerSoftmaxOperation: LowerOperation = (given, plan) => {
  const x = floats(given, 'x');
  const axis = given.value('axis');
  return x && (axis === -1 || axis === x.shape.length) ? softmax(plan, x) : undefined;
};

/** Over all axes between the first and the last. */
export const lowerReduction =
  (kind: 'max' | 'average'): LowerOperation =>
  (given, plan) => {
    const x = floats(given, 'x');
    const axes = given.value('axis');
    if (x === undefined || !Array.isArray(axes)) return undefined;
    const rank = x.shape.length + 1;
    const positive = axes.map((axis) => (typeof axis === 'number' && axis < 0 ? axis + rank : axis));
    const numbers = positive.filter((axis) => typeof axis === 'number').toSorted((a, b) => a - b);
    const keepDims = given.value('keepdims') === true;
    return numbers.length === axes.length
      ? globalPool(plan, kind, x, { axes: numbers, keepDims })
      : undefined;
  };

export const lowerConcatenation: LowerOperation = (given, plan) => {
  const [xs, axis] = [given.value('xs'), given.value('axis')];
  if (!Array.isArray(xs) || typeof axis !== 'number' || axis === 0) return undefined;
  const inputs = xs.filter((x) => isOperand(x)).filter(({ dtype }) => dtype === 'float32');
  return inputs.length === xs.length ? concatenate(plan, inputs, axis) : undefined;
};

/** To a shape whose first size is the batch's. */
export const lowerReshaping: LowerOperation = (given) => {
  const [x, shape] = [given.value('x'), given.value('newshape')];
  if (!isOperand(x) || !Array.isArray(shape) || x.dtype === 'bool') return undefined;
  const [rows, ...row] = shape;
  const sizes = row.filter((size) => typeof size === 'number' && size > 0) as number[];
  const isWhole = (rows === null || rows === -1) && sizes.length === row.length;
  return isWhole && sizes.reduce((a, b) => a * b, 1) === x.size ? x.viewed(sizes) : undefined;
};
