import { cosine, sine } from './sine.ts';
import type { Point } from './strokes.ts';

/** Outlines around the origin, with a radius of about 1; their areas are alike, so that size tells nothing. */
export type Outline = readonly Point[];

/** The kinds of shapes an exam may choose its classes from. */
export const OUTLINES: Readonly<Record<string, Outline>> = {
  disc: spokes(18, [0.85]),
  triangle: spokes(3, [1.2]),
  square: spokes(4, [1.07]),
  star: spokes(5, [1.25, 0.52]),
  cross: cross(1.08, 0.36),
};

/** A point on each of `count` × `radii.length` evenly spaced spokes. */
function spokes(count: number, radii: readonly number[]): Outline {
  const total = count * radii.length;
  return Array.from({ length: total }, (_, i): Point => {
    const [angle, radius] = [(2 * Math.PI * i) / total, radii[i % radii.length] ?? 1];
    return [radius * cosine(angle), radius * sine(angle)];
  });
}

function cross(long: number, short: number): Outline {
  const arm: readonly Point[] = [
    [long, -short],
    [long, short],
    [short, short],
  ];
  const turns = [0, 1, 2, 3];
  return turns.flatMap((quarter) => arm.map((p) => turn(p, quarter)));
}

function turn([x, y]: Point, quarters: number): Point {
  return quarters === 0 ? [x, y] : turn([-y, x], quarters - 1);
}

/** An outline turned, squeezed along its own x axis, scaled and moved. */
export function placed(outline: Outline, at: Point, radius: number, angle: number, squeeze = 1): Outline {
  const [cos, sin] = [radius * cosine(angle), radius * sine(angle)];
  return outline.map(([x, y]) => {
    const u = x * squeeze;
    return [at[0] + cos * u - sin * y, at[1] + sin * u + cos * y];
  });
}

/**
 * Signed distance from a point to an outline, negative inside.
 * Source: Inigo Quilez, "Polygon – exact", https://iquilezles.org/articles/distfunctions2d/
 */
export function signedDistance(outline: Outline, x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  let inside = false;
  let previous = outline[outline.length - 1] ?? [0, 0];
  for (const corner of outline) {
    const [ex, ey] = [previous[0] - corner[0], previous[1] - corner[1]];
    const [wx, wy] = [x - corner[0], y - corner[1]];
    const t = Math.min(1, Math.max(0, (wx * ex + wy * ey) / (ex * ex + ey * ey)));
    nearest = Math.min(nearest, (wx - t * ex) * (wx - t * ex) + (wy - t * ey) * (wy - t * ey));
    const crosses = y >= corner[1] !== y >= previous[1];
    if (crosses && ex * wy > ey * wx === ey > 0) inside = !inside;
    previous = corner;
  }
  return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
}
