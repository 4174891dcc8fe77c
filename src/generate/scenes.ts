import { type Colour, colourOf } from './colours.ts';
import { classLabels, type Drawn, floatRows, toByte } from './drawn.ts';
import { OUTLINES, type Outline, placed, signedDistance } from './polygons.ts';
import type { Random } from './random.ts';
import type { Streams } from './streams.ts';
import type { Point } from './strokes.ts';

export const SCENE_SIZE = 64;
export const SCENE_CLASSES = 4;

/** The kinds are the same in every exam: which of five were left out made one exam harder than another. */
const KINDS = ['triangle', 'square', 'star', 'cross'] as const;
/** Share of signs that are painted in the hue of their kind: what a model without an eye for shapes can learn. */
const HINTED = 0.25;
/** How far a painter may miss the hue, to either side, in radians. */
const HUE_SPREAD = 0.4;
const CIRCLE = 2 * Math.PI;

/** What is to be seen in one picture. */
interface Sign {
  readonly kind: string;
  /** The usual one of its kind, in radians. */
  readonly hue: number;
}

/**
 * A sign among other things: the class is the kind of the *largest* shape in the picture. Around it lie small shapes of every
 * kind, and bars; a bar may run across it; light falls from any side, and the sign is turned and seen at an angle. Each kind has
 * a usual hue, a quarter of the circle from the next, but most signs are painted in any: colour is a hint. What matters is form
 * at a larger scale, so that counting colours or a single layer helps little, and turned copies of the pictures much.
 *
 * The exam's seed orders the kinds and turns the circle of hues, and decides nothing else: all exams are equally hard.
 *
 * @returns inputs float32 [rows, 64, 64, 3], integers 0–255; labels int32 [rows], 0–3
 */
export function drawScenes(streams: Streams, rows: number): Drawn {
  const kinds = signKinds(streams.world('signs'));
  const first = streams.world('hues').uniform(0, CIRCLE);
  const labels = classLabels(rows, (i) => streams.classOf(i, SCENE_CLASSES));
  const inputs = floatRows(rows, [SCENE_SIZE, SCENE_SIZE, 3], (picture, i) => {
    const label = labels.data[i] ?? 0;
    const hue = first + (label * CIRCLE) / SCENE_CLASSES;
    paintScene(picture, { kind: kinds[label] ?? '', hue }, streams.row(i));
  });
  return { inputs, labels };
}

/** The kind of sign that each class stands for. */
export function signKinds(random: Random): readonly string[] {
  return random.shuffle(KINDS);
}

function paintScene(picture: Float32Array, { kind, hue }: Sign, random: Random): void {
  paintBackground(picture, random);
  const clutter = 3 + random.integer(5);
  for (let i = 0; i < clutter; i++) paintShape(picture, smallThing(random), colour(random));
  paintShape(picture, sign(kind, random), signColour(hue, random));
  if (random.chance(0.6)) paintShape(picture, bar(random, random.uniform(1.5, 3.5)), colour(random));
  expose(picture, random);
}

function sign(kind: string, random: Random): Outline {
  const at: Point = [random.uniform(22, 42), random.uniform(22, 42)];
  const radius = random.uniform(12, 18);
  return placed(OUTLINES[kind] ?? [], at, radius, random.uniform(0, CIRCLE), random.uniform(0.8, 1));
}

function smallThing(random: Random): Outline {
  if (random.chance(0.3)) return bar(random, random.uniform(0.6, 1.5));
  const kind = random.pick(['disc', 'triangle', 'square', 'star', 'cross']);
  const at: Point = [random.uniform(0, SCENE_SIZE), random.uniform(0, SCENE_SIZE)];
  return placed(OUTLINES[kind] ?? [], at, random.uniform(2, 5), random.uniform(0, CIRCLE));
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
  return placed(box, at, halfWidth, random.uniform(0, CIRCLE), stretch);
}

function colour(random: Random): Colour {
  return colourOf(random.uniform(60, 220), random.uniform(0, 80), random.uniform(0, CIRCLE));
}

/** Signs are painted to be seen: none is dark or grey. */
function signColour(usual: number, random: Random): Colour {
  const spread = random.chance(HINTED) ? HUE_SPREAD : CIRCLE / 2;
  const hue = usual + random.uniform(-spread, spread);
  return colourOf(random.uniform(130, 190), random.uniform(60, 80), hue);
}

function dim(random: Random): Colour {
  return colourOf(random.uniform(30, 130), random.uniform(0, 30), random.uniform(0, CIRCLE));
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
  const brightness = random.uniform(0.6, 1.1);
  const tint = [random.uniform(0.85, 1.1), random.uniform(0.85, 1.1), random.uniform(0.85, 1.1)];
  const grain = random.uniform(4, 10);
  for (let i = 0; i < SCENE_SIZE * SCENE_SIZE; i++) {
    const side = (dx * ((i % SCENE_SIZE) - 32) + dy * (Math.floor(i / SCENE_SIZE) - 32)) / 32;
    for (let c = 0; c < 3; c++) {
      const light = brightness * (1 + side) * (tint[c] ?? 1);
      picture[3 * i + c] = toByte((picture[3 * i + c] ?? 0) * light + random.uniform(-grain, grain));
    }
  }
}
