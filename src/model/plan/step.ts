import type { Arguments, Layer } from '../graph.ts';
import type { PlannedCall } from './calls.ts';
import type { Ending } from './ending.ts';
import type { Operand } from './operand.ts';

/** One step of a plan while it is made: kernel calls, or a layer that only TensorFlow.js can compute. */
export type DraftStep = DraftKernelStep | TensorflowStep;

/** One step of a plan. */
export type PlanStep = KernelStep | TensorflowStep;

interface Flow {
  readonly reads: readonly Operand[];
  readonly writes: readonly Operand[];
}

interface KernelFlow extends Flow {
  readonly kind: 'kernels';
  /** Multiplications per row, roughly. */
  readonly cost: number;
  /**
   * Weights that one call reads: the more of them, the more rows should share the reading. Infinite for recurrent layers,
   * which read them for each step.
   */
  readonly weightBytes?: number;
}

export interface DraftKernelStep extends KernelFlow {
  /** How each result ends, where that is open to what follows. */
  readonly ending?: Ending;
  /** Is it nothing but an ending, to be folded into the step before where that one's is open? */
  readonly isEnding?: true;
  /** May the result lie where one of the inputs was? */
  readonly inPlace?: true;
  /** Asked for once everything is folded. */
  readonly calls: () => readonly PlannedCall[];
}

export interface KernelStep extends KernelFlow {
  readonly calls: readonly PlannedCall[];
}

export interface TensorflowStep extends Flow {
  readonly kind: 'tensorflow';
  readonly layer: Layer;
  readonly call: Arguments<Operand>;
  /** What it writes, with its masks. */
  readonly answers: readonly Operand[];
}
