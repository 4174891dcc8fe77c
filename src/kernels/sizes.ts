/**
 * How many bytes the kernels' layouts and scratch areas take. Sizes count numbers, as in {@link ./exports.ts}; each constant
 * restates one of `assembly/layout.ts`, and a test compares the two.
 */

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Columns of a panel: two vectors of four, which an engine may join to one of eight. */
export const PANEL = 8;

/** 48 addresses of rows, and one tile of 6×8 results that do not all belong into the output. */
export const MATMUL_SCRATCH_BYTES = 384;

/** Tiles of 2×2 results that Winograd transforms together: 16 times as many rows must stay in the second-level cache. */
export const WINOGRAD_TILES = 48;

/** `count` as whole panels. */
export const inPanels = (count: number): number => Math.ceil(count / PANEL) * PANEL;

/** A (K, N) matrix by `pack`. */
export const packedBytes = (K: number, N: number): number => K * inPanels(N) * FLOAT;

/** A (K, gates · units) matrix by `packGates`. */
export const packedGatesBytes = (K: number, gates: number, units: number): number =>
  K * gates * inPanels(units) * FLOAT;

/** A bias of N numbers: whole vectors are read, also from where the last group of a convolution begins. */
export const biasBytes = (N: number): number => (N + PANEL) * FLOAT;

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

/** One padded picture, where there is padding. */
export function convolveScratchBytes(sizes: ConvolutionSizes): number {
  const { height, width, channels, padTop, padLeft } = sizes;
  const rows = (sizes.outHeight - 1) * sizes.strideY + (sizes.kernelHeight - 1) * sizes.dilationY + 1;
  const columns = (sizes.outWidth - 1) * sizes.strideX + (sizes.kernelWidth - 1) * sizes.dilationX + 1;
  const inside = padTop === 0 && padLeft === 0 && rows <= height && columns <= width;
  return MATMUL_SCRATCH_BYTES + (inside ? 0 : rows * Math.max(columns, width) * channels * FLOAT);
}

type WinogradSizes = Pick<ConvolutionSizes, 'channels' | 'outHeight' | 'outWidth' | 'filters'>;

/** A kernel by `winogradPack`: 4×4 matrices of (channels, filters). */
export const winogradBytes = (channels: number, filters: number): number =>
  16 * packedBytes(channels, filters);

/** One padded picture, 16 numbers of each channel and filter for each tile, and a bias of zeros. */
export function winogradScratchBytes({ channels, outHeight, outWidth, filters }: WinogradSizes): number {
  const rows = outHeight + (outHeight % 2) + 2;
  const columns = outWidth + (outWidth % 2) + 2;
  const values = rows * columns * channels + 16 * WINOGRAD_TILES * (channels + filters) + filters;
  return MATMUL_SCRATCH_BYTES + values * FLOAT;
}

export type RecurrentKind = 'lstm' | 'gru' | 'simpleRnn';

/** Numbers per row and panel of units: states and gates. */
const RECURRENT_PLANES: Readonly<Record<RecurrentKind, number>> = { lstm: 6, gru: 7, simpleRnn: 2 };

/** States and gates of every row. */
export function recurrentScratchBytes(kind: RecurrentKind, rows: number, units: number): number {
  return MATMUL_SCRATCH_BYTES + rows * RECURRENT_PLANES[kind] * inPanels(units) * FLOAT;
}
