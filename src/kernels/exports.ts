/**
 * The kernels as WebAssembly exports them. What holds for all of them:
 *
 * - An {@link Address} is a byte offset into the memory; every count, size and stride counts numbers, not bytes.
 * - Tensors are float32, row-major, channels last. Addresses of tensors are multiples of 4; of 64 is faster.
 * - An output may overlap no input, unless `in place` is said to be allowed.
 * - `lo` and `hi` clamp each result (NaN stays NaN): −∞ and ∞ for none, 0 and ∞ for relu, 0 and 6 for relu6.
 * - `scratch` needs as many bytes as {@link ./sizes.ts} says for the kernel; what it holds before and after means nothing.
 * - Each sum runs in one order, whatever else is computed in the same call: rows may be split among calls and threads.
 *
 * What `src/kernels/assembly/` computes and where each approximation comes from stands there.
 */
export interface KernelExports
  extends MatrixKernels,
    ConvolutionKernels,
    PoolingKernels,
    RecurrentKernels,
    RowKernels,
    ElementKernels,
    MoveKernels {}

/** A byte offset into the memory. */
export type Address = number;

/** Functions of one number, by the code that `activate` and the recurrent kernels take. Source: keras/src/activations/activations.py */
export const ACTIVATION = {
  linear: 0,
  relu: 1,
  relu6: 2,
  /** x where positive, α x elsewhere. */
  leakyRelu: 3,
  /** x where positive, α (eˣ − 1) elsewhere. */
  elu: 4,
  selu: 5,
  /** α-scaled like Keras: max(x, 0) + min(α (e^(x/α) − 1), 0) */
  celu: 6,
  sigmoid: 7,
  tanh: 8,
  /** Keras 2: clip(0.2 x + 0.5, 0, 1) */
  hardSigmoid2: 9,
  /** Keras 3: relu6(x + 3) / 6 */
  hardSigmoid3: 10,
  softplus: 11,
  softsign: 12,
  exponential: 13,
  /** Also called swish. */
  silu: 14,
  /** Also called hard swish: x · relu6(x + 3) / 6 */
  hardSilu: 15,
  /** x Φ(x) by the error function. */
  gelu: 16,
  /** x Φ(x) by its tanh approximation. */
  geluTanh: 17,
  mish: 18,
  logSigmoid: 19,
  hardTanh: 20,
  tanhShrink: 21,
  /** sign(x) max(|x| − α, 0) */
  softShrink: 22,
  /** x where |x| > α, 0 elsewhere. */
  hardShrink: 23,
  /** (x + √(x² + α)) / 2 */
  squareplus: 24,
  sparsePlus: 25,
  sparseSigmoid: 26,
  /** x where x > α, 0 elsewhere. */
  threshold: 27,
  abs: 28,
  square: 29,
  sqrt: 30,
  negative: 31,
} as const;

export type ActivationCode = (typeof ACTIVATION)[keyof typeof ACTIVATION];

/** Functions of two numbers, by the code that `combine` takes. */
export const COMBINATION = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
} as const;

export type CombinationCode = (typeof COMBINATION)[keyof typeof COMBINATION];

interface MatrixKernels {
  /**
   * Lays a (K, N) matrix out for `matmul` and `convolve`: panels of 8 columns, the last one filled up with zeros;
   * `packedBytes(K, N)`. The element of row k and column n is read from `k · rowStride + n · columnStride`, so a
   * transposed matrix is packed with the two exchanged.
   */
  pack(matrix: Address, K: number, N: number, rowStride: number, columnStride: number, packed: Address): void;

  /**
   * The same for a (K, gates · units) kernel of a recurrent layer: each gate begins a panel of its own;
   * `packedGatesBytes(K, gates, units)`. With K = 1 it lays out a bias.
   */
  packGates(kernel: Address, K: number, gates: number, units: number, packed: Address): void;

  /**
   * out[m, n] = clamp(bias[n] + Σₖ a[m, k] · b[k, n]), k ascending.
   *
   * @param lda - from one row of `a` to the next
   * @param packed - b by `pack`
   * @param bias - N numbers; zeros for none
   * @param ldo - from one row of `out` to the next
   * @param scratch - `MATMUL_SCRATCH_BYTES`
   */
  matmul(
    a: Address,
    M: number,
    K: number,
    lda: number,
    packed: Address,
    bias: Address,
    N: number,
    out: Address,
    ldo: number,
    lo: number,
    hi: number,
    scratch: Address,
  ): void;
}

