import type { KernelExports } from '../../kernels/exports.ts';
import type { LayerLabel } from '../graph.ts';

/**
 * A model whose every step is a kernel, ready to run anywhere over the memory in which its weights lie: numbers only, so
 * it can be sent to another thread. Nothing in it changes while it runs; each thread has an arena of its own.
 */
export interface Program {
  readonly input: ProgramInput;
  readonly output: ProgramOutput;
  readonly stages: readonly Stage[];
  /** Rows that run together at most. What a row's numbers are does not depend on it. */
  readonly batchRows: number;
  /** What one run needs beside the weights. */
  readonly arenaBytes: number;
  /** Multiplications for one row, roughly: who has more of them should begin first. */
  readonly costPerRow: number;
}

export interface ProgramInput {
  /** Bytes from the arena's begin. */
  readonly at: number;
  /** Numbers of one row. */
  readonly size: number;
  /** Does the model declare integers? Then fractions are cut off, as Keras casts. */
  readonly isWhole: boolean;
}

export interface ProgramOutput {
  readonly at: number;
  /** Of one row. */
  readonly shape: readonly number[];
}

/** Calls that run one after the other on a few rows, so that what they hand on stays in the cache, then on the next few. */
export interface Stage {
  readonly rows: number;
  readonly calls: readonly KernelCall[];
}

export interface KernelCall {
  readonly kernel: keyof KernelExports;
  readonly arguments: readonly Argument[];
  /** Of a lookup: whose indices must lie inside of its table. */
  readonly lookup?: LayerLabel;
}

/** A number as it is, or one that depends on where the arena is and how many rows run. */
export type Argument = number | InArena | PerRow;

/** An address: so many bytes from the arena's begin, and so many for each row of the batch before this stage's rows. */
export interface InArena {
  readonly at: number;
  readonly perRow: number;
}

/** So many for each row that runs. */
export interface PerRow {
  readonly times: number;
}
