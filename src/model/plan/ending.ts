/**
 * What is done to each column of a result before it is written: clamp(y · scale + shift). What follows a matrix product or
 * a convolution (bias, BatchNormalization, relu) is folded into its ending, scale into its weights, while the plan is
 * made.
 */
export interface Ending {
  readonly columns: number;
  scale: Float64Array | undefined;
  shift: Float64Array;
  low: number;
  high: number;
}

export function openEnding(columns: number, bias?: ArrayLike<number>): Ending {
  const shift = bias === undefined ? new Float64Array(columns) : Float64Array.from(bias);
  return { columns, scale: undefined, shift, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
}

/** Is nothing clamped yet? */
export function isOpen({ low, high }: Ending): boolean {
  return low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY;
}

/** Continues an open ending by another: clamp((y · a + b) · scale + shift). */
export function continueBy(ending: Ending, { scale, shift, low, high }: Ending): void {
  if (scale !== undefined) {
    ending.scale = scale.map((factor, i) => factor * (ending.scale?.[i] ?? 1));
    ending.shift = ending.shift.map((value, i) => value * (scale[i] ?? 1) + (shift[i] ?? 0));
  }
  ending.low = low;
  ending.high = high;
}

/** Weights whose last axes are the columns, with the ending's scale in them. */
export function scaled(weights: Float32Array, { scale, columns }: Ending): Float32Array {
  if (scale === undefined) return weights;
  const result = new Float32Array(weights.length);
  for (let from = 0; from < weights.length; from += columns) {
    for (let i = 0; i < columns; i++) result[from + i] = (weights[from + i] as number) * (scale[i] as number);
  }
  return result;
}
