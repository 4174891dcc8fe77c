import { tf } from '../tf.ts';
import { dtypeOf } from './dtype.ts';
import { invalidGraph } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/** One list; elements that were never set are zeros of a shape that the others tell. */
type TensorList = readonly (tf.Tensor | undefined)[];

/** A list of a million time steps is none. */
const MAX_ELEMENTS = 1_000_000;

/**
 * The lists that loops read from and write to. A list travels as a number; changing one makes another, as TensorFlow
 * has it. Elements live until {@link TensorLists.clear}: TensorFlow.js knows nothing of them, and would dispose of them
 * too early. Source: tensorflow/core/kernels/list_kernels.h
 */
export class TensorLists {
  readonly #lists = new Map<number, TensorList>();
  readonly #kept: tf.Tensor[] = [];

  clear(): void {
    for (const tensor of this.#kept.splice(0)) tensor.dispose();
    this.#lists.clear();
  }

  /** What an operation on lists does, or `undefined` when it is no such operation. */
  kernel(operation: Operation): Kernel | undefined {
    const { attributes, name } = operation;
    const dtype = dtypeOf(attributes.get('element_dtype')?.type ?? 0)?.computed ?? 'float32';
    const kernels: Readonly<Record<string, Kernel>> = {
      EmptyTensorList: () => this.#add([]),
      TensorListReserve: ([, size]) =>
        this.#add(Array.from({ length: lengthOf(size, name) }, () => undefined)),
      TensorListFromTensor: ([tensor]) =>
        this.#add(tf.unstack(given(tensor, name)).map((item) => this.#keep(item))),
      TensorListLength: ([list]) => tf.scalar(this.#find(list, name).length, 'int32'),
      TensorListPushBack: ([list, item]) =>
        this.#add([...this.#find(list, name), this.#keep(given(item, name))]),
      TensorListSetItem: ([list, index, item]) => {
        const items = this.#find(list, name);
        return this.#add(items.with(indexOf(index, items, name), this.#keep(given(item, name))));
      },
      TensorListGetItem: ([list, index, shape]) => {
        const items = this.#find(list, name);
        const item = items[indexOf(index, items, name)];
        return item === undefined ? tf.zeros(elementShape(items, shape, name), dtype) : tf.clone(item);
      },
      TensorListStack: ([list, shape]) => {
        const items = this.#find(list, name);
        const element = elementShape(items, shape, name);
        if (items.length === 0) return tf.zeros([0, ...element], dtype);
        return tf.stack(items.map((item) => item ?? tf.zeros(element, dtype)));
      },
    };
    return Object.hasOwn(kernels, operation.op) ? kernels[operation.op] : undefined;
  }

  #add(list: TensorList): tf.Tensor {
    const handle = this.#lists.size;
    this.#lists.set(handle, list);
    return tf.scalar(handle, 'int32');
  }

  #keep(tensor: tf.Tensor): tf.Tensor {
    const kept = tf.keep(tf.clone(tensor));
    this.#kept.push(kept);
    return kept;
  }

  #find(handle: tf.Tensor | undefined, name: string): TensorList {
    const list = this.#lists.get(given(handle, name).dataSync()[0] ?? -1);
    if (list === undefined) throw invalidGraph(`"${name}" is given something that is no list.`, name);
    return list;
  }
}

function given(tensor: tf.Tensor | undefined, name: string): tf.Tensor {
  if (tensor === undefined) throw invalidGraph(`"${name}" lacks an input.`, name);
  return tensor;
}

function lengthOf(size: tf.Tensor | undefined, name: string): number {
  const length = given(size, name).dataSync()[0] ?? -1;
  if (length >= 0 && length <= MAX_ELEMENTS) return length;
  throw invalidGraph(`"${name}" makes a list of ${length} elements; the limit is ${MAX_ELEMENTS}.`, name);
}

function indexOf(index: tf.Tensor | undefined, { length }: TensorList, name: string): number {
  const position = given(index, name).dataSync()[0] ?? -1;
  if (position >= 0 && position < length) return position;
  throw invalidGraph(`"${name}" takes element ${position} of a list of ${length}.`, name);
}

/** The shape that the operation states, where it varies that of another element. */
function elementShape(items: TensorList, stated: tf.Tensor | undefined, name: string): number[] {
  const sizes = stated === undefined ? [] : Array.from(stated.dataSync());
  const known = items.find((item) => item !== undefined)?.shape;
  const shape =
    stated?.rank === 0 && sizes[0] === -1 ? known : sizes.map((size, i) => (size < 0 ? known?.[i] : size));
  if (shape?.every((size) => size !== undefined)) return [...shape];
  throw invalidGraph(`"${name}" reads elements that were never set, of unknown shape.`, name);
}
