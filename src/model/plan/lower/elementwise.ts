import { ACTIVATION, type ActivationCode } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import { type Ending, openEnding } from '../ending.ts';
import type { Operand } from '../operand.ts';

/** f(x), number by number. @param alpha - read only by functions that have one */
export function activate(plan: Builder, x: Operand, code: ActivationCode, alpha = 0): Operand {
  const y = plan.tensor(x.shape, x);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    calls: () => [call('activate', code, at(x), each(x, x.size), at(y), alpha)],
  });
}

/** The largest of `low` and x, and of that and `high` the smallest: an ending of what makes x, where that is still open. */
export function clamp(plan: Builder, x: Operand, low: number, high: number): Operand {
  return endBy(plan, x, { ...openEnding(x.last), low, high });
}

/** x · scale + shift, a scale and a shift for each column, or one for all. */
export function scaleShift(
  plan: Builder,
  x: Operand,
  scale: ArrayLike<number>,
  shift: ArrayLike<number>,
): Operand {
  const columns = (values: ArrayLike<number>): Float64Array =>
    values.length === 1 ? new Float64Array(x.last).fill(values[0] ?? 0) : Float64Array.from(values);
  return endBy(plan, x, { ...openEnding(x.last, columns(shift)), scale: columns(scale) });
}

function endBy(plan: Builder, x: Operand, ending: Ending): Operand {
  const y = plan.tensor(x.shape, x);
  const rows = each(x, x.size / x.last);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    isEnding: true,
    ending,
    calls: () => {
      const { low, high, shift, columns } = ending;
      if (ending.scale === undefined && low === 0 && high === Number.POSITIVE_INFINITY) {
        return [call('activate', ACTIVATION.relu, at(x), each(x, x.size), at(y), 0)];
      }
      const scale = vector(ending.scale ?? new Float64Array(columns).fill(1));
      return [call('scaleShift', at(x), rows, columns, scale, vector(shift), at(y), low, high)];
    },
  });
}

/** x − shift · 1, exactly: nothing may be folded into it. */
export function subtract(plan: Builder, x: Operand, values: ArrayLike<number>): Operand {
  const y = plan.tensor(x.shape, x);
  const shift = Float64Array.from({ length: x.last }, (_, i) => -(values[values.length === 1 ? 0 : i] ?? 0));
  const ones = vector(new Float64Array(x.last).fill(1));
  const rows = each(x, x.size / x.last);
  const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    calls: () => [call('scaleShift', at(x), rows, x.last, ones, vector(shift), at(y), low, high)],
  });
}

/** eˣ / Σ eˣ over the last axis, or its logarithm. */
export function softmax(plan: Builder, x: Operand, kernel: 'softmax' | 'logSoftmax' = 'softmax'): Operand {
  const y = plan.tensor(x.shape, x);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    calls: () => [call(kernel, at(x), each(x, x.size / x.last), x.last, at(y))],
  });
}
