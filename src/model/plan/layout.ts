import { layOut, type Tenant } from './arena.ts';
import type { Place, PlannedArgument, Scratch } from './calls.ts';
import type { Piece } from './operand.ts';
import type { Plan } from './plan.ts';
import type { InArena } from './program.ts';
import { inStages, type PlannedStage } from './stages.ts';
import type { PlanStep } from './step.ts';

/** Where everything lies in the arena of a batch of so many rows. */
export interface Layout {
  readonly batchRows: number;
  readonly bytes: number;
  readonly stages: readonly PlannedStage[];
  placeOf(piece: Piece): InArena;
  scratchAt(scratch: Scratch): InArena;
}

interface Lodger extends Tenant {
  readonly key: Piece | Scratch;
  readonly perRow: number;
}

export function layoutFor(plan: Plan, batchRows: number): Layout {
  const stages = inStages(plan.steps, batchRows);
  const lodgers = [...lodgingsOf(plan, stages, batchRows), ...scratchesOf(stages)];
  const { offsets, bytes } = layOut(lodgers);
  const places = new Map(
    lodgers.map((lodger) => [lodger.key, { at: offsets.get(lodger) ?? 0, perRow: lodger.perRow }]),
  );
  const placeOf = (key: Piece | Scratch): InArena => {
    const place = places.get(key);
    if (place === undefined) throw new Error('a step uses what no layout knows');
    return place;
  };
  return { batchRows, bytes, stages, placeOf: (piece) => placeOf(piece.home), scratchAt: placeOf };
}

/** Which steps use a piece, and which stages. */
interface Use {
  first: number;
  last: number;
  readonly stages: Set<PlannedStage>;
}

/**
 * What only one stage uses is as large as the rows that the stage takes at a time. What passes from one to another holds all
 * rows of the batch, and its room may not be lent to others of a stage that goes round several times.
 */
function lodgingsOf(plan: Plan, stages: readonly PlannedStage[], batchRows: number): Lodger[] {
  const uses = usesIn(stages);
  const ends = endsOf(stages);
  const [input, output] = [plan.input.piece.home, plan.output.piece.home];
  for (const piece of [input, output]) {
    if (!uses.has(piece)) uses.set(piece, { first: 0, last: 0, stages: new Set() });
  }
  return [...uses].flatMap(([key, { first, last, stages }]) => {
    const [only] = stages;
    const isElsewhere = stages.size === 1 && only?.kind === 'tensorflow' && key !== input && key !== output;
    if (isElsewhere) return [];
    const isWhole = stages.size !== 1 || key === input || key === output;
    if (!isWhole) return { key, perRow: 0, bytes: key.bytes * (only?.rows ?? 1), first, last };
    return {
      key,
      perRow: key.bytes,
      bytes: key.bytes * batchRows,
      first: key === input ? -1 : (ends[first]?.from ?? first),
      last: key === output ? Number.POSITIVE_INFINITY : (ends[last]?.to ?? last),
    };
  });
}

function usesIn(stages: readonly PlannedStage[]): Map<Piece, Use> {
  const uses = new Map<Piece, Use>();
  let index = 0;
  for (const stage of stages) {
    for (const step of stage.steps) {
      for (const piece of piecesOf(step)) {
        const use = uses.get(piece) ?? { first: index, last: index, stages: new Set() };
        use.last = index;
        use.stages.add(stage);
        uses.set(piece, use);
      }
      index++;
    }
  }
  return uses;
}

/** Also those that a step needs for itself, between its calls. */
function piecesOf(step: PlanStep): Piece[] {
  const flow = [...step.reads, ...step.writes].map(({ piece }) => piece.home);
  return step.kind === 'tensorflow'
    ? flow
    : [
        ...flow,
        ...argumentsOf(step)
          .filter(isPlace)
          .map(({ piece }) => piece.home),
      ];
}

function argumentsOf(step: PlanStep): PlannedArgument[] {
  return step.kind === 'tensorflow' ? [] : step.calls.flatMap((call) => call.arguments);
}

const isPlace = (argument: PlannedArgument): argument is Place =>
  typeof argument === 'object' && 'piece' in argument;
const isScratch = (argument: PlannedArgument): argument is Scratch =>
  typeof argument === 'object' && 'scratch' in argument;

/** For every step, the first and the last of its stage. */
function endsOf(stages: readonly PlannedStage[]): { readonly from: number; readonly to: number }[] {
  let from = 0;
  return stages.flatMap(({ steps }) => {
    const ends = { from, to: from + steps.length - 1 };
    from += steps.length;
    return steps.map(() => ends);
  });
}

function scratchesOf(stages: readonly PlannedStage[]): Lodger[] {
  let index = 0;
  return stages.flatMap(({ rows, steps }) =>
    steps.flatMap((step) => {
      const at = index++;
      return argumentsOf(step)
        .filter(isScratch)
        .map((key) => ({ key, perRow: 0, bytes: key.scratch(rows), first: at, last: at }));
    }),
  );
}
