import type { Tensor } from '@tensorflow/tfjs-core';

/** The weights of one layer, by the name of their slot. Filled once, while loading. */
export class Weights {
  readonly #tensors = new Map<string, Tensor>();

  set(name: string, tensor: Tensor): void {
    this.#tensors.get(name)?.dispose();
    this.#tensors.set(name, tensor);
  }

  /** For weights that the layer always has. */
  get(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`weight ${name} was never set`);
    return tensor;
  }

  /** For weights that the config may leave out, such as a bias. */
  find(name: string): Tensor | undefined {
    return this.#tensors.get(name);
  }

  dispose(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }
}
