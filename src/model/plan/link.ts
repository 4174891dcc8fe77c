import type { Address } from '../../kernels/index.ts';
import type { PlannedArgument, PlannedCall } from './calls.ts';
import type { Constant, Room } from './constants.ts';
import { type Layout, layoutFor } from './layout.ts';
import type { Piece } from './operand.ts';
import type { Plan } from './plan.ts';
import type { Argument, InArena, KernelCall, ProgramInput, ProgramOutput, Stage } from './program.ts';
import type { PlannedStage } from './stages.ts';
import type { TensorflowStep } from './step.ts';

/** A plan whose weights are in memory and whose addresses are known. */
export interface Linked {
  readonly input: ProgramInput;
  readonly output: ProgramOutput;
  readonly parts: readonly Part[];
  readonly batchRows: number;
  readonly arenaBytes: number;
  readonly costPerRow: number;
}

export type Part = Stage | TensorflowPart;

/** Layers for TensorFlow.js, one after the other, on all rows of a batch. */
export interface TensorflowPart {
  readonly steps: readonly TensorflowStep[];
  readonly placeOf: Layout['placeOf'];
  /** What others read, who look for it in the arena. */
  readonly handsOn: ReadonlySet<Piece>;
  /** By the index of a step, what nobody here needs after it. */
  readonly lastUses: ReadonlyMap<number, readonly Piece[]>;
}

/** Batches to try until the arena is small enough: many rows in multiples of those that the kernels take at a time. */
const BATCHES = [48, 36, 24, 12, 6, 4, 3, 2, 1];

/** Each operation of TensorFlow.js costs so much by itself that larger batches pay. */
const TENSORFLOW_BATCHES = [256, 128, ...BATCHES];

/** Beyond this, a smaller batch is better: 48 pictures of 224×224×3, and what a deep model makes of one of them. */
const MAX_ARENA_BYTES = 48 * 2 ** 20;

/**
 * Finds the largest batch that fits, gives everything its place, and writes the weights into the workspace.
 *
 * @throws {FivefoldError} model/too-large
 */
export function link(plan: Plan, room: Room): Linked {
  const layout = largestLayout(plan);
  const addresses = new Map<Constant, Address>();
  const addressOf = (constant: Constant): Address => {
    const address = addresses.get(constant) ?? room.workspace.allocate(constant.bytes);
    if (!addresses.has(constant)) constant.write(address, room);
    addresses.set(constant, address);
    return address;
  };
  const { input, output } = plan;
  return {
    input: { at: layout.placeOf(input.piece).at, size: input.size, isWhole: input.dtype === 'int32' },
    output: { at: layout.placeOf(output.piece).at, shape: output.shape },
    parts: layout.stages.map((stage) =>
      stage.kind === 'kernels'
        ? { rows: stage.rows, calls: linkStage(stage, layout, addressOf) }
        : tensorflowPart(stage, layout, plan),
    ),
    batchRows: layout.batchRows,
    arenaBytes: layout.bytes,
    costPerRow: plan.steps.reduce((sum, step) => sum + (step.kind === 'kernels' ? step.cost : 0), 0),
  };
}

function largestLayout(plan: Plan): Layout {
  const batches = plan.steps.some(({ kind }) => kind === 'tensorflow') ? TENSORFLOW_BATCHES : BATCHES;
  for (const rows of batches) {
    if (rows > plan.maxRows) continue;
    const layout = layoutFor(plan, rows);
    if (layout.bytes <= MAX_ARENA_BYTES) return layout;
  }
  return layoutFor(plan, 1);
}

function linkStage(
  { steps }: PlannedStage,
  layout: Layout,
  addressOf: (constant: Constant) => Address,
): KernelCall[] {
  const calls = steps.flatMap((step) => (step.kind === 'kernels' ? step.calls : []));
  return calls.map((call) => linkCall(call, layout, addressOf));
}

function tensorflowPart(stage: PlannedStage, { placeOf, stages }: Layout, plan: Plan): TensorflowPart {
  const steps = stage.steps.filter((step) => step.kind === 'tensorflow');
  const others = stages.filter((other) => other !== stage).flatMap((other) => other.steps);
  const handsOn = new Set(
    [...others.flatMap(({ reads }) => reads), plan.output].map(({ piece }) => piece.home),
  );
  const last = new Map<Piece, number>();
  steps.forEach(({ reads, writes }, i) => {
    for (const { piece } of [...reads, ...writes]) last.set(piece.home, i);
  });
  const lastUses = Map.groupBy(last.keys(), (piece) => last.get(piece) ?? 0);
  return { steps, placeOf, handsOn, lastUses };
}

function linkCall(
  { kernel, lookup, arguments: planned }: PlannedCall,
  layout: Layout,
  addressOf: (constant: Constant) => Address,
): KernelCall {
  const linked = planned.map((argument) => linkArgument(argument, layout, addressOf));
  return lookup === undefined ? { kernel, arguments: linked } : { kernel, arguments: linked, lookup };
}

function linkArgument(
  argument: PlannedArgument,
  layout: Layout,
  addressOf: (constant: Constant) => Address,
): Argument {
  if (typeof argument === 'number' || 'times' in argument) return argument;
  if ('scratch' in argument) return layout.scratchAt(argument);
  if ('write' in argument) return addressOf(argument);
  const { at, perRow }: InArena = layout.placeOf(argument.piece);
  return { at: at + argument.offset, perRow };
}
