import { classLabels, type Drawn, floatRows, toByte } from './drawn.ts';
import { OUTLINES, type Outline, placed, signedDistance } from './polygons.ts';
import type { Random } from './random.ts';
import type { Streams } from './streams.ts';
import type { Point } from './strokes.ts';

export const SCENE_SIZE = 64;
export const SCENE_CLASSES = 4;

type Colour = readonly [red: number, green: number, blue: number];

/**
 * A sign among other things: the class is the kind of the *largest* shape in the picture (four of disc, triangle, square,
 * star and cross, chosen by the exam's seed). Around it lie small shapes of every kind, and bars; a bar may run across it;
 * its colour means nothing; light falls from any side, and the sign is turned and seen at an angle. What matters is form at a
 * larger scale, so counting colours or a single layer does not help, and turned copies of the pictures do.
 *
 * @returns inputs float32 [rows, 64, 64, 3], integers 0–255; labels int32 [rows], 0–3
 */
export function drawScenes(streams: Streams, rows: number): Drawn {
  const kinds = signKinds(streams.world('signs'));
  const labels = classLabels(rows, (i) => streams.classOf(i, SCENE_CLASSES));
  const inputs = floatRows(rows, [SCENE_SIZE, SCENE_SIZE, 3], (picture, i) => {
    paintScene(picture, kinds[labels.data[i] ?? 0] ?? 'disc', streams.row(i));
  });
  return { inputs, labels };
}

/** The kind of sign that each class stands for. */
export function signKinds(random: Random): readonly string[] {
  return random.shuffle(Object.keys(OUTLINES)).slice(0, SCENE_CLASSES);
}

function paintScene(picture: Float32Array, kind: string, random: Random): void {
  paintBackground(picture, random);
  const clutter = 4 + random.integer(7);
  for (let i = 0; i < clutter; i++) paintShape(picture, smallThing(random), colour(random));
  paintShape(picture, sign(kind, random), signColour(random));
  if (random.chance(0.7)) paintShape(picture, bar(random, random.uniform(1.5, 3.5)), colour(random));
  expose(picture, random);
}

function sign(kind: string, random: Random): Outline {
  const at: Point = [random.uniform(22, 42), random.uniform(22, 42)];
  const radius = random.uniform(10, 17);
  return placed(OUTLINES[kind] ?? [], at, radius, random.uniform(0, 2 * Math.PI), random.uniform(0.75, 1));
}

function smallThing(random: Random): Outline {
  if (random.chance(0.3)) return bar(random, random.uniform(0.6, 1.5));
  const kind = random.pick(['disc', 'triangle', 'square', 'star', 'cross']);
  const at: Point = [random.uniform(0, SCENE_SIZE), random.uniform(0, SCENE_SIZE)];
  return placed(OUTLINES[kind] ?? [], at, random.uniform(2, 6), random.uniform(0, 2 * Math.PI));
}

function bar(random: Random, halfWidth: number): Outline {
  const box: Outline = [
    [-1, -1],
    [-1, 1],
    [1, 1],
    [1, -1],
  ];
  const at: Point = [random.uniform(8, 56), random.uniform(8, 56)];
  const stretch = random.uniform(14, 30) / halfWidth;
  return placed(box, at, halfWidth, random.uniform(0, 2 * Math.PI), stretch);
}

function colour(random: Random): Colour {
  return [random.uniform(20, 240), random.uniform(20, 240), random.uniform(20, 240)];
}

/** Signs are painted to be seen: at least one component stands out, and none is dark. */
function signColour(random: Random): Colour {
  const rest = random.shuffle([random.uniform(180, 250), random.uniform(70, 250), random.uniform(70, 250)]);
  return [rest[0] ?? 0, rest[1] ?? 0, rest[2] ?? 0];
}

function dim(random: Random): Colour {
  return [random.uniform(10, 140), random.uniform(10, 140), random.uniform(10, 140)];
}

/** Two colours that run into each other, crossed by stripes. */
function paintBackground(picture: Float32Array, random: Random): void {
  const [from, to] = [dim(random), dim(random)];
  const [dx, dy] = [random.uniform(-1, 1), random.uniform(-1, 1)];
  const [period, contrast] = [random.uniform(5, 16), random.uniform(0, 22)];
  for (let i = 0; i < SCENE_SIZE * SCENE_SIZE; i++) {
    const along = (dx * ((i % SCENE_SIZE) - 32) + dy * (Math.floor(i / SCENE_SIZE) - 32)) / 32;
    const share = Math.min(1, Math.max(0, 0.5 + along / 2));
    const stripe = Math.floor((along * 32) / period) % 2 === 0 ? contrast : 0;
    for (let c = 0; c < 3; c++) {
      picture[3 * i + c] = (from[c] ?? 0) * (1 - share) + (to[c] ?? 0) * share + stripe;
    }
  }
}

function paintShape(picture: Float32Array, outline: Outline, paint: Colour): void {
  const [xs, ys] = [outline.map((p) => p[0]), outline.map((p) => p[1])];
  const first = (values: number[]) => Math.max(0, Math.floor(Math.min(...values)) - 1);
  const last = (values: number[]) => Math.min(SCENE_SIZE - 1, Math.ceil(Math.max(...values)) + 1);
  for (let y = first(ys); y <= last(ys); y++) {
    for (let x = first(xs); x <= last(xs); x++) {
      const cover = Math.min(1, Math.max(0, 0.5 - signedDistance(outline, x, y)));
      for (let c = 0; c < 3; c++) {
        const at = 3 * (y * SCENE_SIZE + x) + c;
        picture[at] = (picture[at] ?? 0) * (1 - cover) + (paint[c] ?? 0) * cover;
      }
    }
  }
}

/** Light from one side, its tint, and the camera's grain. */
function expose(picture: Float32Array, random: Random): void {
  const [dx, dy] = [random.uniform(-0.35, 0.35), random.uniform(-0.35, 0.35)];
  const brightness = random.uniform(0.55, 1.1);
  const tint = [random.uniform(0.85, 1.1), random.uniform(0.85, 1.1), random.uniform(0.85, 1.1)];
  const grain = random.uniform(4, 14);
  for (let i = 0; i < SCENE_SIZE * SCENE_SIZE; i++) {
    const side = (dx * ((i % SCENE_SIZE) - 32) + dy * (Math.floor(i / SCENE_SIZE) - 32)) / 32;
    for (let c = 0; c < 3; c++) {
      const light = brightness * (1 + side) * (tint[c] ?? 1);
      picture[3 * i + c] = toByte((picture[3 * i + c] ?? 0) * light + random.uniform(-grain, grain));
    }
  }
}
