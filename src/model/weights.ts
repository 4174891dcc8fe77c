import { tf } from './tf.ts';

/** Numbers as the file held them, before any engine has them. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly dtype?: 'float32' | 'int32' | 'bool';
}

/** A weight of a layer: every format's reader makes float32 of what it finds. */
export interface Floats {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The weights of one layer, by the name of their slot. Filled once, while loading. */
export class Weights {
  readonly #stored = new Map<string, StoredTensor>();
  readonly #tensors = new Map<string, tf.Tensor>();

  set(name: string, stored: StoredTensor): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.delete(name);
    this.#stored.set(name, stored);
  }

  /** The plain numbers of a weight that the layer always has. */
  stored(name: string): StoredTensor {
    const stored = this.#stored.get(name);
    if (stored === undefined) throw new Error(`weight ${name} was never set`);
    return stored;
  }

  floats(name: string): Floats {
    const { shape, data } = this.stored(name);
    return { shape, data: data instanceof Float32Array ? data : Float32Array.from(data) };
  }

  /** The same of one that the config may leave out. */
  findFloats(name: string): Floats | undefined {
    return this.#stored.has(name) ? this.floats(name) : undefined;
  }

  /** As a tensor, for weights that the layer always has. Made when it is first asked for, kept until disposed of. */
  get(name: string): tf.Tensor {
    const tensor = this.find(name);
    if (tensor === undefined) throw new Error(`weight ${name} was never set`);
    return tensor;
  }

  /** For weights that the config may leave out, such as a bias. */
  find(name: string): tf.Tensor | undefined {
    const stored = this.#stored.get(name);
    const known = this.#tensors.get(name);
    if (stored === undefined || known !== undefined) return known;
    const { data, shape, dtype = 'float32' } = stored;
    const tensor = tf.keep(tf.tensor(data, [...shape], dtype));
    this.#tensors.set(name, tensor);
    return tensor;
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
    this.#stored.clear();
  }
}
