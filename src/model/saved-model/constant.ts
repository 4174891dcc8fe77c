import { MAX_CONSTANT_BYTES, MAX_RANK } from '../../domain/limits.ts';
import { sizeOf } from '../../domain/tensor.ts';
import type { Constant } from '../graph-model/constant.ts';
import { clampToInt32, type Dtype, dtypeOf } from '../graph-model/dtype.ts';
import { invalidGraph, shown, tooLarge, unsupported } from '../graph-model/failure.ts';
import type { TensorProto } from './messages.ts';

/**
 * The value of a `Const` node: bytes, or a list of numbers whose last one stands for all that follow.
 * Source: tensorflow/core/framework/tensor.proto, tensor.cc `Tensor::FromProto`
 *
 * @throws {FivefoldError} model/damaged, model/too-large, model/op-unsupported
 */
export function toConstant(proto: TensorProto, name: string): Constant {
  const dtype = dtypeOf(proto.dtype);
  if (dtype === undefined) throw unsupported('Const', name, `of a type (${proto.dtype}) that is no number`);
  const shape = proto.shape.dim.map(({ size }) => size);
  const count = sizeOf(shape);
  if (shape.length > MAX_RANK || shape.some((size) => size < 0)) throw misshapen(name, shape);
  if (!(count * dtype.width <= MAX_CONSTANT_BYTES))
    throw tooLarge('a constant of too many bytes', MAX_CONSTANT_BYTES);
  if (proto.content.length > 0) return fromContent(proto.content, dtype, shape, name);
  return fromList(proto, dtype, shape, name);
}

function fromContent(content: Uint8Array, dtype: Dtype, shape: readonly number[], name: string): Constant {
  if (content.length !== sizeOf(shape) * dtype.width) throw misshapen(name, shape);
  return { dtype: dtype.computed, shape, data: dtype.read(new Uint8Array(content)) };
}

function fromList(proto: TensorProto, dtype: Dtype, shape: readonly number[], name: string): Constant {
  const values = listOf(proto, dtype);
  const count = sizeOf(shape);
  if (values.length > count) throw misshapen(name, shape);
  const last = values.at(-1) ?? 0;
  const at = (i: number): number => values[i] ?? last;
  switch (dtype.computed) {
    case 'float32':
      return { dtype: 'float32', shape, data: Float32Array.from({ length: count }, (_, i) => at(i)) };
    case 'int32':
      return {
        dtype: 'int32',
        shape,
        data: Int32Array.from({ length: count }, (_, i) => clampToInt32(at(i))),
      };
    case 'bool':
      return { dtype: 'bool', shape, data: Uint8Array.from({ length: count }, (_, i) => at(i)) };
  }
}

function listOf(proto: TensorProto, { name, read }: Dtype): readonly number[] {
  switch (name) {
    case 'float32':
      return proto.floats;
    case 'float64':
      return proto.doubles;
    case 'int64':
      return proto.int64s;
    case 'bool':
      return proto.bools.map(Number);
    case 'float16':
    case 'bfloat16':
      return [...read(new Uint8Array(Uint16Array.from(proto.halves).buffer))];
    default:
      return proto.ints;
  }
}

function misshapen(name: string, shape: readonly number[]) {
  return invalidGraph(
    `The constant "${shown(name)}" does not hold what its shape (${shape.join(', ')}) announces.`,
    name,
  );
}
