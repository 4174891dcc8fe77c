/** A point, in whatever unit the caller draws in. */
export type Point = readonly [x: number, y: number];

/** A bent stroke: a quadratic Bézier curve. */
export type Stroke = readonly [start: Point, bend: Point, end: Point];

const SEGMENTS_PER_STROKE = 6;

/** A stroke as straight segments, close enough for a picture of 28 pixels. */
export function flatten([a, b, c]: Stroke): readonly Point[] {
  return Array.from({ length: SEGMENTS_PER_STROKE + 1 }, (_, i): Point => {
    const t = i / SEGMENTS_PER_STROKE;
    const [p, q, r] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [p * a[0] + q * b[0] + r * c[0], p * a[1] + q * b[1] + r * c[1]];
  });
}

/** Paint a line of half-width `radius` into `canvas` (square, `size` wide), keeping the strongest ink, 0 to 1. */
export function paintLine(canvas: Float32Array, size: number, line: readonly Point[], radius: number): void {
  for (const [i, end] of line.entries()) {
    const start = line[i - 1];
    if (start) paintSegment(canvas, size, start, end, radius);
  }
}

function paintSegment(canvas: Float32Array, size: number, a: Point, b: Point, radius: number): void {
  const clamp = (x: number) => Math.min(size - 1, Math.max(0, x));
  const reach = radius + 1;
  const bottom = clamp(Math.ceil(Math.max(a[1], b[1]) + reach));
  const right = clamp(Math.ceil(Math.max(a[0], b[0]) + reach));
  for (let y = clamp(Math.floor(Math.min(a[1], b[1]) - reach)); y <= bottom; y++) {
    for (let x = clamp(Math.floor(Math.min(a[0], b[0]) - reach)); x <= right; x++) {
      const ink = Math.min(1, Math.max(0, radius + 0.5 - distance(x, y, a, b)));
      canvas[y * size + x] = Math.max(canvas[y * size + x] ?? 0, ink);
    }
  }
}

function distance(x: number, y: number, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const along = ((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  const [ex, ey] = [x - a[0] - t * dx, y - a[1] - t * dy];
  return Math.sqrt(ex * ex + ey * ey);
}
