import type * as Core from '@tensorflow/tfjs-core';

/**
 * TensorFlow.js, which takes 60 ms and 40 MB that most models do not need. So nothing but this file and the engines
 * imports it, and it is there only once `startEngine` has loaded it. Its types always are.
 */
export let tf: typeof Core;

export declare namespace tf {
  export type Tensor<R extends Core.Rank = Core.Rank> = Core.Tensor<R>;
  export type Tensor2D = Core.Tensor2D;
  export type Tensor4D = Core.Tensor4D;
  export type Tensor5D = Core.Tensor5D;
}

export async function loadTensorFlow(): Promise<void> {
  const loaded = await import('@tensorflow/tfjs-core');
  // It is CommonJS, of which a bundle names nothing but the whole.
  tf ??= 'default' in loaded ? (loaded.default as typeof Core) : loaded;
}

/** A function of TensorFlow.js's, for tables that are written down before it is loaded. */
export function later<K extends keyof typeof Core>(name: K): (typeof Core)[K] {
  const call = (...given: unknown[]): unknown =>
    (tf[name] as unknown as (...given: unknown[]) => unknown)(...given);
  return call as unknown as (typeof Core)[K];
}
