import type { Address } from './codes.ts';

export interface ConvolutionKernels {
  /**
   * A convolution with bias, as a matrix product whose left side is never written down. 1-D is a picture one high.
   *
   * @param input - (images, height, width, channels)
   * @param packed - for each group the (kernelHeight · kernelWidth · channels / groups, filters / groups) part of the
   *   kernel by `pack`, `packedBytes` apart
   * @param bias - `filters` numbers
   * @param padTop - rows of zeros above; those below follow from `outHeight`. `same` and `causal` are made of these.
   * @param out - (images, outHeight, outWidth, filters), pixels `ldo` apart, so that branches write beside each other
   * @param scratch - `convolveScratchBytes`
   */
  convolve(
    input: Address,
    images: number,
    height: number,
    width: number,
    channels: number,
    packed: Address,
    bias: Address,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    padTop: number,
    padLeft: number,
    outHeight: number,
    outWidth: number,
    filters: number,
    groups: number,
    out: Address,
    ldo: number,
    lo: number,
    hi: number,
    scratch: Address,
  ): void;

  /**
   * Lays a (3, 3, channels, filters) kernel out for `winograd`; `winogradBytes(channels, filters)`.
   *
   * @param scratch - channels · filters numbers
   */
  winogradPack(
    kernel: Address,
    channels: number,
    filters: number,
    transformed: Address,
    scratch: Address,
  ): void;

  /**
   * `convolve` for 3×3 kernels of stride and dilation 1 in one group, with 2.25 times fewer multiplications: F(2×2, 3×3) of
   * Lavin & Gray 2015 (arXiv 1509.09308). Rounds differently from `convolve`. `winogradPays` says when to take it:
   * `channels` and `filters` must be multiples of 8.
   *
   * @param scratch - `winogradScratchBytes`
   */
  winograd(
    input: Address,
    images: number,
    height: number,
    width: number,
    channels: number,
    transformed: Address,
    bias: Address,
    padTop: number,
    padLeft: number,
    outHeight: number,
    outWidth: number,
    filters: number,
    out: Address,
    ldo: number,
    lo: number,
    hi: number,
    scratch: Address,
  ): void;

  /**
   * Each channel convolved with filters of its own: out[…, c · multiplier + m] from input[…, c].
   *
   * @param kernel - (kernelHeight, kernelWidth, channels, multiplier), as Keras stores it
   * @param bias - channels · multiplier numbers
   * @param out - (images, outHeight, outWidth, channels · multiplier), contiguous
   */
  depthwise(
    input: Address,
    images: number,
    height: number,
    width: number,
    channels: number,
    kernel: Address,
    bias: Address,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
    padTop: number,
    padLeft: number,
    outHeight: number,
    outWidth: number,
    multiplier: number,
    out: Address,
    lo: number,
    hi: number,
  ): void;
}
