import type { Ended } from './prediction.ts';

/** One weight of a model, as far as likeness is concerned: how many numbers, and a hash of them and their shape. */
export interface TensorDigest {
  readonly values: number;
  /** In hex. */
  readonly sha256: string;
}

/** How reading the weights of one model ended. */
export type DigestOutcome = { readonly kind: 'digested'; readonly tensors: readonly TensorDigest[] } | Ended;
