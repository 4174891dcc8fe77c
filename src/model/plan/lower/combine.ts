import { sizeOf } from '../../../domain/tensor.ts';
import type { CombinationCode } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import type { Operand } from '../operand.ts';

/** How far apart a tensor's blocks and rows lie, while another goes through all of them: 0 where it is repeated. */
interface Strides {
  readonly outer: number;
  readonly row: number;
}

/** How two tensors meet: blocks of rows of numbers. */
interface Meeting {
  readonly outer: number;
  readonly rows: number;
  readonly size: number;
  readonly whole: Strides;
  readonly repeated: Strides;
}

/**
 * f(a, b) for tensors of one shape, or where one of them is repeated along its first axes (a number for each channel) or along its
 * last (a number for each pixel); nothing for other shapes.
 */
export function combine(plan: Builder, code: CombinationCode, a: Operand, b: Operand): Operand | undefined {
  if (a.copies !== b.copies) return undefined;
  const rank = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [aligned(a.shape, rank), aligned(b.shape, rank)];
  const shape = left.map((size, i) => Math.max(size, right[i] ?? 1));
  const [isLeft, isRight] = [equal(left, shape), equal(right, shape)];
  const meeting = isLeft ? meet(shape, right) : isRight ? meet(shape, left) : undefined;
  if (meeting === undefined) return undefined;
  const [forA, forB] = isLeft ? [meeting.whole, meeting.repeated] : [meeting.repeated, meeting.whole];
  const y = plan.tensor(shape, a);
  const { outer, rows, size } = meeting;
  return plan.add({
    reads: [a, b],
    writes: [y],
    cost: y.copies * y.size,
    inPlace: true,
    calls: () => {
      const to = at(y);
      if (isLeft && isRight)
        return [call('combine', code, at(a), 0, 0, at(b), 0, 0, 1, 1, each(a, a.size), to)];
      const sides = [at(a), forA.outer, forA.row, at(b), forB.outer, forB.row] as const;
      return [call('combine', code, ...sides, each(a, outer), rows, size, to)];
    },
  });
}

/** Keras adds axes behind that of the batch. Source: keras/src/layers/merging/base_merge.py */
function aligned(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape];
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

function meet(shape: readonly number[], other: readonly number[]): Meeting | undefined {
  const before = other.findIndex((size) => size !== 1);
  const from = before < 0 ? shape.length : before;
  if (equal(other.slice(from), shape.slice(from))) {
    const [rows, size] = [sizeOf(shape.slice(0, from)), sizeOf(shape.slice(from))];
    return {
      outer: 1,
      rows,
      size,
      whole: { outer: rows * size, row: size },
      repeated: { outer: size, row: 0 },
    };
  }
  const behind = other.findLastIndex((size) => size !== 1) + 1;
  if (!equal(other.slice(0, behind), shape.slice(0, behind))) return undefined;
  const [outer, rows] = [sizeOf(shape.slice(0, behind)), sizeOf(shape.slice(behind))];
  return { outer, rows, size: 1, whole: { outer: rows, row: 1 }, repeated: { outer: 1, row: 0 } };
}
