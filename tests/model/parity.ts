import type { Tensor } from '../../src/domain/tensor.ts';

/** What "equal to Keras" means, everywhere: float32 arithmetic in another order of summation. */
export const MAX_DEVIATION = 1e-5;

/**
 * For models whose policy makes Keras round every intermediate result to 16 bits, of which bfloat16 keeps 8 significant
 * ones (2⁻⁸ is 0.4 %). Ours are computed in float32.
 */
export const MAX_HALF_DEVIATION = 5e-3;

/** Cases of tests/fixtures/layers/cases/policies.py. */
export function isHalfPrecision(name: string): boolean {
  return name.startsWith('half_');
}

/** max |a − b| / max(1, max |b|): relative to the largest number of the prediction, absolute below 1. */
export function deviation(ours: Tensor, keras: Tensor): number {
  if (ours.data.length !== keras.data.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 1;
  keras.data.forEach((expected, i) => {
    const distance = Math.abs(expected - (ours.data[i] ?? Number.NaN));
    difference = Math.max(difference, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance);
    largest = Math.max(largest, Math.abs(expected));
  });
  return difference / largest;
}
