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

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  /** y where x is 0: the fixed cost. */
  readonly intercept: number;
  readonly slope: number;
  /** Share of the variance of y that the line explains. */
  readonly r2: number;
}

/** The line through points that minimises the squares of their distances in y. */
export function fitLine(points: readonly Point[]): Line {
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const sum = (of: (point: Point) => number) => points.reduce((total, point) => total + of(point), 0);
  const slope = sum((point) => (point.x - x) * (point.y - y)) / sum((point) => (point.x - x) ** 2);
  const intercept = y - slope * x;
  const left = sum((point) => (point.y - intercept - slope * point.x) ** 2);
  return { intercept, slope, r2: 1 - left / sum((point) => (point.y - y) ** 2) };
}

/**
 * How the price of one more changes from the lower to the upper half of the points, by x: 1 where cost is linear, more where
 * it grows faster.
 */
export function growth(points: readonly Point[]): number {
  const sorted = [...points].sort((a, b) => a.x - b.x);
  const [first, middle, last] = [sorted[0], sorted[Math.floor((sorted.length - 1) / 2)], sorted.at(-1)];
  return slopeBetween(middle, last) / slopeBetween(first, middle);
}

function slopeBetween(a: Point | undefined, b: Point | undefined): number {
  return a && b ? (b.y - a.y) / (b.x - a.x) : Number.NaN;
}

/** Where intervals cover the same time, it counts once. */
export function covered(intervals: readonly (readonly [start: number, end: number])[]): number {
  let until = Number.NEGATIVE_INFINITY;
  let total = 0;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total;
}

function mean(sample: readonly number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}
