import { MATMUL_SCRATCH_BYTES } from '../../../kernels/index.ts';
import type { Weights } from '../../weights.ts';
import type { Builder } from '../builder.ts';
import { at, call, each, scratch } from '../calls.ts';
import { bias, matrix } from '../constants.ts';
import { openEnding, scaled } from '../ending.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import type { LowerActivation } from './activations.ts';

export interface Activated {
  readonly activation: { readonly lower?: LowerActivation };
}

/** x · kernel + bias over the last axis. The kernel is (…, columns), its other axes taken together. */
export function multiply(
  plan: Builder,
  x: Operand,
  kernel: Float32Array,
  columns: number,
  shift?: ArrayLike<number>,
): Operand {
  const y = plan.tensor([...x.shape.slice(0, -1), columns], x);
  const ending = openEnding(columns, shift);
  const rows = each(x, x.size / x.last);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size * columns,
    weightBytes: kernel.byteLength,
    ending,
    calls: () => {
      const packed = matrix(x.last, columns, () => scaled(kernel, ending));
      const { shift, low, high } = ending;
      return [
        call(
          'matmul',
          at(x),
          rows,
          x.last,
          x.last,
          packed,
          bias(shift),
          columns,
          at(y),
          columns,
          low,
          high,
          scratch(MATMUL_SCRATCH_BYTES),
        ),
      ];
    },
  });
}

/** The bias of a layer that may have none. */
export function biasOf(weights: Weights): Float32Array | undefined {
  return weights.findFloats('bias')?.data;
}

export const lowerDense: Lower<Activated> = (x, { options, weights, plan }) => {
  const { shape, data } = weights.floats('kernel');
  const [features, units = 0] = shape;
  if (x.shape.length === 0 || x.last !== features) return undefined;
  return options.activation.lower?.(multiply(plan, x, data, units, biasOf(weights)), plan);
};
