import type { Tensor } from '@tensorflow/tfjs-core';

/** What an operation does. Results are new tensors, never its inputs themselves: the caller disposes of each. */
export type Kernel = (inputs: readonly Tensor[]) => Tensor | Tensor[];
