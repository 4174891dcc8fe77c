import { MAX_TENSOR_VALUES } from '../../../domain/limits.ts';
import { invalidConfig, type JsonObject } from '../../config/json.ts';
import type { Tree } from '../../config/tree.ts';
import { labelOf } from '../../failure.ts';
import { type Arguments, type Call, isValue, type LayerLabel, type Value } from '../../graph.ts';
import { tf } from '../../tf.ts';

export type Tensor = tf.Tensor;
export type Argument = Tree<Value>;

export type NumberType = 'float32' | 'int32' | 'bool';

/** TensorFlow.js knows three types of numbers; every other is computed in the nearest of them. */
export function numberType(written: string): NumberType {
  if (written.startsWith('bool')) return 'bool';
  return /^u?int/.test(written) ? 'int32' : 'float32';
}

/** Names of parameters in the order in which calls give them, and what files call them instead. */
interface Signature {
  readonly parameters: readonly string[];
  readonly aliases?: ReadonlyMap<string, string>;
}

/**
 * What an operation is called with, by the names of its parameters, wherever that was written: in the call by position or by
 * name, or in the operation's config. A candidate may have written any of it by hand.
 */
export class NamedArguments<Leaf> {
  readonly #signature: Signature;
  readonly #config: JsonObject;
  readonly #call: Arguments<Leaf>;

  constructor(signature: Signature, config: JsonObject, call: Arguments<Leaf>) {
    this.#signature = signature;
    this.#config = config;
    this.#call = call;
  }

  /** As written; `undefined` when absent or `None`. */
  value(name: string): Tree<Leaf> | undefined {
    const { parameters, aliases } = this.#signature;
    const { args, kwargs } = this.#call;
    const position = parameters.indexOf(name);
    const isNamed = position < 0 || position >= args.length;
    const found = isNamed ? own(kwargs, aliases?.get(name) ?? name) : args[position];
    return found ?? own(this.#config, name) ?? undefined;
  }

  /** Everything that is given by position. */
  get positional(): readonly Tree<Leaf>[] {
    return this.#call.args;
  }
}

/** The same, checked: for an operation that runs. */
export class OperationArguments extends NamedArguments<Value> {
  readonly layer: LayerLabel;

  constructor(layer: LayerLabel, signature: Signature, config: JsonObject, call: Call) {
    super(signature, config, call);
    this.layer = layer;
  }

  /** A tensor, or the constant that stands for one. @throws {FivefoldError} model/config-invalid */
  tensor(name: string): Tensor {
    const value = this.value(name);
    if (value === undefined) throw this.invalid(name, 'a tensor');
    return this.#tensorOf(value, name);
  }

  find(name: string): Tensor | undefined {
    return this.value(name) === undefined ? undefined : this.tensor(name);
  }

  /** A list of tensors; one alone counts as a list. */
  tensors(name: string): Tensor[] {
    const value = this.value(name);
    if (!Array.isArray(value)) return [this.tensor(name)];
    return value.map((item) => this.#tensorOf(item, name));
  }

  /** Everything that is given by position, as Python's `*args`. */
  rest(): Tensor[] {
    return this.positional.flatMap((value) => this.#tensorOf(value, 'argument'));
  }

  number(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    const plain = isValue(value) ? scalarOf(value.tensor) : value;
    if (typeof plain !== 'number' || !Number.isFinite(plain)) throw this.invalid(name, 'a number');
    return plain;
  }

  integer(name: string, fallback?: number): number {
    const value = this.number(name, fallback);
    if (!Number.isSafeInteger(value)) throw this.invalid(name, 'an integer');
    return value;
  }

  /** Integers, as a list or alone, `null` where Keras wrote an unknown size; `undefined` when absent. */
  sizes(name: string): (number | null)[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (isValue(value) && value.tensor.rank === 1) return [...value.tensor.dataSync()];
    return (Array.isArray(value) ? value : [value]).map((item: Argument) => {
      const plain = isValue(item) ? scalarOf(item.tensor) : item;
      if (plain !== null && !Number.isSafeInteger(plain)) throw this.invalid(name, 'integers');
      return plain as number | null;
    });
  }

  /** Integers without gaps. */
  integers(name: string): number[] | undefined {
    return this.sizes(name)?.map((size) => {
      if (size === null) throw this.invalid(name, 'integers');
      return size;
    });
  }

  boolean(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'boolean') throw this.invalid(name, 'true or false');
    return value;
  }

  string(name: string, fallback?: string): string {
    const value = this.value(name) ?? fallback;
    if (typeof value !== 'string') throw this.invalid(name, 'a string');
    return value;
  }

  /** The type of numbers that is asked for. */
  type(name: string): NumberType | undefined {
    const value = this.value(name);
    return typeof value === 'string' ? numberType(value) : undefined;
  }

  invalid(name: string, expected: string) {
    const where = labelOf(this.layer);
    return invalidConfig(`${where} is called with another ${name} than ${expected}.`, this.layer.name);
  }

  #tensorOf(value: Argument, name: string): Tensor {
    if (isValue(value)) return value.tensor;
    if (typeof value === 'boolean') return tf.scalar(value, 'bool');
    if (typeof value === 'number') return tf.scalar(value, Number.isSafeInteger(value) ? 'int32' : 'float32');
    if (Array.isArray(value)) return this.#listed(value, name);
    const constant = constantIn(value);
    if (constant === undefined) throw this.invalid(name, 'a tensor');
    return tf.cast(this.#tensorOf(constant.value, name), constant.type);
  }

  #listed(items: readonly Argument[], name: string): Tensor {
    const numbers = items.flat(MAX_CONSTANT_RANK);
    if (numbers.length > MAX_TENSOR_VALUES || items.length === 0) throw this.invalid(name, 'a tensor');
    if (!numbers.every((item) => typeof item === 'number' || typeof item === 'boolean')) {
      return tf.stack(items.map((item) => this.#tensorOf(item, name)));
    }
    const isWhole = numbers.every((item) => Number.isSafeInteger(Number(item)));
    return tf.tensor(items as number[], undefined, isWhole ? 'int32' : 'float32');
  }
}

/** Depth of the nested lists that a constant is written in. */
const MAX_CONSTANT_RANK = 8;

function own<Leaf>(record: { readonly [name: string]: Tree<Leaf> }, name: string): Tree<Leaf> | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function scalarOf(tensor: Tensor): number | undefined {
  return tensor.size === 1 ? tensor.dataSync()[0] : undefined;
}

/** NumPy arrays and tensors in calls: `{class_name: '__numpy__', config: {value, dtype}}`. */
function constantIn(value: Argument): { readonly value: Argument; readonly type: NumberType } | undefined {
  if (value === null || typeof value !== 'object' || isValue(value)) return undefined;
  const { class_name: kind, config } = value as { readonly [key: string]: Argument };
  if (kind !== '__numpy__' && kind !== '__tensor__') return undefined;
  if (config === null || typeof config !== 'object') return undefined;
  const { value: content, dtype } = config as { readonly [key: string]: Argument };
  if (content === undefined) return undefined;
  return { value: content, type: numberType(typeof dtype === 'string' ? dtype : 'float32') };
}
