import type { ActivationCode, Address } from './codes.ts';

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

export interface RecurrentKernels {
  /** Gates i, f, c, o. */
  readonly lstm: Recurrent<[gate: ActivationCode]>;

  /**
   * Gates z, r, h. With `resetAfter` the reset gate acts after the recurrent product, and `recurrentBias` is the second
   * row of the bias by `packGates`; without, it acts on the state before it and `recurrentBias` is not read.
   */
  readonly gru: Recurrent<[gate: ActivationCode, resetAfter: boolean, recurrentBias: Address]>;

  readonly simpleRnn: Recurrent<[]>;
}
