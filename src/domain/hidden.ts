import type { InputTensor, Tensor } from './tensor.ts';

/** A decrypted hidden set. Inputs may enter the sandbox; labels never do. */
export interface HiddenSet {
  /** Rows as the model receives them, batch first. */
  readonly inputs: InputTensor;
  /** Class indices (int32, `[rows]`) or values (float32, batch first). */
  readonly labels: Tensor;
}
