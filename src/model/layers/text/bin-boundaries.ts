import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Boundaries of `bins` bins of equal weight from a summary of the data: values and their weights.
 * Source: keras/src/layers/preprocessing/discretization.py `get_bin_boundaries`, `compress_summary`
 *
 * @param summary - (2, n), sorted by value; nothing where the layer was never adapted
 */
export function binBoundaries(summary: Tensor | undefined, bins: number): readonly number[] | undefined {
  const size = summary?.shape[1] ?? 0;
  if (summary === undefined || size === 0) return undefined;
  const numbers = Array.from(summary.dataSync());
  const values = numbers.slice(0, size);
  const epsilon = 1 / bins;
  if (size * epsilon < 1) return values.slice(0, -1);
  const shares = cumulativeShares(numbers.slice(size));
  const percents = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon);
  return percents.map((percent) => Math.fround(interpolate(percent, shares, values))).slice(0, -1);
}

/** In float32, as NumPy sums float32. */
function cumulativeShares(weights: readonly number[]): number[] {
  let sum = 0;
  const sums = weights.map((weight) => {
    sum = Math.fround(sum + weight);
    return sum;
  });
  return sums.map((part) => Math.fround(part / sum));
}

/** `np.interp`: linear between points, constant beyond them. */
function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  const after = xs.findIndex((known) => known > x);
  if (after === -1) return ys.at(-1) ?? 0;
  const [x0, x1, y0, y1] = [xs[after - 1], xs[after], ys[after - 1], ys[after]];
  if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return ys[0] ?? 0;
  return y0 + ((y1 - y0) / (x1 - x0)) * (x - x0);
}
