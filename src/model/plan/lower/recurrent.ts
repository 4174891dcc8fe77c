import {
  type ActivationCode,
  COMBINATION,
  type RecurrentKind,
  recurrentScratchBytes,
} from '../../../kernels/index.ts';
import type { Layer } from '../../graph.ts';
import type { Floats } from '../../weights.ts';
import type { Builder } from '../builder.ts';
import { at, each, type PlannedArgument, type PlannedCall, scratch } from '../calls.ts';
import { gates } from '../constants.ts';
import type { Lower, Lowering } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { combine } from './combine.ts';
import { scaleShift } from './elementwise.ts';
import { isMaskOf } from './pooling.ts';

/** All that a kernel needs to know of a recurrent layer of one cell. */
export interface Recurrence {
  readonly kind: RecurrentKind;
  readonly units: number;
  readonly kernel: Floats;
  readonly recurrent: Floats;
  readonly bias: Floats | undefined;
  /** Absent where no kernel knows the activation. */
  readonly activation: ActivationCode | undefined;
  readonly gate: ActivationCode | undefined;
  readonly resetAfter: boolean;
  readonly goBackwards: boolean;
  readonly zeroOutputForMask: boolean;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

const GATES: Readonly<Record<RecurrentKind, number>> = { lstm: 4, gru: 3, simpleRnn: 1 };

/** One layer, forwards or backwards. */
export function lowerRecurrent(
  x: Operand,
  { inputs, masks: [mask], plan }: Lowering<unknown>,
  recurrence: Recurrence,
): Operand | undefined {
  const { units, returnSequences } = recurrence;
  if (inputs.length > 1 || !canRun(x, mask, recurrence)) return undefined;
  const y = plan.tensor([...(returnSequences ? x.shape.slice(0, 1) : []), units], x);
  runInto(plan, x, mask, [{ recurrence, into: y, column: 0, isReversed: false }]);
  return returnSequences ? y.masked(mask) : y;
}

export interface BidirectionalOptions {
  readonly forward: Layer;
  readonly backward: Layer;
  readonly merge: 'concat' | 'sum' | 'ave' | 'mul' | 'none';
  readonly returnSequences: boolean;
}

export const lowerBidirectional: Lower<BidirectionalOptions> = (
  x,
  { options, inputs, masks: [mask], plan },
) => {
  const { merge, returnSequences } = options;
  const halves = [options.forward.recurrence?.(), options.backward.recurrence?.()];
  const [forward, backward] = halves;
  if (forward === undefined || backward === undefined || merge === 'none' || inputs.length > 1)
    return undefined;
  if (
    ![forward, backward].every((half) => canRun(x, mask, half) && half.returnSequences === returnSequences)
  ) {
    return undefined;
  }
  const before = returnSequences ? x.shape.slice(0, 1) : [];
  const y =
    merge === 'concat'
      ? beside(plan, x, mask, before, forward, backward)
      : together(plan, x, mask, before, forward, backward, merge);
  return returnSequences ? y?.masked(mask) : y;
};

/** Both halves write into one tensor. */
function beside(
  plan: Builder,
  x: Operand,
  mask: Operand | undefined,
  before: readonly number[],
  forward: Recurrence,
  backward: Recurrence,
): Operand {
  const into = plan.tensor([...before, forward.units + backward.units], x);
  runInto(plan, x, mask, [
    { recurrence: forward, into, column: 0, isReversed: false },
    { recurrence: backward, into, column: forward.units, isReversed: true },
  ]);
  return into;
}

function together(
  plan: Builder,
  x: Operand,
  mask: Operand | undefined,
  before: readonly number[],
  forward: Recurrence,
  backward: Recurrence,
  merge: 'sum' | 'ave' | 'mul',
): Operand | undefined {
  if (forward.units !== backward.units) return undefined;
  const [a, b] = [plan.tensor([...before, forward.units], x), plan.tensor([...before, forward.units], x)];
  runInto(plan, x, mask, [{ recurrence: forward, into: a, column: 0, isReversed: false }]);
  runInto(plan, x, mask, [{ recurrence: backward, into: b, column: 0, isReversed: true }]);
  const merged = combine(plan, merge === 'mul' ? COMBINATION.multiply : COMBINATION.add, a, b);
  return merged && merge === 'ave' ? scaleShift(plan, merged, [0.5], [0]) : merged;
}

function canRun(x: Operand, mask: Operand | undefined, recurrence: Recurrence): boolean {
  const { kernel, activation, gate, returnState } = recurrence;
  const isSequence = x.shape.length === 2 && x.last === kernel.shape[0];
  const isMasked = mask === undefined || isMaskOf(x, mask);
  return isSequence && isMasked && activation !== undefined && gate !== undefined && !returnState;
}

interface Run {
  readonly recurrence: Recurrence;
  readonly into: Operand;
  /** The first of the columns that belong to it. */
  readonly column: number;
  /** Write the outputs in the reverse order, so that backwards steps lie where they belong? */
  readonly isReversed: boolean;
}

function runInto(plan: Builder, x: Operand, mask: Operand | undefined, runs: readonly Run[]): void {
  const [into] = runs.map((run) => run.into);
  if (into === undefined) return;
  plan.add({
    reads: mask === undefined ? [x] : [x, mask],
    writes: [into],
    cost: runs.reduce((sum, { recurrence }) => sum + costOf(x, recurrence), 0),
    weightBytes: Number.POSITIVE_INFINITY,
    calls: () => runs.map((run) => recurrentCall(x, mask, run)),
  });
}

function costOf({ copies, shape: [steps = 1, features = 1] }: Operand, { kind, units }: Recurrence): number {
  return copies * steps * GATES[kind] * units * (features + units);
}

function recurrentCall(
  x: Operand,
  mask: Operand | undefined,
  { recurrence, into, column, isReversed }: Run,
): PlannedCall {
  const { kind, units, kernel, recurrent, activation = 0, gate = 0 } = recurrence;
  const [steps = 1, features = 1] = x.shape;
  const [first, step] = recurrence.goBackwards ? [steps - 1, -1] : [0, 1];
  const width = into.last;
  const isSequence = recurrence.returnSequences;
  const firstWritten = isSequence && isReversed ? (steps - 1) * width : 0;
  const shared = [
    at(x, first * features),
    steps * features,
    step * features,
    each(x),
    steps,
    features,
    units,
    gates(features, GATES[kind], units, () => kernel.data),
    gates(units, GATES[kind], units, () => recurrent.data),
    biasRow(recurrence, 0),
    mask === undefined ? 0 : at(mask, first),
    steps,
    step,
    Number(recurrence.zeroOutputForMask),
    at(into, firstWritten + column),
    into.size,
    isSequence ? (isReversed ? -width : width) : 0,
    scratch((rows) => recurrentScratchBytes(kind, rows * x.copies, units)),
    activation,
  ] satisfies PlannedArgument[];
  switch (kind) {
    case 'lstm':
      return { kernel: 'lstm', arguments: [...shared, gate] };
    case 'gru': {
      const more = [gate, Number(recurrence.resetAfter), recurrence.resetAfter ? biasRow(recurrence, 1) : 0];
      return { kernel: 'gru', arguments: [...shared, ...more] };
    }
    case 'simpleRnn':
      return { kernel: 'simpleRnn', arguments: shared };
  }
}

/** The first row of the bias, or that of the recurrent product, which only a GRU has; zeros where there is none. */
function biasRow({ kind, units, bias }: Recurrence, row: number): PlannedArgument {
  const width = GATES[kind] * units;
  const values = bias?.data.subarray(row * width, (row + 1) * width) ?? new Float32Array(width);
  return gates(1, GATES[kind], units, () => values);
}
