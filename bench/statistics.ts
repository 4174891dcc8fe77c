/** The middle of a sample: these machines are noisy, and a mean would follow the noise. */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Median of the ratios of runs that were measured side by side. */
export function medianRatio(ours: readonly number[], peer: readonly number[]): number {
  return median(ours.map((value, i) => value / (peer[i] ?? Number.NaN)));
}
