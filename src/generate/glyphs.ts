import { classLabels, type Drawn, floatRows, toByte } from './drawn.ts';
import type { Random } from './random.ts';
import { cosine, sine } from './sine.ts';
import type { Streams } from './streams.ts';
import { flatten, type Point, paintLine, type Stroke } from './strokes.ts';

export const GLYPH_SIZE = 28;
export const GLYPH_CLASSES = 10;

/** A letter of the invented script, in a box from −1 to 1. */
type Glyph = readonly Stroke[];

const STROKES_PER_GLYPH = 3;
const INVENTED = 60;
const SKETCH_SIZE = 12;
/** How much ink two look-alikes may differ in: enough to be told apart, little enough to be mistaken. */
const LOOK_ALIKE_GAP = [12, 24] as const;

/**
 * Letters of a script that nobody has seen: the exam's seed invents ten, of three bent strokes each and in pairs that look alike, and every row is one of
 * them in another hand (slant, size, place, pressure, a shaking pen), sometimes with a stray stroke, on unclean paper.
 *
 * @returns inputs float32 [rows, 28, 28, 1], integers 0–255, ink bright on dark; labels int32 [rows], 0–9
 */
export function drawGlyphs(streams: Streams, rows: number): Drawn {
  const script = inventScript(streams.world('script'));
  const labels = classLabels(rows, (i) => streams.classOf(i, GLYPH_CLASSES));
  const inputs = floatRows(rows, [GLYPH_SIZE, GLYPH_SIZE, 1], (picture, i) => {
    write(picture, script[labels.data[i] ?? 0] ?? [], streams.row(i));
  });
  return { inputs, labels };
}

/**
 * Of many invented letters the five that differ most (each next one is farthest from those already taken), and to each a
 * look-alike with another last stroke. Look-alikes are what makes a script hard to read.
 */
function inventScript(random: Random): readonly Glyph[] {
  const invented = Array.from({ length: INVENTED }, () => invent(random));
  const sketches = invented.map(sketch);
  const taken = [0];
  while (taken.length < GLYPH_CLASSES / 2) {
    const gaps = sketches.map((a) => Math.min(...taken.map((t) => difference(a, sketches[t]))));
    taken.push(gaps.indexOf(Math.max(...gaps)));
  }
  return taken.map((t) => invented[t] ?? []).flatMap((glyph) => [glyph, lookAlike(glyph, random)]);
}

/** The letter with its last stroke replaced; redrawn until an eye can tell the two apart. */
function lookAlike(glyph: Glyph, random: Random): Glyph {
  const original = sketch(glyph);
  for (;;) {
    const other = [...glyph.slice(0, -1), ...invent(random).slice(-1)];
    const gap = difference(original, sketch(other));
    if (gap > LOOK_ALIKE_GAP[0] && gap < LOOK_ALIKE_GAP[1]) return other;
  }
}

/** Three strokes between points of a 3 × 3 grid; a stroke usually begins where the last one ended. */
function invent(random: Random): Glyph {
  const gridPoint = (): Point => [random.integer(3) - 1, random.integer(3) - 1];
  let pen = gridPoint();
  return Array.from({ length: STROKES_PER_GLYPH }, (): Stroke => {
    const start = random.chance(0.7) ? pen : gridPoint();
    let end = gridPoint();
    while (end[0] === start[0] && end[1] === start[1]) end = gridPoint();
    pen = end;
    const bend: Point = [
      (start[0] + end[0]) / 2 + random.uniform(-0.8, 0.8),
      (start[1] + end[1]) / 2 + random.uniform(-0.8, 0.8),
    ];
    return [start, bend, end];
  });
}

function sketch(glyph: Glyph): Float32Array {
  const canvas = new Float32Array(SKETCH_SIZE * SKETCH_SIZE);
  const place = ([x, y]: Point): Point => [(x + 1.5) * (SKETCH_SIZE / 3), (y + 1.5) * (SKETCH_SIZE / 3)];
  for (const stroke of glyph) paintLine(canvas, SKETCH_SIZE, flatten(stroke).map(place), 1.5);
  return canvas;
}

function difference(a: Float32Array, b: Float32Array | undefined): number {
  return a.reduce((sum, ink, i) => sum + Math.abs(ink - (b?.[i] ?? 0)), 0);
}

function write(picture: Float32Array, glyph: Glyph, random: Random): void {
  const ink = new Float32Array(picture.length);
  const place = drawHand(random);
  const pen = random.uniform(0.8, 1.7);
  const shaky = (p: Point): Point => place([p[0] + 0.11 * random.normal(), p[1] + 0.11 * random.normal()]);
  for (const [start, bend, end] of glyph) {
    paintLine(ink, GLYPH_SIZE, flatten([shaky(start), shaky(bend), shaky(end)]), pen);
  }
  if (random.chance(0.4)) paintLine(ink, GLYPH_SIZE, strayStroke(random), pen);
  develop(picture, ink, random);
}

/** From the letter's box to pixels: turned up to 25°, slanted, scaled and shifted. */
function drawHand(random: Random): (p: Point) => Point {
  const angle = random.uniform(-0.45, 0.45);
  const [cos, sin] = [cosine(angle), sine(angle)];
  const [width, height] = [random.uniform(5, 9.5), random.uniform(5, 9.5)];
  const slant = random.uniform(-0.25, 0.25);
  const [left, top] = [random.uniform(10, 18), random.uniform(10, 18)];
  return ([x, y]) => {
    const [u, v] = [width * (x + slant * y), height * y];
    return [left + cos * u - sin * v, top + sin * u + cos * v];
  };
}

function strayStroke(random: Random): readonly Point[] {
  const [x, y] = [random.uniform(0, GLYPH_SIZE), random.uniform(0, GLYPH_SIZE)];
  return [
    [x, y],
    [x + random.uniform(-8, 8), y + random.uniform(-8, 8)],
  ];
}

/** Ink and paper as grey levels: uneven light, pressure of the pen, grain. */
function develop(picture: Float32Array, ink: Float32Array, random: Random): void {
  const [paper, across, down] = [random.uniform(0, 60), random.uniform(-1, 1), random.uniform(-1, 1)];
  const pressure = random.uniform(90, 190);
  for (let i = 0; i < picture.length; i++) {
    const light = across * ((i % GLYPH_SIZE) - 14) + down * (Math.floor(i / GLYPH_SIZE) - 14);
    const grain = random.uniform(-22, 22) + random.uniform(-22, 22);
    picture[i] = toByte(paper + light + pressure * (ink[i] ?? 0) + grain);
  }
}
