import type { Address } from './codes.ts';

/** Windows of (images, height, width, channels); pixels of `out` lie `ldo` apart. Padding counts for nothing. */
type Pool = (
  input: Address,
  images: number,
  height: number,
  width: number,
  channels: number,
  poolHeight: number,
  poolWidth: number,
  strideY: number,
  strideX: number,
  padTop: number,
  padLeft: number,
  outHeight: number,
  outWidth: number,
  out: Address,
  ldo: number,
) => void;

export interface PoolingKernels {
  readonly maxPool: Pool;
  readonly averagePool: Pool;

  /** The largest value of each channel: (images, pixels, channels) → (images, channels) */
  globalMax(input: Address, images: number, pixels: number, channels: number, out: Address): void;

  /** The mean of each channel: (images, pixels, channels) → (images, channels) */
  globalAverage(input: Address, images: number, pixels: number, channels: number, out: Address): void;

  /**
   * The mean over the steps where the mask is not 0: Σ mask · x / Σ mask.
   *
   * @param mask - (rows, steps) bytes
   */
  globalAverageMasked(
    input: Address,
    mask: Address,
    rows: number,
    steps: number,
    channels: number,
    out: Address,
  ): void;
}
