import type { Operand } from './operand.ts';
import type { PlanStep } from './step.ts';

/** A model as a list of steps, for rows of one shape. Holds weights only as their layers do. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly input: Operand;
  readonly output: Operand;
  /** Rows that may run together, by the size of one of them. */
  readonly maxRows: number;
}
