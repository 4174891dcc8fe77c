/** A tensor that is known before anything runs: a weight, or a number that the graph was written with. */
export interface Constant {
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  /** Row-major; bool as one byte of 0 or 1. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}