interface ConvolutionKernels {
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

interface PoolingKernels {
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

/**
 * All steps of a recurrent layer from a state of zeros. Where a step is masked, the state stays and the output is that of the step
 * before, or zeros with `zeroMasked`.
 *
 * A step that lies before another in memory may come after it in time: give the address of the *first* step in time, and a
 * negative stride. So `go_backwards` reads backwards; the backward half of a Bidirectional writes backwards, too. With a `yStep` of 0 only
 * the last output remains.
 *
 * @param x - first step: row r, step s begins at x + (r · xRow + s · xStep)
 * @param kernel - (features, gates · units) by `packGates`
 * @param recurrent - (units, gates · units) by `packGates`
 * @param bias - (gates · units) by `packGates`
 * @param activation - an {@link ActivationCode} whose α, if it has one, is Keras's default
 * @param mask - first step in time; a byte each, 0 for masked, at mask + (r · maskRow + s · maskStep). Address 0 for no mask.
 * @param y - first step in time; `units` numbers at y + (r · yRow + s · yStep)
 * @param scratch - `recurrentScratchBytes`
 */
type Recurrent<Rest extends readonly unknown[]> = (
  x: Address,
  xRow: number,
  xStep: number,
  rows: number,
  steps: number,
  features: number,
  units: number,
  kernel: Address,
  recurrent: Address,
  bias: Address,
  mask: Address,
  maskRow: number,
  maskStep: number,
  zeroMasked: boolean,
  y: Address,
  yRow: number,
  yStep: number,
  scratch: Address,
  activation: ActivationCode,
  ...rest: Rest
) => void;

interface RecurrentKernels {
  /** Gates i, f, c, o. */
  readonly lstm: Recurrent<[gate: ActivationCode]>;

  /**
   * Gates z, r, h. With `resetAfter` the reset gate acts after the recurrent product, and `recurrentBias` is the second
   * row of the bias by `packGates`; without, it acts on the state before it and `recurrentBias` is not read.
   */
  readonly gru: Recurrent<[gate: ActivationCode, resetAfter: boolean, recurrentBias: Address]>;

  readonly simpleRnn: Recurrent<[]>;
}

/** Along the last axis of (rows, size). In place is allowed. */
interface RowKernels {
  softmax(x: Address, rows: number, size: number, out: Address): void;
  logSoftmax(x: Address, rows: number, size: number, out: Address): void;

  /** (x − mean) / √(variance + epsilon) · gamma + beta */
  layerNormalise(
    x: Address,
    rows: number,
    size: number,
    gamma: Address,
    beta: Address,
    epsilon: number,
    out: Address,
  ): void;

  /** clamp(x · scale + shift), one scale and shift per column. */
  scaleShift(
    x: Address,
    rows: number,
    size: number,
    scale: Address,
    shift: Address,
    out: Address,
    lo: number,
    hi: number,
  ): void;

  /** x where positive, slope · x elsewhere, one slope per column. */
  prelu(x: Address, rows: number, size: number, slope: Address, out: Address): void;
}

interface ElementKernels {
  /** out[i] = f(x[i]); in place is allowed. `alpha` is read only where {@link ACTIVATION} names an α. */
  activate(code: ActivationCode, x: Address, count: number, out: Address, alpha: number): void;

  /**
   * out[i, j, :] = f(a[i, j, :], b[i, j, :]) for (outer, rows, size), `out` contiguous. Row (i, j) begins at
   * i · aOuter + j · aRow: strides of 0 broadcast. In place is allowed.
   */
  combine(
    code: CombinationCode,
    a: Address,
    aOuter: number,
    aRow: number,
    b: Address,
    bOuter: number,
    bRow: number,
    outer: number,
    rows: number,
    size: number,
    out: Address,
  ): void;

  /** Writes `count` numbers. */
  fill(out: Address, value: number, count: number): void;

  /** A byte each: 1 where x is not `value`. */
  maskUnequal(x: Address, count: number, value: number, mask: Address): void;

  /** A byte for each row of `size` numbers: 1 where any of them is not `value`. */
  maskRows(x: Address, rows: number, size: number, value: number, mask: Address): void;

  /** Zeros where the row's byte is 0; in place is allowed. */
  applyMask(x: Address, mask: Address, rows: number, size: number, out: Address): void;
}

interface MoveKernels {
  /**
   * out[i] = table[indices[i]], rows of `size` numbers. Indices are float32, cut to whole numbers.
   *
   * @returns how many indices lie outside of 0 … vocabulary − 1; their rows are zeros
   */
  embed(
    indices: Address,
    count: number,
    table: Address,
    vocabulary: number,
    size: number,
    out: Address,
  ): number;

  /** Rows of `size` numbers from one stride to another: what concatenates, crops and pads. */
  copyRows(
    source: Address,
    sourceRow: number,
    rows: number,
    size: number,
    out: Address,
    outRow: number,
  ): void;

  /**
   * out[i, j, k, l] = source[i · s0 + j · s1 + k · s2 + l · s3] with sizes d0 … d3, `out` contiguous: permutes, repeats (stride
   * 0), reverses (negative stride).
   */
  permute(
    source: Address,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
    out: Address,
  ): void;

  /** Nearest neighbour: each pixel factorY × factorX times. */
  upsample(
    input: Address,
    images: number,
    height: number,
    width: number,
    channels: number,
    factorY: number,
    factorX: number,
    out: Address,
  ): void;
}
