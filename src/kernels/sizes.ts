/**
 * How many bytes the kernels' layouts and scratch areas take. Sizes count numbers, as in {@link ./exports.ts}; each constant
 * restates one of `assembly/layout.ts`, and tests give the kernels exactly this much room, fenced.
 */

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Columns of a panel: two vectors of four, which an engine may join to one of eight. */
export const PANEL = 8;

/** 48 addresses of rows, and one tile of 6×8 results that do not all belong into the output. */
export const MATMUL_SCRATCH_BYTES = 384;

/** Pixels that a convolution collects from small pictures, so that few of its tiles are partly empty. */
const PIXELS_TOGETHER = 240;

/** Tiles of 2×2 pixels that Winograd's convolution transforms together. */
const WINOGRAD_TILES = 48;

/** A square of 4×4 pairs of vectors, on which Winograd's transformations happen. */
const WINOGRAD_SQUARE_BYTES = 16 * 32;

/** `count` as whole panels. */
export const inPanels = (count: number): number => Math.ceil(count / PANEL) * PANEL;

/** A (K, N) matrix by `pack`. */
export const packedBytes = (K: number, N: number): number => K * inPanels(N) * FLOAT;

/** A (K, gates · units) matrix by `packGates`. */
export const packedGatesBytes = (K: number, gates: number, units: number): number =>
  K * gates * inPanels(units) * FLOAT;

/** A bias of N numbers, which nothing needs to fill up. */
export const biasBytes = (N: number): number => N * FLOAT;

/** What decides how much room a convolution needs beside its output. */
export interface ConvolutionSizes {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: number;
}

/** Padded pictures, where there is padding: one, or some small ones. */
export function convolveScratchBytes(sizes: ConvolutionSizes): number {
  const { height, width, channels, padTop, padLeft, outHeight, outWidth } = sizes;
  const rows = (outHeight - 1) * sizes.strideY + (sizes.kernelHeight - 1) * sizes.dilationY + 1;
  const columns = (outWidth - 1) * sizes.strideX + (sizes.kernelWidth - 1) * sizes.dilationX + 1;
  const inside = padTop === 0 && padLeft === 0 && rows <= height && columns <= width;
  if (inside) return MATMUL_SCRATCH_BYTES;
  const together = Math.max(1, Math.floor(PIXELS_TOGETHER / (outHeight * outWidth)));
  return MATMUL_SCRATCH_BYTES + together * rows * Math.max(columns, width) * channels * FLOAT;
}

/** What matters of a convolution's sizes; the others may be given, too. */
type WinogradSizes = Partial<ConvolutionSizes> &
  Pick<ConvolutionSizes, 'channels' | 'outHeight' | 'outWidth' | 'filters'>;

/** A kernel by `winogradPack`: 4×4 matrices of (channels, filters). */
export const winogradBytes = (channels: number, filters: number): number =>
  16 * packedBytes(channels, filters);

/** 16 numbers of each channel and filter for each tile, a bias of zeros, and padded pictures: one, or some small ones. */
export function winogradScratchBytes(sizes: WinogradSizes): number {
  const { channels, filters } = sizes;
  const tilesY = Math.ceil(sizes.outHeight / 2);
  const tilesX = Math.ceil(sizes.outWidth / 2);
  const together = Math.max(1, Math.floor(WINOGRAD_TILES / (tilesY * tilesX)));
  const picture = (2 * tilesY + 2) * (2 * tilesX + 2) * channels;
  const values = filters + 16 * WINOGRAD_TILES * (channels + filters) + together * picture;
  return MATMUL_SCRATCH_BYTES + WINOGRAD_SQUARE_BYTES + values * FLOAT;
}

/** Fewer channels or filters, and the transformations cost what they save (measured November 2026). */
const MIN_WINOGRAD_CHANNELS = 16;

/** Is a 3×3 convolution of stride and dilation 1 in one group faster by `winograd`? */
export function winogradPays(channels: number, filters: number): boolean {
  const possible = channels % PANEL === 0 && filters % PANEL === 0;
  return possible && channels >= MIN_WINOGRAD_CHANNELS && filters >= MIN_WINOGRAD_CHANNELS;
}

export type RecurrentKind = 'lstm' | 'gru' | 'simpleRnn';

/** Numbers per row and panel of units: states and gates. */
const RECURRENT_PLANES: Readonly<Record<RecurrentKind, number>> = { lstm: 6, gru: 7, simpleRnn: 2 };

/** States and gates of every row. */
export function recurrentScratchBytes(kind: RecurrentKind, rows: number, units: number): number {
  return MATMUL_SCRATCH_BYTES + rows * RECURRENT_PLANES[kind] * inPanels(units) * FLOAT;
}
