/** A dense array of numbers, row-major, batch first. The only numeric type that crosses stages. */
export type Tensor =
  | { readonly dtype: 'float32'; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: 'int32'; readonly shape: readonly number[]; readonly data: Int32Array };

/** A dense array of text, row-major, batch first: documents before a model has made tokens of them. */
export interface TextTensor {
  readonly dtype: 'string';
  readonly shape: readonly number[];
  readonly data: readonly string[];
  /** How models that take numbers are given these texts. Without it, only a model that takes text can be. */
  readonly tokens?: PublishedTokens;
}

/** What an exam publishes to make tokens of texts: a word for each number, and the number of tokens in a row. */
export interface PublishedTokens {
  readonly vocabulary: readonly string[];
  readonly length: number;
}

/** What a model may be given. Only inputs are ever text; predictions and labels are numbers. */
export type InputTensor = Tensor | TextTensor;

/** A shape without the batch dimension; `null` is a dimension that may vary (a sequence length, say). */
export type RowShape = readonly (number | null)[];

/** Number of elements of a shape. The empty shape (a scalar) has one. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** A tensor that says nothing: zeros, or texts without a word. */
export function blankTensor(dtype: InputTensor['dtype'], shape: readonly number[]): InputTensor {
  const size = sizeOf(shape);
  switch (dtype) {
    case 'float32':
      return { dtype, shape, data: new Float32Array(size) };
    case 'int32':
      return { dtype, shape, data: new Int32Array(size) };
    case 'string':
      return { dtype, shape, data: new Array<string>(size).fill('') };
    default:
      return dtype satisfies never;
  }
}

/** The rows of these indices, in their order; a row may come twice. */
export function rowsAt<T extends Tensor>(tensor: T, indices: ArrayLike<number>): T {
  const row = tensor.shape.slice(1);
  const size = sizeOf(row);
  const length = indices.length * size;
  const data = tensor.dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  for (let i = 0; i < indices.length; i++) {
    const start = (indices[i] ?? 0) * size;
    data.set(tensor.data.subarray(start, start + size), i * size);
  }
  return { ...tensor, shape: [indices.length, ...row], data };
}

/** Does the shape of one row meet the contract, dimension by dimension? */
export function fits(shape: readonly number[], contract: RowShape): boolean {
  return shape.length === contract.length && contract.every((d, i) => d === null || d === shape[i]);
}

/** `[null, 1]` → `(any, 1)`, for messages. */
export function formatShape(shape: RowShape): string {
  return `(${shape.map((d) => d ?? 'any').join(', ')}${shape.length === 1 ? ',' : ''})`;
}
