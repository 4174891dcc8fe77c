import { isValue } from '../../graph.ts';
import { tf } from '../../tf.ts';
import { range, sliceAxis } from '../axes.ts';
import type { Argument, OperationArguments, Tensor } from './arguments.ts';
import { moving } from './operation.ts';

interface Slice {
  readonly kind: 'slice';
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
}

/** One element of `x[…]`, as Keras 2 or 3 writes it. */
type Key =
  | Slice
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'new axis' };

function readKey(written: Argument, given: OperationArguments): Key {
  if (written === null) return { kind: 'new axis' };
  const index = wholeNumber(written);
  if (index !== undefined) return { kind: 'at', index };
  if (typeof written !== 'object' || isValue(written) || Array.isArray(written)) throw unknownKey(given);
  const record = written as { readonly [key: string]: Argument };
  if (record.class_name === '__ellipsis__') return { kind: 'ellipsis' };
  const bounds = record.class_name === '__slice__' ? record.config : record;
  const { start, stop, step } = (bounds ?? {}) as { readonly [key: string]: Argument };
  const bound = (value: Argument | undefined): number | null => {
    if (value === undefined || value === null) return null;
    const number = wholeNumber(value);
    if (number === undefined) throw unknownKey(given);
    return number;
  };
  return { kind: 'slice', start: bound(start), stop: bound(stop), step: bound(step) || 1 };
}

/** A number, or a tensor of one. */
function wholeNumber(written: Argument): number | undefined {
  const plain = isValue(written) && written.tensor.size === 1 ? written.tensor.dataSync()[0] : written;
  return Number.isSafeInteger(plain) ? (plain as number) : undefined;
}

function unknownKey(given: OperationArguments) {
  return given.invalid('key', 'integers, slices, … and None');
}

/**
 * Every `step`-th element from `start` to before `stop`, with Python's meaning of what is negative or absent.
 * Source: CPython `PySlice_AdjustIndices`
 */
function slice(x: Tensor, axis: number, { start, stop, step }: Slice): Tensor {
  const size = x.shape[axis] ?? 0;
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const inside = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  const from = start === null ? (step > 0 ? least : most) : inside(start);
  const to = stop === null ? (step > 0 ? most : least) : inside(stop);
  const count = Math.max(0, Math.ceil((to - from) / step));
  return step === 1 ? sliceAxis(x, axis, from, count) : everyNth(x, axis, from, step, count);
}

function everyNth(x: Tensor, axis: number, from: number, step: number, count: number): Tensor {
  const places = range(count).map((i) => from + i * step);
  return tf.gather(x, tf.tensor1d(places, 'int32'), axis);
}

function pick(x: Tensor, axis: number, index: number): Tensor {
  const size = x.shape[axis] ?? 0;
  const at = index < 0 ? index + size : index;
  if (at < 0 || at >= size) throw new Error(`index ${index} of an axis of ${size}`);
  return tf.squeeze(sliceAxis(x, axis, at, 1), [axis]);
}

/** x[key] for integers, slices, `…` and `None`. */
export function getItem(given: OperationArguments): Tensor {
  const written = given.value('key');
  const list: readonly Argument[] = Array.isArray(written) ? written : [written ?? null];
  const keys = list.map((key) => readKey(key, given));
  return moving(given.tensor('x'), (x) => applyKeys(x, keys));
}

function applyKeys(x: Tensor, keys: readonly Key[]): Tensor {
  const used = keys.filter(({ kind }) => kind === 'at' || kind === 'slice').length;
  let y = x;
  let axis = 0;
  for (const key of keys) {
    if (key.kind === 'ellipsis') axis += x.rank - used;
    else if (key.kind === 'new axis') y = tf.expandDims(y, axis++);
    else if (key.kind === 'at') y = pick(y, axis, key.index);
    else y = slice(y, axis++, key);
  }
  return y;
}
