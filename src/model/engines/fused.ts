import type { Tensor } from '@tensorflow/tfjs-core';

/** An LSTM over whole sequences: tanh and sigmoid, forwards, no mask, gates in Keras's order i, f, g, o. */
export interface LstmRun {
  /** (rows, steps, features) */
  readonly x: Tensor;
  /** (rows, units) each. */
  readonly h: Tensor;
  readonly c: Tensor;
  /** (features, 4 · units) */
  readonly kernel: Tensor;
  /** (units, 4 · units) */
  readonly recurrent: Tensor;
  /** (4 · units) */
  readonly bias: Tensor | undefined;
}

/** h and c of all steps: (rows, steps, units) each. */
export interface LstmStates {
  readonly h: Tensor;
  readonly c: Tensor;
}

export type RunLstm = (run: LstmRun) => LstmStates;

let lstm: RunLstm | undefined;

/** An engine that has a whole LSTM as one operation says so, as it registers kernels. */
export function registerFusedLstm(run: RunLstm | undefined): void {
  lstm = run;
}

/** What the engine has; nothing where a cell runs step by step. */
export function fusedLstm(): RunLstm | undefined {
  return lstm;
}
