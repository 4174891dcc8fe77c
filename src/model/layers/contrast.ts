import type { LayerConfig } from '../config/layer-config.ts';
import { tf } from '../tf.ts';
import { asChannelsLast } from './axes.ts';
import { layer } from './definition.ts';

type Tensor = tf.Tensor;
type Range = readonly [low: number, high: number];

const BYTES: Range = [0, 255];

function readRange(config: LayerConfig): Range {
  const [low, high] = config.numbers('value_range') ?? BYTES;
  if (low === undefined || high === undefined) throw config.invalid('value_range', 'two numbers');
  return [low, high];
}

function rescale(x: Tensor, [from, to]: Range, [low, high]: Range): Tensor {
  if (from === low && to === high) return x;
  return tf.add(tf.mul(tf.div(tf.sub(x, from), to - from), high - low), low);
}

/** Each channel of each picture stretched to the whole range of values */
export const autoContrast = layer({
  source: 'preprocessing/image_preprocessing/auto_contrast.py',
  options: (config) => {
    const [low, high] = readRange(config);
    return { range: [Math.min(low, high), Math.max(low, high)] as const };
  },
  run: (given, { options: { range } }) => {
    const x = tf.cast(given, 'float32');
    const pictures = rescale(x, range, BYTES);
    const low = tf.min(pictures, [1, 2], true);
    const scale = tf.div(255, tf.sub(tf.max(pictures, [1, 2], true), low));
    const stretched = tf.clipByValue(tf.add(tf.mul(pictures, scale), tf.mul(tf.neg(low), scale)), 0, 255);
    const result = rescale(stretched, BYTES, range);
    return tf.where(tf.isNaN(result), x, result);
  },
});

const LEVELS = 256;

/** How one axis is cut into tiles, and which two tiles' curves a pixel is between. */
interface Tiling {
  readonly size: number;
  readonly tile: number;
  readonly tiles: number;
}

function tiling(size: number, tiles: number): Tiling {
  return { size, tiles, tile: Math.floor((size + tiles - 1) / tiles) };
}

/** Beyond the edge the picture goes on as its mirror image. */
function mirrored(at: number, size: number): number {
  return at < size ? at : 2 * size - 1 - at;
}

function between(
  at: number,
  { tile, tiles }: Tiling,
): { readonly first: number; readonly second: number; readonly part: number } {
  const place = Math.fround((at - tile / 2) / tile);
  const first = Math.floor(place);
  const inside = (index: number): number => Math.min(Math.max(index, 0), tiles - 1);
  return { first: inside(first), second: inside(first + 1), part: place - first };
}

/** One channel of one picture, by its level at (y, x). */
type Plane = (y: number, x: number) => number;

/** The curve of one tile: its clipped histogram, summed up. */
function curve(
  plane: Plane,
  rows: Tiling,
  columns: Tiling,
  row: number,
  column: number,
  clip: number,
): Float64Array {
  const counts = new Float64Array(LEVELS);
  for (let y = row * rows.tile; y < (row + 1) * rows.tile; y++) {
    for (let x = column * columns.tile; x < (column + 1) * columns.tile; x++) {
      const level = plane(mirrored(y, rows.size), mirrored(x, columns.size));
      counts[level] = (counts[level] as number) + 1;
    }
  }
  const total = rows.tile * columns.tile;
  const limit = clip > 0 ? (clip * total) / LEVELS : Number.POSITIVE_INFINITY;
  const excess = counts.reduce((sum, count) => sum + Math.max(count - limit, 0), 0);
  let sum = 0;
  const sums = counts.map((count) => {
    sum += Math.min(count, limit) + excess / LEVELS;
    return sum;
  });
  const least = sums[0] as number;
  const spread = total - least === 0 ? 1 : total - least;
  return sums.map((value) => Math.min(Math.max(((value - least) * 255) / spread, 0), 255));
}

/** Every pixel between the curves of the four nearest tiles. Writes to `output` by `at(y, x)`. */
function equalise(
  plane: Plane,
  rows: Tiling,
  columns: Tiling,
  clip: number,
  output: Float32Array,
  at: Plane,
): void {
  const curves = Array.from({ length: rows.tiles }, (_, row) =>
    Array.from({ length: columns.tiles }, (_, column) => curve(plane, rows, columns, row, column, clip)),
  );
  const look = (row: number, column: number, level: number): number =>
    curves[row]?.[column]?.[level] as number;
  for (let y = 0; y < rows.size; y++) {
    const v = between(y, rows);
    for (let x = 0; x < columns.size; x++) {
      const h = between(x, columns);
      const level = plane(y, x);
      const mix = (row: number): number =>
        look(row, h.first, level) * (1 - h.part) + look(row, h.second, level) * h.part;
      output[at(y, x)] = mix(v.first) * (1 - v.part) + mix(v.second) * v.part;
    }
  }
}

/** Contrast-limited adaptive histogram equalisation (Zuiderveld 1994) */
export const clahe = layer({
  source: 'preprocessing/image_preprocessing/clahe.py',
  options: (config) => ({
    range: readRange(config),
    clip: config.number('clip_limit', 4),
    grid: config.sizes('tile_grid_size', 2, 8),
    channelsFirst: config.channelsFirst(),
  }),
  run: (x, { options: { range, clip, grid, channelsFirst } }) =>
    asChannelsLast(x, channelsFirst, (x) => {
      const [pictures = 0, height = 0, width = 0, channels = 0] = x.shape;
      const bytes = rescale(tf.cast(x, 'float32'), range, BYTES).dataSync();
      const output = new Float32Array(bytes.length);
      const [down = 1, across = 1] = grid;
      for (let plane = 0; plane < pictures * channels; plane++) {
        const [picture, channel] = [Math.floor(plane / channels), plane % channels];
        const at: Plane = (y, x) => ((picture * height + y) * width + x) * channels + channel;
        const level: Plane = (y, x) =>
          Math.min(Math.max(Math.trunc(bytes[at(y, x)] as number), 0), LEVELS - 1);
        equalise(level, tiling(height, down), tiling(width, across), clip, output, at);
      }
      return rescale(tf.tensor(output, x.shape), BYTES, range);
    }),
});
